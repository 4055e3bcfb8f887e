using System.Text;
using System.Text.Json.Nodes;
using CsvHelper;
using OrderTracking.Cli.Wire;

namespace OrderTracking.Cli.Reference;

/// <summary>One of the files of a folder of reference data: its columns, and the reference event of a row.</summary>
internal sealed record ReferenceFile(string Name, string[] Required, string[] Optional, Func<CsvRows, ReferenceRow?> Row)
{
    private static readonly Dictionary<string, string> Tiers = Names([("project", "立项"), ("key", "重点"), ("ordinary", "普通")]);

    private static readonly Dictionary<string, string> Reports =
        Names([("dailyExceptions", null), ("weeklyAccount", null), ("monthlyAccount", null), ("monthlyArchive", null),
            ("monthlyDepartment", null), ("monthlyClaims", null), ("monthlyComplaints", null), ("monthlyGroup", null)]);

    private static readonly Dictionary<string, string> Units = Names([("waybill", "票"), ("case", "次")]);

    private static readonly Dictionary<string, string> YesNo = Names([("true", "是"), ("false", "否")]);

    private static readonly Dictionary<string, string> DayKinds = Names([("holiday", "节假日"), ("workday", "调休")]);

    /// <summary>In the order in which they are sent: calendars before the accounts that name them.</summary>
    public static IReadOnlyList<ReferenceFile> All { get; } =
    [
        new("stations.csv", ["code"], ["name", "city", "branch"], row => new(row.Line, "stationSet", WireData.Of(
            ("code", row.Text("code")), ("name", row.Optional("name")), ("city", row.Optional("city")),
            ("branch", row.Optional("branch"))))),
        new("calendars.csv", ["calendar", "day", "kind"], [], row => new(row.Line, "calendarSet", WireData.Of(
            ("calendar", row.Text("calendar")), ("day", row.Day("day")), ("kind", row.OneOf("kind", DayKinds) ?? row.Text("kind"))))),
        new("company.csv", [], ["calendar", "reports", "reportsDueAt"], row => new(row.Line, "companySet", WireData.Of(
            ("calendar", row.Optional("calendar")), ("reports", row.ListOf("reports", Reports)),
            ("reportsDueAt", row.TimeOfDay("reportsDueAt"))))),
        new(
            "accounts.csv", ["account"],
            [
                "name", "tier", "calendar", "receiptDays", "reportBackHours", "loadingConfirmation", "sortingHours", "originHours",
                "transitHours", "dispatchHours", "deliveryDispatchHours", "transferHours", "destinationHours",
                "instructions", "reports", "orderCompleteHours", "measurementTolerancePercent", "effectiveFrom",
            ],
            Account),
        new("mandates.csv", ["account", "mandate", "reason", "from", "grantor", "evidence"], ["to"],
            row => new(row.Line, "mandateGranted", WireData.Of(
            ("account", row.Text("account")), ("mandate", row.Text("mandate")), ("reason", row.Text("reason")), ("from", row.Day("from")),
            ("grantor", row.Text("grantor")), ("evidence", row.Text("evidence")), ("to", row.OptionalDay("to"))))),
        new("managers.csv", ["account", "manager", "from"], ["handOver", "atStation"],
            row => new(row.Line, "accountManagerAssigned", WireData.Of(
            ("account", row.Text("account")), ("manager", row.Text("manager")), ("from", row.Time("from") ?? row.Text("from")),
            ("handOver", row.Optional("handOver")), ("atStation", row.Optional("atStation"))))),
        new("lanes.csv", ["origin", "destination", "hours"], ["deliveryHours", "cutOff", "calendar", "effectiveFrom"],
            row => new(row.Line, "laneStandardSet", WireData.Of(
            ("origin", row.Text("origin")), ("destination", row.Text("destination")),
            ("hours", row.Whole("hours") ?? (JsonNode)row.Text("hours")),
            ("deliveryHours", row.Whole("deliveryHours")),
            ("cutOff", row.TimeOfDay("cutOff")), ("calendar", row.Optional("calendar")), ("effectiveFrom", row.Time("effectiveFrom"))))),
        new("penalty-schedules.csv", ["rule", "fine", "effectiveFrom"], ["maxFine", "unit", "needsComplaint", "post", "supervisor"],
            row => new(row.Line, "penaltyScheduleSet", WireData.Of(
            ("rule", row.Text("rule")), ("fine", row.Money("fine")), ("effectiveFrom", row.Day("effectiveFrom")),
            ("maxFine", row.Optional("maxFine") is null ? null : (JsonNode)row.Money("maxFine")), ("unit", row.OneOf("unit", Units)),
            ("needsComplaint", row.OneOf("needsComplaint", YesNo) is { } needed ? (JsonNode)(needed == "true") : null),
            ("post", row.Optional("post")), ("supervisor", row.Optional("supervisor"))))),
    ];

