using System.Globalization;
using System.Text.Json.Nodes;
using OrderTracking.Cli.Reference;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>
/// The reference data that the made-up freight is held to. Pure: the same time and number of days give the same events. It is in force from
/// the first day of the freight.
/// </summary>
internal static class DemoReference
{
    private const string Calendar = "CN";
    private const int DeliveryHours = 14;
    private static readonly string[] Managers = ["manager1", "manager2", "manager3", "manager4"];

    /// <summary>The customer whose sites are called in rounds.</summary>
    public static string CalledAccount => MadeUp.Accounts[0].Code;

    /// <summary>The codes of its sites.</summary>
    public static IReadOnlyList<string> Sites { get; } = [.. Enumerable.Range(1, 12).Select(number => $"D{number:00}")];

    /// <summary>In the order in which they are to be recorded: calendars before what names them.</summary>
    public static IReadOnlyList<ReferenceRow> Make(DateTimeOffset now, int days)
    {
        var today = new DateTimeOffset(now.ToOffset(DemoFreight.China).Date, DemoFreight.China);
        var begin = Begin(now, days);
        IEnumerable<(string Type, JsonObject Data)> events =
        [
            .. Network.Stations.Select(Station),
            Workdays(begin.Year, now.Year + 1),
            ("companySet", WireData.Of(("calendar", Calendar), ("reports", WireData.ListOrNull(
                ["monthlyDepartment", "monthlyClaims", "monthlyComplaints", "monthlyGroup"])))),
            .. MadeUp.Accounts.Select(Terms),
            ("accountSitesSet", WireData.Of(("account", CalledAccount), ("sites", new JsonArray(
                [.. Sites.Select(code => WireData.Of(("code", code), ("name", $"{MadeUp.Accounts[0].Company}{code}店")))])))),
            .. MadeUp.Accounts.Select((account, i) => Manager(account, Managers[i % Managers.Length], begin)),
            // Two accounts have just gone to another manager, who has taken over nothing yet.
            Manager(MadeUp.Accounts[0], Managers[1], today.AddDays(-2).AddHours(9), "旺季加车已谈妥,回单每周五集中寄送"),
            Manager(MadeUp.Accounts[5], Managers[3], today.AddDays(-1).AddHours(9), "客户要求到货前两小时电话预约"),
            .. MadeUp.Accounts.Where(account => account.Mandate is not null).Select(account => Mandate(account, begin, today)),
            .. Network.Stations.SelectMany(from => Network.Stations.Where(to => to != from).Select(to => Lane(from, to))),
            .. PenaltySchedule().Select(line => Penalty(line, begin)),
        ];
        return [.. events.Select((made, i) => new ReferenceRow(i + 1, made.Type, made.Data))];
    }

    /// <summary>The first instant of the freight's first day.</summary>
    public static DateTimeOffset Begin(DateTimeOffset now, int days) =>
        new(now.ToOffset(DemoFreight.China).Date.AddDays(1 - days), DemoFreight.China);

    private static (string, JsonObject) Station(Station station) =>
        ("stationSet", WireData.Of(("code", station.Code), ("name", $"{station.City}{station.District}网点"), ("city", station.City),
            ("branch", Branch(station.Code))));

    // A branch for several stations; one station is of none yet.
    private static string? Branch(string station)
    {
        var place = Network.Stations.ToList().FindIndex(other => other.Code == station);
        return place == Network.Stations.Count - 1 ? null : new[] { "EAST", "NORTH", "SOUTH", "WEST" }[place % 4];
    }

    /// <summary>New Year, Spring Festival, Labour Day and National Day; the Sunday before National Day is a workday instead.</summary>
    private static (string, JsonObject) Workdays(int firstYear, int lastYear)
    {
        var lunar = new ChineseLunisolarCalendar();
        List<DateOnly> holidays = [], workdays = [];
        for (var year = firstYear; year <= lastYear; year++)
        {
            var national = new DateOnly(year, 10, 1);
            holidays.Add(new(year, 1, 1));
            holidays.AddRange(Days(DateOnly.FromDateTime(lunar.ToDateTime(year, 1, 1, 0, 0, 0, 0)).AddDays(-1), 8));
            holidays.AddRange(Days(new(year, 5, 1), 5));
            holidays.AddRange(Days(national, 7));
            workdays.Add(national.AddDays(national.DayOfWeek == DayOfWeek.Sunday ? -7 : -(int)national.DayOfWeek));
        }

        return ("calendarSet", WireData.Of(("calendar", Calendar), ("holidays", List(holidays)), ("workdays", List(workdays))));

        static IEnumerable<DateOnly> Days(DateOnly first, int count) => Enumerable.Range(0, count).Select(first.AddDays);
        static JsonArray? List(List<DateOnly> days) => WireData.ListOrNull([.. days.Select(Day)]);
    }

