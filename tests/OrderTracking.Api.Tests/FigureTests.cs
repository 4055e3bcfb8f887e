using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Domain.Kpis;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Figures over HTTP, and the rows behind them.</summary>
public class FigureTests(FigureTests.Fixture fixture) : IClassFixture<FigureTests.Fixture>
{
    /// <summary>Noon of the 31st: some of the day's promises are past, others are not.</summary>
    private static readonly DateTimeOffset Now = Local(3, 31, 12);

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task every_definition_is_served_and_every_figure_carries_its_own()
    {
        // Those that a newer version replaced come after it.
        var definitions = (await Service.Get("/v1/definitions")).Items.DistinctBy(definition => Text(definition, "name"))
            .ToDictionary(definition => Text(definition, "name"));

        definitions.Keys.ShouldBe([.. Figure.All.Select(figure => figure.Name), "report-back-4h"]);
        foreach (var (name, definition) in definitions.Where(item => item.Key != "report-back-4h"))
        {
            foreach (var member in new[] { "version", "numerator", "denominator", "clock", "calendar", "grace", "excluded", "unit" })
                definition.TryGetProperty(member, out _).ShouldBeTrue($"{name} {member}");
            (await Service.Get($"/v1/figures/{name}")).Body.GetProperty("definition").GetRawText().ShouldBe(definition.GetRawText());
        }
        (await Service.Get("/v1/exceptions/report")).Body.GetProperty("definition").GetRawText()
            .ShouldBe(definitions["report-back-4h"].GetRawText());
        (await Service.Get("/v1/on-time?clock=arrived")).Body.GetProperty("definition").GetRawText()
            .ShouldBe(definitions["on-time-arrived-gross"].GetRawText());
    }

