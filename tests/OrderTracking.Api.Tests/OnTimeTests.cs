using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The on-time rate over seeded random freight, compared with the domain's own rule.</summary>
public class OnTimeTests(OnTimeTests.Fixture fixture) : IClassFixture<OnTimeTests.Fixture>
{
    private const int Waybills = 240;

    private static readonly DateTimeOffset Begin = new(2026, 1, 5, 0, 0, 0, TimeSpan.FromHours(8));

    /// <summary>The time of the queries: some promises are past, one is due at exactly this time, some are not due yet.</summary>
    private static readonly DateTimeOffset Now = Begin.AddDays(6);

    public static TheoryData<string, string> Definitions =>
    [
        .. from clock in Enum.GetNames<OnTimeClock>()
           from basis in Enum.GetNames<OnTimeBasis>()
           select (JsonNamingPolicy.CamelCase.ConvertName(clock), JsonNamingPolicy.CamelCase.ConvertName(basis)),
    ];

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task every_verdict_is_the_domains(string clock, string basis)
    {
        var rows = (await fixture.Rows()).ToDictionary(row => row.Waybill, row => Verdict(row, clock, basis));

        var items = await fixture.Service.All($"/v1/on-time/waybills?clock={clock}&basis={basis}", limit: 50);

        items.Count.ShouldBe(Waybills);
        items.ShouldAllBe(item => rows[Text(item, "waybill")] == Text(item, "verdict"));
        items.Select(item => Text(item, "waybill")).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        rows.Values.Distinct().Count().ShouldBe(basis == "gross" ? 5 : 6, "the freight should have some of every verdict");
    }

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task the_rate_is_the_sum_of_its_waybills(string clock, string basis)
    {
        var query = $"clock={clock}&basis={basis}";
        var counts = (await fixture.Rows()).CountBy(row => Verdict(row, clock, basis)).ToDictionary();

        var answer = await fixture.Service.Get($"/v1/on-time?{query}");

        var total = answer.Body.GetProperty("total");
        var (late, onTime) = (counts["late"], counts["onTime"]);
        (Number(total, "numerator"), Number(total, "denominator"),
            total.GetProperty("rate").GetDecimal()).ShouldBe((onTime, onTime + late, Math.Round((decimal)onTime / (onTime + late), 4)));
        foreach (var reason in total.GetProperty("excluded").EnumerateObject())
            reason.Value.GetInt64().ShouldBe(counts.GetValueOrDefault(reason.Name));
        total.GetProperty("excluded").TryGetProperty("excused", out _).ShouldBe(basis == "accountable");
        foreach (var verdict in counts.Keys)
            (await fixture.Service.All($"/v1/on-time/waybills?{query}&verdict={verdict}")).Count.ShouldBe(counts[verdict]);
        (await fixture.Service.All(Text(total, "numerators"))).Count.ShouldBe(onTime);
        (await fixture.Service.All(Text(total, "others"))).Count.ShouldBe(late);
        var definition = answer.Body.GetProperty("definition");
        Text(definition, "name").ShouldBe($"on-time-{clock}-{basis}");
        Text(definition, "calendar").ShouldContain("Asia/Shanghai");
    }

    [Theory]
    [InlineData("account")]
    [InlineData("lane")]
    [InlineData("day")]
    [InlineData("week")]
    [InlineData("month")]
    public async Task groups_are_those_of_the_rows(string groupBy)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var expected = (await fixture.Rows()).Where(row => Key(row) is not null).GroupBy(row => Key(row)!).ToDictionary(
            group => group.Key, group => (group.Count(row => Verdict(row, "signed", "gross") == "onTime"),
                group.Count(row => Verdict(row, "signed", "gross") is "onTime" or "late")));

        var body = (await fixture.Service.Get($"/v1/on-time?groupBy={groupBy}")).Body;

        var groups = body.GetProperty("groups").EnumerateArray().ToList();
        groups.Select(group => Text(group, "key")).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
        foreach (var group in groups)
        {
            (Number(group, "numerator"), Number(group, "denominator")).ShouldBe(expected[Text(group, "key")]);
            if (groupBy is "account" or "lane")
                (await fixture.Service.All(Text(group, "others"))).Count
                    .ShouldBe(Number(group, "denominator") - Number(group, "numerator"));
        }

