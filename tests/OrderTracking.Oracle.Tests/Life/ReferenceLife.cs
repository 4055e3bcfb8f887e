using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Domain.Events;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests.Life;

/// <summary>Reference data of accounts, lanes, calendars and penalty schedules, and how they change.</summary>
internal sealed class ReferenceLife(Chance chance, IReadOnlyList<string> accounts, IReadOnlyList<string> stations,
    IReadOnlyList<string> managers)
{
    /// <summary>The rules of waybills' deadlines.</summary>
    public static readonly string[] Rules =
        [.. Enum.GetValues<DeadlineRule>().Where(rule => rule != DeadlineRule.Report).Select(rule => rule.Wire())];

    private static readonly string[] OfDepartment = ["monthlyDepartment", "monthlyClaims", "monthlyGroup"];

    private int companySets;

    /// <summary>At the beginning some of everything, then a number of changes.</summary>
    public IEnumerable<Step> Between(DateTimeOffset begin, DateTimeOffset end, int changes)
    {
        yield return Set(begin, Calendar("CN", begin));
        if (chance.In100(70)) yield return Set(begin, Company());
        foreach (var account in accounts.Where(_ => chance.In100(60))) yield return Set(begin, Account(account, begin));
        foreach (var account in accounts.Where(_ => chance.In100(50))) yield return Set(begin, Mandate(account, begin));
        foreach (var account in accounts.Where(_ => chance.In100(80))) yield return Set(begin, Manager(account, begin));
        for (var lanes = 9; lanes > 0; lanes--) yield return Set(begin, Standard(begin));
        foreach (var rule in Rules.Where(_ => chance.In100(60))) yield return Set(begin, PenaltySchedule(rule, begin));
        // Two branches, a station that goes from one to the other, and stations of none.
        yield return Set(begin, ("stationSet", new { code = stations[0], name = "上海", city = "上海", branch = "EAST" }));
        yield return Set(begin, ("stationSet", new { code = stations[1], branch = "EAST" }));
        yield return Set(begin, ("stationSet", new { code = stations[2], branch = "WEST" }));
        yield return Set(begin + ((end - begin) / 2), ("stationSet", new { code = stations[1], branch = "WEST" }));

        for (; changes > 0; changes--)
        {
            var at = begin + chance.Hours(6, (end - begin).TotalHours);
            yield return Set(at, chance.Between(1, 11) switch
            {
                11 => Mandate(chance.Of(accounts), at),
                <= 3 => Account(chance.Of(accounts), at),
                <= 6 => Standard(at),
                7 => chance.In100(60) ? Calendar("CN", at) : Company(),
                8 => Manager(chance.Of(accounts), at),
                _ => PenaltySchedule(chance.Of(Rules), at),
            });
        }
    }

    private int set;

    // How inquiries and insurances are handled differs with each set alone, so that the rest of the lives stays as it was.
    private (string, object) Company() =>
        ("companySet", new { calendar = Maybe(80, "CN"), reports = chance.In100(80) ? OfDepartment : null,
            reportsDueAt = Maybe(40, "11:30:00"), claims = chance.In100(50) ? null : new
            {
                investigationDays = chance.Between(1, 4), settlementDays = chance.Between(4, 12),
                settlementClasses = chance.In100(50) ? null : new[] { new { upTo = 1_000, days = 3 } }, salvageDays = chance.Between(1, 9),
            }, complaints = chance.In100(50) ? null : new { answerHours = chance.Between(4, 40) },
            insurance = ++set % 3 == 2 ? null : new
            {
                watchAbove = 4_000 * set, silenceHours = 10 + set, papersDays = set, fragileGoods = new[] { "仪器" },
                excludedGoods = set % 2 == 0 ? new[] { "配件" } : null,
            }, inquiries = set % 2 == 0 ? null : new { answerHours = 10 + set },
            roundMonths = companySets++ % 2 == 0 ? 1 : (int?)null,
            shifts = companySets % 3 == 1 ? null : new[] { "22:30:00", "06:30:00", "14:30:00" } });

    private (string, object) Account(string account, DateTimeOffset at) => ("accountSet", new
    {
        account, name = account + " 公司", tier = chance.Of("project", "key", "ordinary"), calendar = Maybe(50, "CN"),
        receiptDays = chance.In100(70) ? chance.Between(0, 9) : (int?)null,
        reportBackHours = chance.In100(60) ? chance.Between(1, 6) : (int?)null,
        limits = chance.In100(50)
            ? new { sortingHours = Hours(24), originHours = Hours(48), transitHours = Hours(60), transferHours = Hours(40),
                destinationHours = Hours(90), dispatchHours = Hours(6), deliveryDispatchHours = Hours(30) } : null,
        instructions = Maybe(20, "轻放"), reports = chance.In100(70)
            ? chance.In100(70) ? new[] { "dailyExceptions", "weeklyAccount", "monthlyAccount" } : ["weeklyAccount", "monthlyArchive"]
            : null,
        orderCompleteHours = chance.In100(50) ? chance.Between(1, 12) : (int?)null,
        measurementTolerancePercent = chance.In100(30) ? chance.Of(0, 10, 50) : (int?)null,
        insuranceIncluded = account == "BOLT" ? true : (bool?)null,
        effectiveFrom = From(at), loadingConfirmation = chance.In100(30) ? $"{chance.Between(12, 20):00}:00:00" : null,
    });

    private (string, object) Mandate(string account, DateTimeOffset at)
    {
        var from = DateOnly.FromDateTime(at.DateTime).AddDays(chance.Between(-6, 4));
        return ("mandateGranted", new
        {
            account, mandate = chance.Of("M-1", "M-1", "M-2"), reason = "客户无制单人员", from,
            to = chance.In100(50) ? from.AddDays(chance.Between(0, 12)) : (DateOnly?)null, grantor = account + " 公司", evidence = "scan/7",
        });
    }

    private (string, object) Standard(DateTimeOffset at)
    {
        var origin = chance.Of(stations);
        return ("laneStandardSet", new
        {
            origin, destination = chance.Of([.. stations.Where(station => station != origin)]), hours = chance.Between(8, 90),
            cutOff = chance.In100(50) ? $"{chance.Between(0, 23):00}:{chance.Of(0, 30):00}:00" : null, calendar = Maybe(50, "CN"),
            effectiveFrom = From(at), deliveryHours = chance.In100(90) ? chance.Between(10, 90) : (int?)null,
        });
    }

    private (string, object) Calendar(string calendar, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.DateTime);
        return ("calendarSet", new
        {
            calendar, weekend = chance.In100(70) ? null : new[] { chance.Of("friday", "sunday") },
            holidays = Some(day.AddDays(chance.Between(1, 12))),
            workdays = Some(day.AddDays(6 - (int)day.DayOfWeek + 7)),
        });

        DateOnly[]? Some(DateOnly from) => chance.In100(60) ? [from, from.AddDays(1)] : null;
    }

    private (string, object) Manager(string account, DateTimeOffset at) =>
        ("accountManagerAssigned",
            new { account, manager = chance.Of(managers), from = at + chance.Hours(-30, 60), handOver = Maybe(30, "周报每周一") });

    // A penalty schedule for a day that has begun is refused, unless it is the first of its rule: both cases are sent.
    private (string, object) PenaltySchedule(string rule, DateTimeOffset at) =>
        ("penaltyScheduleSet",
            new { rule, fine = chance.Of(5m, 10m, 20m, 12.50m), maxFine = chance.In100(40) ? 50m : (decimal?)null,
                unit = chance.In100(50) ? chance.Of("waybill", "case") : null,
                needsComplaint = chance.In100(30) ? chance.In100(70) : (bool?)null, post = Maybe(30, "accountManager"),
                supervisor = Maybe(60, "serviceManager"),
                effectiveFrom = DateOnly.FromDateTime(at.DateTime).AddDays(chance.Of(-20, 0, 1, 2, 5)) });

    private DateTimeOffset? From(DateTimeOffset at) => chance.In100(50) ? null : at + chance.Hours(-100, 80);

    private int? Hours(int most) => chance.In100(60) ? chance.Between(1, most) : null;

    private string? Maybe(int percent, string text) => chance.In100(percent) ? text : null;

    private ReferenceHistory Set(DateTimeOffset at, (string Type, object Data) laid)
    {
        var data = System.Text.Json.JsonSerializer.SerializeToNode(laid.Data, System.Text.Json.JsonSerializerOptions.Web)!.AsObject();
        WithoutNulls(data);
        return new(at, Send.Event(laid.Type, at - chance.Hours(0, 60), data, chance.Id(), "HQ", "wu.gang"));
    }

    internal static void WithoutNulls(JsonObject data)
    {
        foreach (var name in data.Where(member => member.Value is null).Select(member => member.Key).ToList()) data.Remove(name);
        foreach (var inside in data.Select(member => member.Value).OfType<JsonObject>()) WithoutNulls(inside);
    }
}
