using System.Text.Json;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Dashboard.Reference;

/// <summary>What is in force of something, since when.</summary>
public sealed record ReferenceInForce(ReferenceEvent Event, int Version, DateTimeOffset From)
{
    public static ReferenceInForce? Of<T>(InForce<T>? version) where T : ReferenceEvent =>
        version is null ? null : new(version.Event, version.Version, version.From);
}

/// <summary>A kind of reference data: its event, its form, and what is in force of it.</summary>
/// <param name="Name">In the page's address.</param>
/// <param name="Wire">The name over HTTP of the event that sets it.</param>
/// <param name="Effect">What a new version changes.</param>
public sealed record ReferenceKind(string Name, string Wire, Text Title, Text Effect, IReadOnlyList<ReferenceField> Fields,
    Func<ReferenceSnapshot, DateTimeOffset, Domain.Company, IEnumerable<ReferenceInForce?>> InForce)
{
    private static readonly ReferenceField EffectiveFrom =
        new("effectiveFrom", new("生效时间(空为现在)", "In force from (now if empty)"), FieldKind.Moment) { IsStart = true };

    private static readonly ReferenceField Calendar = new("calendar", new("工作日历", "Calendar"));

    public static IReadOnlyList<ReferenceKind> All { get; } =
    [
        new("accounts", "accountSet", new("客户", "Accounts"),
            new("适用于生效后受理的运单。", "For waybills received from then on."),
            [
                Key("account", new("客户代码", "Account")), new("name", new("名称", "Name")),
                new("tier", new("等级", "Tier"), FieldKind.Choice, () => Choices<AccountTier>(ReferenceTexts.Of)),
                Calendar, new("receiptDays", new("返单天数", "Receipt days"), FieldKind.Whole),
                new("reportBackHours", new("复命小时", "Report-back hours"), FieldKind.Whole),
                new("orderCompleteHours", new("委托补全小时", "Order-complete hours"), FieldKind.Whole),
                new("measurementTolerancePercent", new("计量允差(%)", "Measured otherwise by at most, %"), FieldKind.Whole),
                new("loadingConfirmation", new("装车确认时间", "Loading confirmed by"), FieldKind.Time),
                new("limits.sortingHours", new("分理小时", "Sorting hours"), FieldKind.Whole),
                new("limits.originHours", new("始发停留小时", "Hours at the origin"), FieldKind.Whole),
                new("limits.transitHours", new("在途小时", "Hours on a leg"), FieldKind.Whole),
                new("limits.transferHours", new("中转停留小时", "Hours at a transfer"), FieldKind.Whole),
                new("limits.destinationHours", new("到站停留小时", "Hours at the destination"), FieldKind.Whole),
                new("limits.dispatchHours", new("派车小时", "Dispatch hours"), FieldKind.Whole),
                new("limits.deliveryDispatchHours", new("派送派车小时", "Delivery dispatch hours"), FieldKind.Whole),
                new("reports", new("报表", "Reports"), FieldKind.Choices, () => Reports(ofDepartment: false)),
                new("insuranceIncluded", new("运费含保", "Freight includes insurance"), FieldKind.YesNo),
                new("instructions", new("特殊要求", "Instructions"), FieldKind.LongText), EffectiveFrom,
            ],
            (reference, at, _) => reference.Accounts.Select(account => ReferenceInForce.Of(reference.AccountInForce(account, at)))),
        new("sites", "accountSitesSet", ReferenceTexts.Sites,
            new("适用于生效后的网点回访。", "For call rounds that are opened from then on."),
            [
                Key("account", new("客户代码", "Account")),
                new("sites", new("网点", "Sites"), FieldKind.Rows)
                {
                    IsRequired = true,
                    Columns =
                    [
                        new("code", new("代码", "Code")), new("name", new("名称", "Name")),
                        new("station", new("我方网点", "Our station")),
                    ],
                },
                EffectiveFrom,
            ],
            // Also of accounts without terms.
            (reference, at, _) => reference.After(0).Select(recorded => recorded.Entry.Event).OfType<AccountSitesSet>()
                .Select(set => set.Account).Distinct().Order(StringComparer.Ordinal)
                .Select(account => ReferenceInForce.Of(reference.SitesInForce(account, at)))),
        new("managers", "accountManagerAssigned", new("客户经理", "Account managers"),
            new("从那时起由新的客户经理负责,交接随之开始。", "From then on the account is the next manager's, and its hand-over begins."),
            [
                Key("account", new("客户代码", "Account")), new("atStation", new("到站网点(仅到站客户经理)", "Only for the station")) { IsKey = true },
                new("manager", new("客户经理(账号)", "Manager's handle")) { IsRequired = true },
                new("from", new("开始时间", "From"), FieldKind.Moment) { IsStart = true, IsRequired = true },
                new("handOver", new("交接说明", "What the next manager needs to know"), FieldKind.LongText) { IsStart = true },
            ],
            (reference, at, _) => reference.Accounts.SelectMany(account =>
                reference.StationManagersOf(account, at).Prepend(reference.AssignmentOf(account, at)!).Select(ReferenceInForce.Of))),
        new("mandates", "mandateGranted", new("委托书", "Mandates"),
            new("委托订单自起始日起可以引用。", "Orders may name it from its first day on."),
            [
                Key("account", new("客户代码", "Account")), Key("mandate", new("委托书编号", "Mandate")),
                new("reason", new("委托原因", "Reason")) { IsRequired = true },
                new("grantor", new("委托单位(不填个人姓名)", "Grantor, never a person's name")) { IsRequired = true },
                new("evidence", new("存放处", "Where the paper is kept")) { IsRequired = true },
                new("from", new("起始日", "First day"), FieldKind.Day) { IsStart = true, IsRequired = true },
                new("to", new("截止日(可空)", "Last day, if it has one"), FieldKind.Day),
            ],
            (reference, at, company) => reference.Mandates.Select(mandate =>
                ReferenceInForce.Of(reference.Mandate(mandate.Account, mandate.Mandate, company.Day(at))))),
        new("lanes", "laneStandardSet", new("线路", "Lanes"),
            new("适用于生效后受理的运单。", "For waybills received from then on."),
            [
                Key("origin", new("始发", "Origin")), Key("destination", new("到站", "Destination")),
                new("hours", new("运行小时", "Hours to the arrival"), FieldKind.Whole) { IsRequired = true },
                new("deliveryHours", new("派送小时", "Hours to the delivery"), FieldKind.Whole),
                new("cutOff", new("截单时间", "Cut-off"), FieldKind.Time), Calendar, EffectiveFrom,
            ],
            (reference, at, _) => reference.Lanes.Select(lane =>
                ReferenceInForce.Of(reference.Standard(lane.Origin, lane.Destination, at)))),
        new("stations", "stationSet", new("网点", "Stations"), new("立即生效。", "At once."),
            [Key("code", new("代码", "Code")), new("name", new("名称", "Name")), new("city", new("城市", "City")),
                new("branch", new("分公司", "Branch"))],
            (reference, at, _) => reference.Stations.Select(code => ReferenceInForce.Of(reference.Station(code, at)))),
        new("calendars", "calendarSet", new("工作日历", "Calendars"),
            new("未到期的期限按新日历重新计算。", "What is not due yet is counted anew by it."),
            [
                Key("calendar", new("名称", "Name")),
                new("weekend", new("每周休息日", "Weekend"), FieldKind.Choices, () => Choices<DayOfWeek>(ReferenceTexts.Of)),
                new("holidays", new("节假日", "Holidays"), FieldKind.Days), new("workdays", new("调休工作日", "Workdays made up"), FieldKind.Days),
            ],
            (reference, at, _) => reference.Calendars.Select(name => ReferenceInForce.Of(reference.CalendarInForce(name, at)))),
        new("penalties", "penaltyScheduleSet", new("奖罚标准", "Penalties"),
            new("适用于那天起到期的违规。", "For what is due on that day and later."),
            [
                new("rule", new("规则", "Rule"), FieldKind.Choice, () => Choices<DeadlineRule>(Names.Of, wire: rule => rule.Wire()))
                    { IsKey = true, IsRequired = true },
                new("fine", new("罚款(元)", "Fine, CNY"), FieldKind.Decimal) { IsRequired = true },
                new("maxFine", new("最高(元)", "At most, CNY"), FieldKind.Decimal),
                new("unit", new("单位", "Per"), FieldKind.Choice, () => Choices<PenaltyUnit>(ReferenceTexts.Of)),
                new("needsComplaint", new("仅在投诉时", "Only after a complaint"), FieldKind.YesNo),
                new("post", new("岗位", "Post")), new("supervisor", new("监督岗位", "Supervising post")),
                new("effectiveFrom", new("生效日期", "In force from"), FieldKind.Day) { IsStart = true, IsRequired = true },
            ],
            (reference, at, company) => reference.PenaltyRules.Select(rule =>
                ReferenceInForce.Of(reference.PenaltySchedule(rule, company.Day(at))))),
        new("company", "companySet", new("公司", "Company"), new("立即生效。", "At once."),
            [
                Calendar,
                new("reports", new("部门报表", "The department's reports"), FieldKind.Choices, () => Reports(ofDepartment: true)),
                new("reportsDueAt", new("月报交付时间", "Monthly reports due at"), FieldKind.Time),
                new("claims.investigationDays", new("理赔调查(工作日)", "Claims: workdays to investigate"), FieldKind.Whole),
                new("claims.reportDays", new("理赔报告(工作日)", "Claims: workdays to the report"), FieldKind.Whole),
                new("claims.settlementDays", new("理赔结案(工作日)", "Claims: workdays to settle"), FieldKind.Whole),
                new("claims.settlementClasses", new("小额理赔结案", "Claims: workdays to settle small ones"), FieldKind.Rows)
                {
                    Columns =
                    [
                        new("upTo", new("金额(元,以下)", "Up to, CNY"), FieldKind.Decimal),
                        new("days", new("工作日", "Workdays"), FieldKind.Whole),
                    ],
                },
                new("claims.arbitrationDays", new("理赔仲裁(工作日)", "Claims: workdays to arbitration"), FieldKind.Whole),
                new("claims.salvageDays", new("残值处理(天)", "Claims: days to sell the salvage"), FieldKind.Whole),
                new("complaints.answerHours", new("投诉答复小时", "Hours for a complaint's answer"), FieldKind.Whole),
                new("complaints.callBackDays", new("投诉回访(工作日)", "Workdays to call back"), FieldKind.Whole),
                new("insurance.watchAbove", new("高额保价(元,以上)", "Insured for much above, CNY"), FieldKind.Decimal),
                new("insurance.silenceHours", new("无动态小时", "Hours without an event"), FieldKind.Whole),
                new("insurance.papersDays", new("出险资料工作日", "Workdays for papers of a loss"), FieldKind.Whole),
                new("insurance.excludedGoods", new("不承保货物", "Goods not covered"), FieldKind.Lines),
                new("insurance.fragileGoods", new("易损耗货物", "Fragile goods"), FieldKind.Lines),
                new("insurance.highValueGoods", new("高价值货物", "Goods of high value"), FieldKind.Lines),
                new("inquiries.answerHours", new("查询答复小时", "Hours for an inquiry's answer"), FieldKind.Whole),
                new("roundMonths", new("网点回访间隔(月)", "Months from a call round to the next"), FieldKind.Whole),
                new("shifts", new("班次开始时间(每行一个,如 08:00:00)", "Shifts start at, one a line, such as 08:00:00"), FieldKind.Lines),
            ],
            (reference, _, _) => reference.Stream(ReferenceStreams.Company).Where(entry => entry.Event is CompanySet)
                .Select((entry, i) => new ReferenceInForce((CompanySet)entry.Event, i + 1, entry.Event.OccurredAt)).TakeLast(1)),
    ];

    /// <summary>The kind of that name; the first where there is none.</summary>
    public static ReferenceKind Of(string? name) => All.FirstOrDefault(kind => kind.Name == name) ?? All[0];

    private static IReadOnlyList<(string, string)> Reports(bool ofDepartment) =>
        Choices<ReportKind>(Names.Of, kind => kind.IsOfDepartment() == ofDepartment);

    private static ReferenceField Key(string path, Text label) => new(path, label) { IsKey = true, IsRequired = true };

    private static IReadOnlyList<(string, string)> Choices<T>(
        Func<T, string> name, Func<T, bool>? isChoice = null, Func<T, string>? wire = null) where T : struct, Enum =>
        [.. Enum.GetValues<T>().Where(value => isChoice?.Invoke(value) is not false).Select(value =>
            (wire?.Invoke(value) ?? JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), name(value)))];
}