        string? Key(OnTimeRow row)
        {
            if (groupBy == "account") return row.Account;
            if (groupBy == "lane") return row.Lane;
            if (row.PromisedAt is not { } promised) return null;
            var day = TimeZoneInfo.ConvertTime(promised, zone).DateTime;
            return groupBy switch
            {
                "day" => $"{day:yyyy-MM-dd}",
                "week" => $"{System.Globalization.ISOWeek.GetYear(day)}-W{System.Globalization.ISOWeek.GetWeekOfYear(day):00}",
                _ => $"{day:yyyy-MM}",
            };
        }
    }

    [Fact]
    public async Task a_period_is_made_of_the_companys_days()
    {
        var answers = new List<(int, int)>();
        foreach (var (from, to) in new[] { ("2026-01-06", "2026-01-07"), ("2026-01-07", "2026-01-08"), ("2026-01-06", "2026-01-08") })
        {
            var total = (await fixture.Service.Get($"/v1/on-time?account=BORDER&from={from}&to={to}")).Body.GetProperty("total");
            answers.Add((Number(total, "numerator"), Number(total, "denominator")));
        }

        // 23:59:59 of the 6th; 00:00 of the 7th, given in UTC as 16:00 of the 6th.
        answers.ShouldBe([(1, 1), (0, 1), (1, 2)]);
        (await fixture.Service.All("/v1/on-time/waybills?account=BORDER&from=2026-01-06&to=2026-01-07"))
            .Select(item => Text(item, "waybill")).ShouldBe(["T-LAST"]);
    }

    [Fact]
    public async Task without_waybills_there_is_no_rate()
    {
        var total = (await fixture.Service.Get("/v1/on-time?account=NOBODY")).Body.GetProperty("total");

        total.GetProperty("rate").ValueKind.ShouldBe(JsonValueKind.Null);
        (Number(total, "numerator"), Number(total, "denominator")).ShouldBe((0, 0));
    }

    private static string Verdict(OnTimeRow row, string clock, string basis) => JsonNamingPolicy.CamelCase.ConvertName(
        OnTime.Verdict(row, Enum.Parse<OnTimeClock>(clock, true), Enum.Parse<OnTimeBasis>(basis, true), Now).ToString());

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static int Number(JsonElement json, string member) => json.GetProperty(member).GetInt32();

    public sealed class Fixture : ServiceFixture
    {
        /// <summary>The rows that the domain derives from the streams.</summary>
        public async Task<List<OnTimeRow>> Rows()
        {
            var rows = new List<OnTimeRow>();
            await foreach (var history in Service.Parts.GetRequiredService<IEventLog>().Histories(long.MaxValue, CancellationToken.None))
                rows.AddRange(OnTimeRow.Rows(history, Service.Parts.GetRequiredService<Company>()));
            return rows;
        }

        protected override async Task Prepare()
        {
            var random = new Random(20260105);
            var lines = new List<JsonObject>();
            for (var i = 0; i < Waybills - 2; i++)
            {
                var number = $"T-{i:000}";
                var received = Begin.AddMinutes(random.Next(24 * 60));
                // On the hour, so that some clocks stop exactly at the promise, and one promise is due exactly now.
                DateTimeOffset? promised = random.Next(8) == 0 ? null : i == 1 ? Now : Begin.AddHours(random.Next(24, 9 * 24))
                    .ToOffset(TimeSpan.FromHours(random.Next(-3, 9)));
                lines.Add(Send.Received(received, 2, $"ACC-{random.Next(3)}", "SHA", random.Next(2) == 0 ? "CTU" : "HRB", promised,
                    waybill: number));
                var station = lines[^1]["data"]!["destination"]!.GetValue<string>();
                var stop = (promised ?? Begin.AddDays(3)).ToOffset(TimeSpan.FromHours(8)).AddHours(random.Next(-20, 21) / 4);
                if (random.Next(5) > 0) lines.Add(Send.Arrived(stop.AddHours(-random.Next(3)), 2, station, waybill: number));
                if (random.Next(5) > 0) lines.Add(Send.Signed(stop, 1, station, waybill: number));
                if (random.Next(5) > 0) lines.Add(Send.Signed(stop.AddHours(random.Next(2)), 1, station, waybill: number));
                if (random.Next(12) == 0) lines.Add(Send.Event("cancelled", received.AddHours(1), waybill: number));
                if (random.Next(6) == 0)
                    lines.Add(Send.Event("promiseSet", received.AddHours(2),
                        new { promisedAt = stop.AddHours(random.Next(-2, 3)), basis = "laneStandard" }, waybill: number));
                if (random.Next(3) > 0) continue;
                lines.Add(Send.Event("exceptionRaised", stop, new { exceptionId = "E", kind = "delay" }, waybill: number));
                lines.Add(Send.Event(
                    "exceptionResolved",
                    stop, new { exceptionId = "E", excused = true, excuses = new[] { "promise" },
                        reasonCode = "R1", evidence = random.Next(2) == 0 ? "photo" : null,
                        approver = "wang" }, waybill: number));
            }
            lines.Add(Send.Received(Begin, 1, "BORDER", promisedAt: new(2026, 1, 6, 23, 59, 59, TimeSpan.FromHours(8)), waybill: "T-LAST"));
            lines.Add(Send.Signed(new(2026, 1, 6, 23, 59, 59, TimeSpan.FromHours(8)), 1, waybill: "T-LAST"));
            lines.Add(Send.Received(Begin, 1, "BORDER", promisedAt: new(2026, 1, 6, 16, 0, 0, TimeSpan.Zero), waybill: "T-NEXT"));
            lines.Add(Send.Signed(new DateTimeOffset(2026, 1, 6, 16, 0, 0, TimeSpan.Zero).AddMicroseconds(1), 1, waybill: "T-NEXT"));
            var answer = await Service.PostLines("/v1/events", lines);
            answer.Body.GetProperty("accepted").GetInt32()
                .ShouldBe(lines.Count, answer.Body.GetProperty("results").EnumerateArray()
                    .FirstOrDefault(line => line.TryGetProperty("code", out _)).ToString());
            (await Service.Get($"/v1/on-time?waitFor={answer.Position}")).Status.ShouldBe(200);
            Clock.Now = Now;
        }
    }
}
