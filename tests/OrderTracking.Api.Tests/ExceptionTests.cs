using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Exceptions listed, counted, and judged by the 4-hour report-back.</summary>
public class ExceptionTests(ExceptionTests.Fixture fixture) : IClassFixture<ExceptionTests.Fixture>
{
    [Theory]
    [InlineData("", 8)]
    [InlineData("kind=damage", 3)]
    [InlineData("kind=shortage", 1)]
    [InlineData("status=open", 5)]
    [InlineData("status=reportedBack", 2)]
    [InlineData("status=resolved", 1)]
    [InlineData("responsibleStation=WUH", 2)]
    [InlineData("account=BETA", 2)]
    [InlineData("lane=SHA~HRB", 2)]
    [InlineData("waybill=E-1", 3)]
    [InlineData("account=BETA&kind=damage", 0)]
    [InlineData("from=2026-01-06&to=2026-01-07", 1)]
    [InlineData("from=2026-01-05&to=2026-01-06", 1)]
    public async Task the_list_is_filtered(string query, int count)
    {
        var rows = await fixture.Service.All($"/v1/exceptions?{query}", limit: 2);

        rows.Count.ShouldBe(count);
        rows.Select(row => row.GetProperty("raisedAt").GetDateTimeOffset()).ShouldBeInOrder(SortDirection.Descending);
        rows.Select(row => (row.GetProperty("waybill").GetString(), row.GetProperty("exceptionId").GetString())).ShouldBeUnique();
    }

    [Theory]
    [InlineData("kind", "damage:3/2 delay:4/3 shortage:1/1")]
    [InlineData("cause", ":7/5 weather:1/1")]
    [InlineData("responsibleStation", ":5/4 SHA:1/1 WUH:2/2")]
    [InlineData("account", "ACME:6/4 BETA:2/1")]
    [InlineData("lane", "SHA~CTU:6/4 SHA~HRB:2/1")]
    public async Task the_report_counts_exceptions_and_waybills_by_group(string groupBy, string expected)
    {
        var body = (await fixture.Service.Get($"/v1/exceptions/report?groupBy={groupBy}")).Body;

        body.GetProperty("groups").EnumerateArray()
            .Select(group => $"{group.GetProperty("key")}:{group.GetProperty("exceptions")}/{group.GetProperty("waybills")}")
            .ShouldBe(expected.Split(' '));
        var total = body.GetProperty("total");
        (total.GetProperty("exceptions").GetInt32(), total.GetProperty("waybills").GetInt32()).ShouldBe((8, 5));
    }

    [Theory]
    [InlineData("day", "2026-01-05", "2026-01-06")]
    [InlineData("week", "2026-W02", "2026-W02")]
    [InlineData("month", "2026-01", "2026-01")]
    public async Task periods_are_the_companys(string groupBy, string first, string second)
    {
        var keys = (await fixture.Service.Get($"/v1/exceptions/report?from=2026-01-05&to=2026-01-07&groupBy={groupBy}")).Body
            .GetProperty("groups").EnumerateArray()
            .Select(group => group.GetProperty("key").GetString());

        keys.ShouldBe(new[] { first, second }.Distinct());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(10)]
    public async Task report_back_compliance_is_the_domains_verdict(int hours)
    {
        fixture.Clock.Now = fixture.Raised.AddHours(hours);
        try
        {
            var verdicts = (await fixture.Rows()).CountBy(row => ReportBack.Verdict(row, fixture.Clock.GetUtcNow())).ToDictionary();
            var body = (await fixture.Service.Get("/v1/exceptions/report?groupBy=kind")).Body;

            var rate = body.GetProperty("total").GetProperty("reportBack");
            var (met, missed) = (verdicts.GetValueOrDefault(ReportBackVerdict.Met), verdicts.GetValueOrDefault(ReportBackVerdict.Missed));
            (rate.GetProperty("numerator").GetInt32(), rate.GetProperty("denominator").GetInt32()).ShouldBe((met, met + missed));
            rate.GetProperty("excluded").GetProperty("open").GetInt32().ShouldBe(verdicts.GetValueOrDefault(ReportBackVerdict.Open));
            rate.GetProperty("excluded").GetProperty("recordedTooLate").GetInt32()
                .ShouldBe(verdicts.GetValueOrDefault(ReportBackVerdict.RecordedTooLate));
            (met, missed > 0, verdicts[ReportBackVerdict.RecordedTooLate]).ShouldBe((2, hours > 4, 3));
            body.GetProperty("definition").GetProperty("name").GetString().ShouldBe("report-back-4h");
            body.GetProperty("groups").EnumerateArray().Sum(group => group.GetProperty("reportBack").GetProperty("numerator").GetInt32())
                .ShouldBe(met);
        }
        finally
        {
            fixture.Clock.Now = null;
        }
    }