    /// <summary>The reference events of the file, or everything that is wrong with it.</summary>
    public (IReadOnlyList<ReferenceRow> Rows, IReadOnlyList<RowFault> Faults) Read(Stream content, TimeZoneInfo zone)
    {
        using var csv = new CsvRows(Name, content, zone);
        List<ReferenceRow> rows = [];
        try
        {
            if (!csv.HasColumns(Required, Optional)) return ([], csv.Faults);
            while (csv.Read())
                if (Row(csv) is { } row) rows.Add(row);
        }
        catch (CsvFormatException broken)
        {
            csv.Faults.Add(new(Name, (int)broken.LineNumber, "?", $"CSV: {broken.Message}"));
        }
        catch (DecoderFallbackException)
        {
            csv.Faults.Add(new(Name, 0, "?", "UTF-8, with or without a byte order mark"));
        }
        return csv.Faults.Count > 0 ? ([], csv.Faults) : (Name == "calendars.csv" ? Calendars(rows) : rows, []);
    }

    private static ReferenceRow Account(CsvRows row)
    {
        var limits = WireData.Of([.. ((string[])["sortingHours", "originHours", "transitHours", "transferHours", "destinationHours",
            "dispatchHours", "deliveryDispatchHours"])
            .Select(name => (name, (JsonNode?)row.Whole(name)))]);
        return new(row.Line, "accountSet", WireData.Of(
            ("account", row.Text("account")), ("name", row.Optional("name")), ("tier", row.OneOf("tier", Tiers)),
            ("calendar", row.Optional("calendar")),
            ("receiptDays", row.Whole("receiptDays")), ("reportBackHours", row.Whole("reportBackHours")),
            ("loadingConfirmation", row.TimeOfDay("loadingConfirmation")),
            ("limits", limits.Count == 0 ? null : limits),
            ("instructions", row.Optional("instructions")), ("reports", row.ListOf("reports", Reports)),
            ("orderCompleteHours", row.Whole("orderCompleteHours")),
            ("measurementTolerancePercent", row.Whole("measurementTolerancePercent")),
            ("effectiveFrom", row.Time("effectiveFrom"))));
    }

    // A calendar is one event; its days are rows, which may be anywhere in the file.
    private static List<ReferenceRow> Calendars(List<ReferenceRow> days) =>
    [
        .. days.GroupBy(row => (string)row.Data["calendar"]!)
        .Select(calendar => new ReferenceRow(calendar.First().Line, "calendarSet", WireData.Of(
            ("calendar", calendar.Key), ("holidays", Days(calendar, "holiday")), ("workdays", Days(calendar, "workday"))))),
    ];

    private static JsonArray? Days(IEnumerable<ReferenceRow> days, string kind) => WireData.ListOrNull(
        [.. days.Where(row => (string)row.Data["kind"]! == kind).Select(row => (string)row.Data["day"]!).Distinct()
            .Order(StringComparer.Ordinal)]);

    private static Dictionary<string, string> Names((string Name, string? Label)[] members)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, label) in members)
        {
            names[name] = name;
            if (label is not null) names[label] = name;
        }
        return names;
    }
}

/// <summary>A reference event to send, and the line of the file that it comes from.</summary>
internal sealed record ReferenceRow(int Line, string Type, JsonObject Data)
{
    /// <summary>Derived from the content, so that a file loaded again records nothing new.</summary>
    public Guid Id { get; } = EventIds.From(EventIds.Reference, $"{Type}\n{Data.ToJsonString()}");
}

/// <summary>What is wrong with a line of a file.</summary>
internal sealed record RowFault(string File, int Line, string Column, string Expected)
{
    public override string ToString() => $"{File} line {Line}, column {Column}: expected {Expected}";
}