    [Fact]
    public async Task a_figure_that_is_not_there_is_named_with_those_that_are()
    {
        var answer = await Service.Get("/v1/figures/punctuality");

        (answer.Status, answer.Code, answer.Field).ShouldBe((404, "unknown-figure", "figure"));
        answer.Body.GetProperty("expected").GetString()!.ShouldContain("on-time-signed-gross");
        (await Service.Get("/v1/figures/volumes/deadlines")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task the_day_that_contains_now_is_split_at_now()
    {
        fixture.Clock.Now = Now;

        // One promise of the 31st is past and kept, one past and open, one due at exactly this time, one tonight but signed already.
        Rate(await Total("on-time-signed-gross?from=2026-03-31&to=2026-04-01")).ShouldBe((1, 2));
        Excluded(await Total("on-time-signed-gross?from=2026-03-31&to=2026-04-01"), "notDue").ShouldBe(2);
        Rate(await Total("on-time-signed-gross?from=2026-03-31&to=2026-04-01&account=TODAY&station=CTU")).ShouldBe((1, 2), "from the rows");

        fixture.Clock.Now = Now.AddMicroseconds(1);
        Rate(await Total("on-time-signed-gross?from=2026-03-31&to=2026-04-01")).ShouldBe((1, 3));
        fixture.Clock.Now = Local(4, 1, 0);
        Rate(await Total("on-time-signed-gross?from=2026-03-31&to=2026-04-01")).ShouldBe((2, 4));
    }

    [Theory]
    [InlineData("day", "2026-02-28:1/1 2026-03-01:0/1 2026-03-10:1/1 2026-03-11:1/1 2026-03-20:1/1 2026-03-21:1/1 2026-03-30:1/1 "
        + "2026-03-31:1/2")]
    [InlineData("week", "2026-W09:1/2 2026-W11:2/2 2026-W12:2/2 2026-W14:2/3")]
    [InlineData("tenDays", "2026-02-3:1/1 2026-03-1:1/2 2026-03-2:2/2 2026-03-3:3/4")]
    [InlineData("month", "2026-02:1/1 2026-03:6/8")]
    [InlineData("station", "CTU:7/9")]
    [InlineData("lane", "SHA~CTU:7/9")]
    [InlineData("account", "EDGES:6/7 TODAY:1/2")]
    public async Task groups_add_up_to_the_total_and_open_down_to_their_rows(string groupBy, string expected)
    {
        fixture.Clock.Now = Now;
        var body = (await Service.Get($"/v1/figures/on-time-signed-gross?from=2026-02-01&to=2026-04-01&groupBy={groupBy}")).Body;

        string.Join(' ', Groups(body).Select(group => $"{Text(group, "key")}:{Rate(group).Item1}/{Rate(group).Item2}")).ShouldBe(expected);
        Rate(body.GetProperty("total")).ShouldBe((7, 9));
        foreach (var group in Groups(body))
        {
            (await Service.All(Text(group, "numerators"))).Count.ShouldBe(Rate(group).Item1, Text(group, "numerators"));
            (await Service.All(Text(group, "others"))).Count.ShouldBe(Rate(group).Item2 - Rate(group).Item1, Text(group, "others"));
        }
        // The older route gives the same groups.
        (await Service.Get($"/v1/on-time?from=2026-02-01&to=2026-04-01&groupBy={groupBy}")).Body.GetProperty("groups").GetRawText()
            .ShouldBe(body.GetProperty("groups").GetRawText());
    }

    [Fact]
    public async Task days_are_the_companys_at_the_months_edge()
    {
        fixture.Clock.Now = Now;

        // The last second of February and the first of March in Shanghai; in UTC both are February's.
        Rate(await Total("on-time-signed-gross?from=2026-02-01&to=2026-03-01")).ShouldBe((1, 1));
        Rate(await Total("on-time-signed-gross?from=2026-03-01&to=2026-03-02")).ShouldBe((0, 1));
        (await Total("volumes?from=2026-02-01&to=2026-03-01")).GetProperty("waybills").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("from=2026-03-01&to=2026-04-01&compare=1", "2026-02-01", "2026-03-01", 1)]
    [InlineData("from=2026-03-30&to=2026-03-31&compare=1", "2026-02-28", "2026-03-01", 1)]
    [InlineData("from=2026-03-31&to=2026-04-01&compare=2", "2026-01-31", "2026-02-01", 0)]
    public async Task a_period_is_compared_with_the_same_days_before(string query, string from, string to, int denominator)
    {
        fixture.Clock.Now = Now;
        foreach (var route in new[] { "/v1/figures/on-time-signed-gross", "/v1/on-time" })
        {
            var compared = (await Service.Get($"{route}?{query}&groupBy=account")).Body.GetProperty("compared");

            (Text(compared, "from"), Text(compared, "to")).ShouldBe((from, to));
            var total = compared.GetProperty("total");
            Rate(total).Item2.ShouldBe(denominator);
            if (denominator == 0) total.GetProperty("rate").ValueKind.ShouldBe(JsonValueKind.Null);
            else compared.GetProperty("groups").EnumerateArray().Select(group => Text(group, "key")).ShouldBe(["EDGES"]);
            Text(total, "numerators").ShouldContain($"from={from}&to={to}");
        }
        foreach (var route in new[] { "/v1/receipts/report", "/v1/exceptions/report", "/v1/figures/volumes", "/v1/figures/dwell-origin" })
            Text((await Service.Get($"{route}?{query}")).Body.GetProperty("compared"), "from").ShouldBe(from, route);
    }

    [Theory]
    [InlineData("compare=1")]
    [InlineData("from=2026-03-01&compare=1")]
    [InlineData("from=2026-03-01&to=2026-04-01&compare=4")]
    [InlineData("from=2026-03-01&to=2026-04-01&compare=0")]
    public async Task only_a_whole_period_is_compared_and_by_three_months_at_most(string query) =>
        ((await Service.Get($"/v1/figures/volumes?{query}")) is var answer ? (answer.Status, answer.Field) : default)
            .ShouldBe((400, "compare"));

    [Fact]
    public async Task receipts_are_judged_by_when_each_is_due()
    {
        fixture.Clock.Now = Local(1, 20, 12);
        foreach (var (name, numerator, denominator) in new[] { ("receipt-return", 2, 4), ("receipt-timeliness", 1, 3),
            ("receipt-accuracy", 1, 2) })
        {
            var total = await Total($"{name}?account=PAPER");
            Rate(total).ShouldBe((numerator, denominator), name);
            (await Service.All(Text(total, "numerators"))).Count.ShouldBe(numerator, name);
            (await Service.All(Text(total, "others"))).Count.ShouldBe(denominator - numerator, name);
        }
        Excluded(await Total("receipt-timeliness?account=PAPER"), "open").ShouldBe(1);
        Rate((await Service.Get("/v1/receipts/report?account=PAPER&station=CTU")).Body.GetProperty("total").GetProperty("timeliness"))
            .ShouldBe((1, 3), "from the rows");
    }

    [Fact]
    public async Task damage_and_shortage_are_given_per_thousand()
    {
        foreach (var (name, numerator, denominator, rate) in new[] { ("damage-pieces", 2, 30, 66.6667m),
            ("damage-waybills", 1, 3, 333.3333m), ("shortage-pieces", 4, 30, 133.3333m), ("shortage-waybills", 1, 3, 333.3333m) })
        {
            var total = await Total($"{name}?account=HARM");
            (Rate(total), total.GetProperty("rate").GetDecimal()).ShouldBe(((numerator, denominator), rate), name);
            (await Service.All(Text(total, "numerators"), limit: 1)).Count.ShouldBe(1);
            (await Service.All(Text(total, "others"), limit: 1)).Count.ShouldBe(2);
        }
    }

    [Fact]
    public async Task volumes_and_revenue_leave_out_what_was_cancelled()
    {
        var volumes = await Total("volumes?account=HARM");
        (Number(volumes, "waybills"), Number(volumes, "pieces"), volumes.GetProperty("weightKg").GetDecimal(),
            volumes.GetProperty("volumeM3").GetDecimal()).ShouldBe((3, 30, 37.5m, 0.75m));
        (await Total("revenue?account=HARM")).GetProperty("freight").GetDecimal().ShouldBe(301.50m);
        (await Service.All(Text(volumes, "of"), limit: 2)).Select(row => Text(row, "waybill")).ShouldBe(["H-0", "H-1", "H-2"]);
        (await Total("volumes?account=NOBODY")).GetProperty("waybills").GetInt32().ShouldBe(0);
        (await Total("damage-pieces?account=NOBODY")).GetProperty("rate").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task sorting_is_judged_by_its_due_time_and_opens_down_to_its_deadlines()
    {
        fixture.Clock.Now = Local(1, 6, 21);
        // Arrived on the 5th at 20:00 and due at 08:00; on the 6th at 10:00 and due at 22:00.
        var total = await Total("sorting-timeliness?account=SORT");
        (Rate(total), Excluded(total, "open")).ShouldBe(((1, 3), 1));
        (await Service.All(Text(total, "numerators"))).Select(row => Text(row, "waybill")).ShouldBe(["S-0"]);
        (await Service.All(Text(total, "others"), limit: 1)).Select(row => Text(row, "waybill")).ShouldBe(["S-1", "S-2"]);
        Rate(await Total("sorting-timeliness?account=SORT&lane=SHA~CTU")).ShouldBe((1, 3), "from the rows");

        fixture.Clock.Now = Local(1, 6, 23);
        Rate(await Total("sorting-timeliness?account=SORT")).ShouldBe((1, 4));
    }

    [Fact]
    public async Task stays_are_given_by_mean_median_and_90th_percentile()
    {
        // Eleven stays at the origin: 10, 20 … 100 minutes, and one of 1,000.
        var total = await Total("dwell-origin?account=DWELL");
        (Number(total, "stays"), total.GetProperty("mean").GetDecimal(), total.GetProperty("median").GetDecimal(),
            total.GetProperty("p90").GetDecimal()).ShouldBe((11, 140.91m, 60m, 100m));
        (await Service.All(Text(total, "of"), limit: 4)).Count.ShouldBe(11);
        var nobody = await Total("dwell-origin?account=NOBODY");
        (Number(nobody, "stays"), nobody.GetProperty("median").ValueKind).ShouldBe((0, JsonValueKind.Null));
    }

    private static DateTimeOffset Local(int month, int day, double hour) =>
        new DateTimeOffset(2026, month, day, 0, 0, 0, TimeSpan.FromHours(8)).AddHours(hour);

    private async Task<JsonElement> Total(string figure)
    {
        var answer = await Service.Get($"/v1/figures/{figure}");
        answer.Status.ShouldBe(200, answer.ToString());
        return answer.Body.GetProperty("total");
    }

    private static JsonElement[] Groups(JsonElement body) => [.. body.GetProperty("groups").EnumerateArray()];

    private static (int, int) Rate(JsonElement rate) => (Number(rate, "numerator"), Number(rate, "denominator"));

    private static int Excluded(JsonElement rate, string why) => Number(rate.GetProperty("excluded"), why);

    private static int Number(JsonElement json, string member) => json.GetProperty(member).GetInt32();

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    public sealed class Fixture : ServiceFixture
    {
        private readonly List<JsonObject> lines = [];

        protected override async Task Prepare()
        {
            // Promises at the edges of days, ten-day periods and months; the first is given in UTC, the second in March's first second.
            Promised("E-0", Local(2, 28, 23.9997), true);
            Promised("E-1", Local(3, 1, 0), false);
            foreach (var day in new[] { 10, 11, 20, 21, 30 }) Promised($"E-{day}", Local(3, day, 9), true);
            Promised("T-0", Local(3, 31, 9), true, "TODAY");
            Promised("T-1", Local(3, 31, 10), false, "TODAY");
            Promised("T-2", Now, false, "TODAY");
            Promised("T-3", Local(3, 31, 20), true, "TODAY");

            // Signed on the 10th: due on the 17th. Back in time; late, rejected once; never; and one signed on the 15th, not due yet.
            for (var i = 0; i < 4; i++)
            {
                lines.Add(Send.Received(Local(1, 8, 9), 1, "PAPER", copies: 1, waybill: $"P-{i}"));
                lines.Add(Send.Signed(Local(1, i == 3 ? 15 : 10, 12), 1, waybill: $"P-{i}"));
            }
            lines.Add(Send.Event("receiptReturned", Local(1, 17, 12), waybill: "P-0"));
            lines.Add(Send.Event("receiptReturned", Local(1, 17, 12.001), waybill: "P-1"));
            lines.Add(Send.Event("receiptRejected", Local(1, 18, 12), new { reason = "缺章" }, waybill: "P-1"));

            for (var i = 0; i < 4; i++)
                lines.Add(Send.Event("received", Local(1, 7 + i, 9),
                    new { account = "HARM", origin = "SHA", destination = "CTU", pieces = 10, weightKg = 12.5, volumeM3 = 0.25,
                        freight = 100.5 }, waybill: $"H-{i}"));
            lines.Add(Send.Event("cancelled", Local(1, 11, 9), waybill: "H-3"));
            lines.Add(Send.Event("exceptionRaised", Local(1, 12, 9), new { exceptionId = "A", kind = "wet", pieces = 2 }, waybill: "H-0"));
            lines.Add(Send.Event("exceptionRaised", Local(1, 12, 9), new { exceptionId = "B", kind = "loss", pieces = 4 }, waybill: "H-1"));
            lines.Add(Send.Event("exceptionRaised", Local(1, 12, 9), new { exceptionId = "C", kind = "delay", pieces = 4 },
                waybill: "H-2"));

            for (var i = 0; i < 4; i++)
            {
                lines.Add(Send.Received(Local(1, 4, 9), 1, "SORT", waybill: $"S-{i}"));
                lines.Add(Send.Arrived(i == 3 ? Local(1, 6, 10) : Local(1, 5, 20), 1, waybill: $"S-{i}"));
            }
            lines.Add(Send.Event("sorted", Local(1, 6, 8), new { pieces = 1 }, station: "CTU", waybill: "S-0"));
            lines.Add(Send.Event("sorted", Local(1, 6, 8.001), new { pieces = 1 }, station: "CTU", waybill: "S-1"));

            for (var i = 1; i <= 11; i++)
            {
                lines.Add(Send.Received(Local(1, 4, 9), 1, "DWELL", waybill: $"D-{i}"));
                lines.Add(Send.Loaded(Local(1, 4, 9).AddMinutes(i == 11 ? 1_000 : i * 10), 1, waybill: $"D-{i}"));
            }
            var answer = await Service.PostLines("/v1/events", lines);
            answer.Body.GetProperty("accepted").GetInt32().ShouldBe(lines.Count, answer.ToString());
            var last = (await Service.Get("/v1/audit/events")).Lines[^1].GetProperty("position").GetInt64();
            (await Service.Get($"/v1/receipts?waitFor={last}")).Status.ShouldBe(200);
        }

        private void Promised(string waybill, DateTimeOffset promised, bool kept, string account = "EDGES")
        {
            lines.Add(Send.Received(promised.AddDays(-2), 1, account, promisedAt: promised.ToUniversalTime(), waybill: waybill));
            if (kept) lines.Add(Send.Signed(promised.AddHours(-10), 1, waybill: waybill));
        }
    }
}