    /// <summary>对异常提出解决方案跟踪落实,直到此票货物签收: not until somebody answered.</summary>
    [Theory]
    [InlineData("/v1/watchlist?account=BETA", "E-3 B:, E-3 A: reportedBack")]
    [InlineData("/v1/watchlist?station=WUH", "E-2 A: reportedBack, E-3 A: reportedBack")]
    [InlineData("/v1/watchlist?lane=SHA~HRB", "E-3 B:, E-3 A: reportedBack")]
    [InlineData("/v1/worklist?account=BETA", "E-3 B:, E-3 A: reportedBack")]
    public async Task watch_list_and_worklist_follow_exceptions_of_waybills_that_are_not_closed(string path, string expected)
    {
        var exceptions = (await fixture.Service.Get(path)).Body.GetProperty("exceptions").EnumerateArray();

        string.Join(", ", exceptions.Select(item => $"{item.GetProperty("waybill")} {item.GetProperty("exceptionId")}:"
            + string.Concat(item.GetProperty("steps").EnumerateArray().Where(step => step.GetProperty("at").ValueKind != JsonValueKind.Null)
                .Select(step => $" {step.GetProperty("step")}")))).ShouldBe(expected);
    }

    [Fact]
    public async Task a_watch_list_of_one_rule_has_no_exceptions() =>
        (await fixture.Service.Get("/v1/watchlist?rule=promise")).Body.GetProperty("exceptions").ValueKind.ShouldBe(JsonValueKind.Null);

    [Fact]
    public async Task without_exceptions_there_is_no_rate()
    {
        var total = (await fixture.Service.Get("/v1/exceptions/report?account=NOBODY")).Body.GetProperty("total");

        (total.GetProperty("exceptions").GetInt32(), total.GetProperty("reportBack")
            .GetProperty("rate").ValueKind).ShouldBe((0, JsonValueKind.Null));
    }

    public sealed class Fixture : ServiceFixture
    {
        /// <summary>Near the real time: a report-back counts when it is recorded, by the database's clock.</summary>
        public DateTimeOffset Raised { get; } = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

        public async Task<List<ExceptionRow>> Rows()
        {
            var rows = new List<ExceptionRow>();
            await foreach (var history in Service.Parts.GetRequiredService<IEventLog>().Histories(long.MaxValue, CancellationToken.None))
                rows.AddRange(ExceptionRow.Rows(history));
            return rows;
        }

        protected override async Task Prepare()
        {
            var old = new DateTimeOffset(2026, 1, 5, 23, 59, 59, TimeSpan.FromHours(8));
            JsonObject[] lines =
            [
                Receive("E-1"), Receive("E-2"), Receive("E-3", "BETA", "HRB"), Receive("E-4"), Receive("E-5"),
                Raise("E-1", "A", "damage", Raised), Raise("E-1", "B", "damage", Raised), Raise("E-2", "A", "damage", Raised, "WUH"),
                Raise("E-3", "A", "delay", Raised, "WUH"), Event("E-3", "exceptionReportedBack", Raised, new { exceptionId = "A" }),
                Raise("E-3", "B", "delay", Raised),
                Event("E-2", "exceptionReportedBack", Raised, new { exceptionId = "A" }),
                Event("E-1", "exceptionResolved", Raised, new { exceptionId = "B", cause = "weather" }),
                // Raised long ago and recorded only now, so nobody could have reported back in time.
                Raise("E-4", "A", "delay", old), Raise("E-5", "A", "delay", old.AddSeconds(1)),
                Send.Loaded(old.AddDays(1), 10, waybill: "E-1"), Send.Arrived(old.AddDays(2), 9, waybill: "E-1"),
            ];
            var answer = await Service.PostLines("/v1/events", lines);
            answer.Body.GetProperty("accepted").GetInt32().ShouldBe(lines.Length, answer.ToString());
            // The shortage is derived from the arrival, and follows it in the log.
            var last = (await Service.Get("/v1/audit/events")).Lines[^1].GetProperty("position").GetInt64();
            (await Service.Get($"/v1/exceptions?waitFor={last}")).Status.ShouldBe(200);
        }

        private static JsonObject Receive(string waybill, string account = "ACME", string destination = "CTU") =>
            Send.Received(new(2026, 1, 4, 9, 0, 0, TimeSpan.Zero), account: account, destination: destination, waybill: waybill);

        private static JsonObject Raise(string waybill, string id, string kind, DateTimeOffset at, string? responsible = null) =>
            Event(waybill, "exceptionRaised", at, new { exceptionId = id, kind, responsibleStation = responsible });

        private static JsonObject Event(string waybill, string type, DateTimeOffset at, object data) =>
            Send.Event(type, at, data, waybill: waybill);
    }
}