    /// <summary>The higher the tier, the stricter the terms; what is not set is the company's default.</summary>
    private static (string, JsonObject) Terms(Account account)
    {
        var (isProject, isOrdinary) = (account.Tier == "project", account.Tier == "ordinary");
        string[] reports = isOrdinary ? ["dailyExceptions"] : ["dailyExceptions", "weeklyAccount", "monthlyAccount"];
        return ("accountSet", WireData.Of(
            ("account", account.Code), ("name", account.Company), ("tier", account.Tier),
            ("calendar", isProject ? Calendar : null),
            ("receiptDays", isProject ? 5 : isOrdinary ? null : 10),
            ("reportBackHours", isProject ? 2 : null),
            ("limits", isProject ? WireData.Of(("destinationHours", 48)) : null),
            ("instructions", account.Instructions),
            ("reports", WireData.ListOrNull(reports)),
            ("loadingConfirmation", isProject ? "16:00:00" : null),
            ("orderCompleteHours", isProject ? 2 : null)));
    }

    private static (string, JsonObject) Manager(Account account, string manager, DateTimeOffset from, string? handOver = null) =>
        ("accountManagerAssigned", WireData.Of(
            ("account", account.Code), ("manager", manager), ("from", WireData.Time(from)), ("handOver", handOver)));

    /// <summary>The last account's mandate has run out, so that its newest orders lack one.</summary>
    private static (string, JsonObject) Mandate(Account account, DateTimeOffset begin, DateTimeOffset today)
    {
        var hasEnded = account == MadeUp.Accounts.Last(other => other.Mandate is not null);
        var end = today.AddDays(-10) > begin ? today.AddDays(-10) : begin;
        return ("mandateGranted", WireData.Of(
            ("account", account.Code), ("mandate", account.Mandate), ("reason", "客户无制单人员,长期委托代填运单"), ("from", Day(begin)),
            ("grantor", account.Company), ("evidence", $"合同柜 {account.Mandate}"), ("to", hasEnded ? Day(end) : null)));
    }

    private static (string, JsonObject) Lane(Station from, Station to) => ("laneStandardSet", WireData.Of(
        ("origin", from.Code), ("destination", to.Code), ("hours", Network.StandardHours(Network.Route(from, to)) - DeliveryHours),
        ("deliveryHours", DeliveryHours), ("cutOff", "18:00:00")));

    /// <summary>10元/票, 20元/次 where there was a complaint, 10 to 50元 at the supervisor's discretion.</summary>
    private static IEnumerable<PenaltyLine> PenaltySchedule() =>
    [
        new("orderComplete", 10, Unit: "waybill", Post: "受理员", Supervisor: "客服主管"),
        new("dispatch", 10, Unit: "waybill", Post: "客户经理", Supervisor: "客服经理"),
        new("pickup", 10, Unit: "waybill", Post: "调度", Supervisor: "运作主管"),
        new("loadingConfirmation", 20, NeedsComplaint: true, Post: "客户经理", Supervisor: "客服主管"),
        new("customerNotification", 20, NeedsComplaint: true, Post: "客户经理", Supervisor: "客服主管"),
        new("reportBack", 20, NeedsComplaint: true, Supervisor: "客服主管"),
        new("loading", 10, Unit: "waybill", Supervisor: "运作主管"),
        new("sorting", 10, Unit: "waybill", Supervisor: "运作主管"),
        new("promise", 10, Max: 50, Supervisor: "运作主管"),
        new("receipt", 10, Unit: "waybill", Supervisor: "客服主管"),
        new("correctiveAction", 10, Max: 50, Supervisor: "质量主管"),
        new("report", 20, Post: "客户经理", Supervisor: "客服主管"),
    ];

    private static (string, JsonObject) Penalty(PenaltyLine line, DateTimeOffset begin) => ("penaltyScheduleSet", WireData.Of(
        ("rule", line.Rule), ("fine", line.Fine), ("effectiveFrom", Day(begin)), ("maxFine", line.Max), ("unit", line.Unit),
        ("needsComplaint", line.NeedsComplaint ? true : null), ("post", line.Post), ("supervisor", line.Supervisor)));

    private static string Day(DateTimeOffset time) => Day(DateOnly.FromDateTime(time.Date));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record PenaltyLine(
        string Rule, int Fine, int? Max = null, string Unit = "case", bool NeedsComplaint = false, string? Post = null,
        string? Supervisor = null);
}
