using System.Collections.Frozen;
using System.Text.Json.Nodes;
using OrderTracking.Application.Localization;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Pages;

/// <summary>The words of the service desk's pages, for every kind of case.</summary>
internal static class CaseTexts
{
    // Of the members of cases' events and rows; where two events mean different things by one name, with the event's.
    private static readonly FrozenDictionary<string, Text> Members = new Dictionary<string, Text>
    {
        ["account"] = new("客户代码", "Account"), ["waybills"] = new("运单", "Waybills"),
        ["exceptionId"] = new("异常编号", "Exception"), ["kind"] = new("异常类型", "Kind of exception"),
        ["claimant"] = new("索赔人", "Claimant"), ["findings"] = new("调查结果", "Findings"),
        ["evidence"] = new("证据", "Evidence"), ["responsibleStation"] = new("责任网点", "Responsible station"),
        ["proposal"] = new("处理建议", "Proposal"), ["post"] = new("签批岗位", "Post"), ["paper"] = new("签字文件", "Signed paper"),
        ["claimPaid.payment"] = new("付款凭证", "Payment's reference"), ["from"] = new("来源", "From"),
        ["deductionReported.waybill"] = new("扣款运单", "Waybill"), ["amount"] = new("金额(元)", "Amount, CNY"),
        ["claimed"] = new("索赔", "Claimed"), ["approved"] = new("批准", "Approved"), ["settled"] = new("结案金额", "Settled"),
        ["paid"] = new("赔付", "Paid"), ["recovered"] = new("追偿", "Recovered"), ["salvage"] = new("残值", "Salvage"),
        ["salvageValue"] = new("残值估价", "Salvage, valued"), ["salvageSold"] = new("残值售出", "Salvage, sold"),
        ["deducted"] = new("客户扣款", "Deducted by the customer"), ["loss"] = new("净损失", "Loss"), ["step"] = new("步骤", "Step"),
        ["firstHandler"] = new("首问人", "First handler"), ["grounds"] = new("依据", "Grounds"), ["answer"] = new("答复", "Answer"),
        ["complaintResolved.post"] = new("责任岗位", "Responsible post"), ["complainant"] = new("投诉人", "Complainant"),
        ["founded"] = new("有效", "Founded"),
        ["content"] = new("投诉内容", "What is complained of"), ["origin"] = new("投诉来源", "Origin"),
        ["satisfied"] = new("满意度(1–5)", "Satisfied, 1–5"), ["actionId"] = new("整改编号", "Action"),
        ["repeated"] = new("重复投诉", "Repeated"), ["reopened"] = new("重新处理次数", "Reopened"),
        ["actions"] = new("未验证的整改", "Actions not verified"),
        ["coverSubmitted.reason"] = new("投保依据", "Why it is insured"), ["waybill"] = new("运单", "Waybill"),
        ["policy"] = new("保单号", "Policy"), ["premium"] = new("保费(元)", "Premium, CNY"),
        ["papers"] = new("资料", "Papers"), ["reference"] = new("保险公司案号", "Insurer's reference"),
        ["payment"] = new("付款凭证", "Payment's reference"), ["cover"] = new("承保金额", "Covered"),
        ["topic"] = new("查询内容", "About"), ["channel"] = new("渠道", "Channel"), ["question"] = new("问题", "Question"),
        ["inquirer"] = new("查询人", "Inquirer"), ["answered"] = new("已答复", "Answered"),
        ["sites"] = new("客户网点", "Sites"), ["follows"] = new("上一轮", "Follows"), ["followedBy"] = new("下一轮", "Followed by"),
        ["reportedAt"] = new("反馈总部", "Reported"), ["site"] = new("网点", "Site"), ["reached"] = new("联系上", "Reached"),
        ["fault"] = new("故障", "Fault"), ["complaintId"] = new("投诉编号", "Complaint"), ["round"] = new("下一轮", "Round"),
        ["faults"] = new("有故障的网点", "Sites with a fault"), ["openFaults"] = new("故障未解决", "Not put right"),
        ["inRound"] = new("本次应访", "In the round"), ["called"] = new("已回访", "Called"), ["contented"] = new("反馈良好", "Content"),
        ["toStation"] = new("接班网点", "For the desk at"), ["cases"] = new("案件", "Cases"), ["writer"] = new("交班人", "Written by"),
        ["receiver"] = new("接班人", "Accepted by"), ["isRefused"] = new("拒绝接班", "Refused"), ["doneAt"] = new("办结时间", "Done"),
        ["reviewedAt"] = new("审阅时间", "Reviewed"), ["notAccepted"] = new("逾期未接班", "Not accepted in time"),
        ["refused"] = new("拒绝接班", "Refused"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Text> Values = new Dictionary<string, Text>
    {
        ["from:insurer"] = new("保险公司", "insurer"), ["from:carrier"] = new("承运商", "carrier"),
        ["from:station"] = new("责任网点", "station"), ["from:other"] = new("其他", "other"),
        ["reason:insured"] = new("客户投保", "insured by the customer"), ["reason:included"] = new("运费含保", "included in the freight"),
        ["reason:highValue"] = new("高价值", "of high value"), ["reason:fragile"] = new("易损耗", "fragile"),
        ["channel:network"] = new("网络", "network"), ["channel:textMessage"] = new("短信", "text message"),
        ["channel:hotline"] = new("客服热线", "hotline"), ["topic:goods"] = new("货物查询", "goods"),
        ["topic:business"] = new("业务咨询", "business"), ["topic:cases"] = new("投诉、理赔、保险", "complaints, claims, insurance"),
        ["topic:records"] = new("档案", "records"),
        ["origin:external"] = new("客户", "customer"), ["origin:internal"] = new("内部", "colleague"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Text> Groups = new Dictionary<string, Text>
    {
        ["age"] = new("未结案件的时长", "Age of those that are open"), ["cause"] = new("按原因", "By cause"),
        ["station"] = new("按责任网点", "By responsible station"), ["value"] = new("按索赔金额(元)", "By value claimed, CNY"),
        ["reason"] = new("按投保依据", "By reason"), ["channel"] = new("按渠道", "By channel"), ["topic"] = new("按内容", "By topic"),
        ["account"] = new("按客户", "By account"), ["from"] = new("逾期未接班:按交班网点", "Not accepted, by the desk that wrote it"),
        ["to"] = new("逾期未接班:按接班网点", "Not accepted, by the desk that it is for"), ["branch"] = new("按分公司", "By branch"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Text> Rates = new Dictionary<string, Text>
    {
        ["claims-settled-in-time"] = new("理赔及时率", "Settled in time"),
        ["complaints-answered-in-time"] = new("投诉答复及时率", "Answered in time"),
        ["founded-complaints"] = new("有效投诉率", "Founded, of waybills"),
        ["loss-papers-in-time"] = new("出险资料及时率", "Papers in time"),
        ["recovered-of-claimed"] = new("保险赔付率", "Recovered of claimed"),
        ["inquiries-answered-in-time"] = new("查询答复及时率", "Answered in time"),
        ["sites-called"] = new("回访覆盖率", "Sites called"), ["sites-content"] = new("反馈良好率", "Sites content"),
        ["rounds-followed-in-time"] = new("下一轮及时率", "Next round in time"),
        ["notes-accepted-in-time"] = new("接班及时率", "Accepted in time"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Text> Kinds = new Dictionary<string, Text>
    {
        ["claim"] = new("理赔", "Claims"), ["complaint"] = new("投诉", "Complaints"), ["inquiry"] = new("查询", "Inquiries"),
        ["round"] = new("网点回访", "Call rounds"), ["insurance"] = new("投保", "Insurance"), ["desk"] = new("交接班", "Desk notes"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Text> Openings = new Dictionary<string, Text>
    {
        ["claim"] = new("理赔立案", "Open a claim"), ["complaint"] = new("投诉受理", "Take a complaint"),
        ["insurance"] = new("投保申报", "Declare for insurance"), ["inquiry"] = new("受理查询", "Take an inquiry"),
        ["round"] = new("回访立项", "Open a call round"), ["desk"] = new("写交接留言", "Write a desk note"),
    }.ToFrozenDictionary();

    public static Text Desk { get; } = new("客服", "Service desk");

    public static Text Open { get; } = new("未结", "Open");

    public static Text Opened { get; } = new("期内立案 {0} 件", "{0} opened in the period");

    public static Text Overdue { get; } = new("已超期", "Overdue");

    public static Text OverdueNote { get; } = new("有步骤超过期限", "with a step whose time is over");

    public static Text Today { get; } = new("今日到期", "Due today");

    public static Text TodayNote { get; } = new("到今日结束", "by the end of today");

    public static Text InTime { get; } = new("{0} / {1} 件", "{0} of {1}");

    public static Text Listed { get; } = new("案件", "Cases");

    public static Text OpenCases { get; } = new("未结案件", "Open cases");

    public static Text None { get; } = new("没有符合条件的案件。", "No case is as asked for.");

    public static Text NoCounts { get; } = new("期内没有。", "None in the period.");

    public static Text Unknown { get; } = new("没有这个案件", "No such case");

    public static Text UnknownWhy { get; } = new(
        "找不到 {0},或不在您的权限范围内。请核对编号。", "{0} was not found, or is not yours to see. Check the number.");

    public static Text Unreadable { get; } = new("案件暂时无法显示", "This case cannot be shown for now");

    public static Text Steps { get; } = new("处理步骤", "Steps");

    public static Text NoSteps { get; } = new("没有期限。", "Nothing is due.");

    public static Text Due { get; } = new("期限", "due");

    public static Text Kept { get; } = new("完成", "taken");

    public static Text Rests { get; } = new("自 {0} 起暂缓,时钟暂停", "Suspended since {0}: its clocks rest");

    public static Text ClockRests { get; } = new("时钟暂停", "the clock rests");

    public static Text Figures { get; } = new("金额与内容", "Amounts");

    public static Text Timeline { get; } = new("时间线", "What happened");

    public static Text Next { get; } = new("下一步", "Next step");

    public static Text NothingNext { get; } = new("您没有可以录入的步骤。", "There is nothing for you to record.");

    public static Text Record { get; } = new("录入", "Record");

    public static Text Recorded { get; } = new("已录入:{0}", "Recorded: {0}");

    public static Text Number { get; } = new("案件编号", "Number of the case");

    public static Text Station { get; } = new("录入网点", "Station");

    public static Text OpenedAt { get; } = new("立案", "opened");

    public static Text RoundReport { get; } = new("网点回访报告", "Call round report");

    public static Text AboutCases { get; } = new("相关案件", "Cases");

    public static Text AboutWaybills { get; } = new("运单", "Waybills");

    public static Text NumberWrong { get; } = new("没有录入:案件编号无法读取。", "Not recorded: the number cannot be read.");

    public static Text NotYours { get; } = new("没有录入:您的角色不能录入此步骤。", "Not recorded: your roles do not record this step.");

    public static Text NotRecorded { get; } = new("没有录入:{0}", "Not recorded: {0}");

    public static Text IdReused { get; } = new(
        "没有录入:此表单已以其他内容录入,请重新打开。", "Not recorded: the form was sent before with other content. Open it anew.");

    public static Text Correct { get; } = new("更正", "Correct");

    public static Text CorrectWhat { get; } = new("更正:{0}", "Correct: {0}");

    public static Text WhyWrong { get; } = new("更正原因", "What was wrong");

    public static Text InItsPlace { get; } = new("更正方式", "What is recorded in its place");

    public static Text RecordInstead { get; } = new("改录为以下内容", "Record this in its place");

    public static Text NothingInstead { get; } = new("仅作废,不再录入", "Nothing: it did not happen");

    public static Text HappenedAt { get; } = new("发生时间", "When it happened");

    public static Text LeaveIt { get; } = new("不更正", "Leave it as it is");

    public static Text ReasonNeeded { get; } = new("没有录入:请填写更正原因。", "Not recorded: say what was wrong.");

    public static Text NotCorrectable { get; } = new(
        "此记录不能更正:已被更正,或不由您更正。", "This cannot be corrected: it is corrected already, or not yours to correct.");

    public static Text OneALine { get; } = new("{0}(每行一个)", "{0}, one a line");

    public static Text PersonName { get; } = new("{0}:姓名", "{0}: name");

    public static Text PersonPhone { get; } = new("{0}:电话", "{0}: phone");

    public static Text PersonAddress { get; } = new("{0}:地址", "{0}: address");

    public static Text Days { get; } = new("{0} 天", "{0} days");

    public static Text NotNamed { get; } = new("未指明", "None named");

    /// <summary>The kind as the title of its board.</summary>
    public static string OfBoard(CaseType type) => Kinds.TryGetValue(type.Kind, out var name) ? name : Names.Words(type.Route);

    /// <summary>What opens a case of a kind, as something to do.</summary>
    public static string OpeningOf(CaseType type) => Openings.TryGetValue(type.Kind, out var name) ? name : Names.Of(type.Opening);

    public static string StatusOf(string kind, string status) => Capital(CaseLabels.OfStatus(kind, status, !Language.IsChinese));

    public static string StepOf(string kind, string step) => Capital(CaseLabels.OfStep(kind, step, !Language.IsChinese));

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    public static string GroupOf(string by) => Groups.TryGetValue(by, out var title) ? title : Names.Words(by);

    public static string KeyOf(string by, string key) => (by, key) switch
    {
        (_, "") => NotNamed,
        ("age", ['3', '1', '-']) => Days.With("31+"),
        ("age", _) => Days.With(key.Replace('-', '–')),
        ("value", _) => key.EndsWith('-') ? $"{key[..^1]}+" : key.Replace('-', '–'),
        ("cause" or "reason" or "channel" or "topic", _) => ValueOf(by, key),
        _ => key,
    };

    public static string RateOf(string name) => Rates.TryGetValue(name, out var title) ? title : Names.Words(name);

    /// <param name="eventType">The event whose member it is, by its name over HTTP; empty for a row's.</param>
    public static string MemberOf(string eventType, string member) =>
        Members.TryGetValue($"{eventType}.{member}", out var own) || Members.TryGetValue(member, out own)
            ? own : FactTexts.NameOf(member);

    public static string ValueOf(string member, string value) =>
        Values.TryGetValue($"{member}:{value}", out var text) ? text
        : member is "kind" or "fault" && Enum.TryParse<ExceptionKind>(value, ignoreCase: true, out var kind) ? Names.Of(kind)
        : member == "cause" && Enum.TryParse<ExceptionCause>(value, ignoreCase: true, out var cause) ? Names.Of(cause)
        : FactTexts.ValueOf(member, value);

    public static string Of(StepVerdict verdict) => verdict switch
    {
        StepVerdict.Open => new Text("进行中", "open"),
        StepVerdict.Met => new Text("按时", "in time"),
        StepVerdict.Late => new Text("超期完成", "late"),
        StepVerdict.Missed => new Text("超期", "overdue"),
        StepVerdict.Ended => new Text("不再需要", "no longer wanted"),
        _ => ClockRests,
    };

    public static string? ToneOf(StepVerdict verdict) => verdict switch
    {
        StepVerdict.Met => "good", StepVerdict.Late => "warn", StepVerdict.Missed => "bad", _ => null,
    };

    /// <summary>
    /// What an event of a case says, or its row's own part, as names with values; without what stands at the top of the page and what is
    /// of no use to people.
    /// </summary>
    public static IEnumerable<(string Name, string Value)> Facts(string kind, string eventType, JsonObject members, Company company) =>
        from member in members
        where member.Value is not null && member.Key is not ("account" or "exceptionId")
            // The sites of a round are in its report.
            && !(member.Value is JsonArray { Count: > 0 } items && items[0] is JsonObject)
        select (MemberOf(eventType, member.Key), member.Value switch
        {
            JsonValue value when member.Key == "step" => StepOf(kind, value.ToString()),
            JsonValue value when value.TryGetValue<string>(out var text) && ValueOf(member.Key, text) is var known && known != text =>
                known,
            JsonValue value when value.TryGetValue<decimal>(out var number) => number.ToString("#,##0.##", Invariant),
            _ => FactTexts.ValueOf(member.Value, company),
        });

    private static readonly System.Globalization.CultureInfo Invariant = System.Globalization.CultureInfo.InvariantCulture;
}
