using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Reports;

/// <summary>Reports as deadlines: met, late, or missed, which the clock records once.</summary>
public class DueReportTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("Asia/Shanghai")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Europe/Berlin")]
    public async Task a_weekly_report_is_in_time_until_monday_16_00_of_the_company_then_late_or_missed(string zone)
    {
        await using var running = await ServiceOnDatabase.StartAsync(zone);
        var company = new Company(TimeZoneInfo.FindSystemTimeZoneById(zone));
        // In this week daylight saving time ends in Germany.
        var due = company.At(new(2026, 10, 26), new(16, 0));
        await running.At(company.At(new(2026, 10, 21), new(9, 0)));
        await RecordReference(running.Service, running.Clock.GetUtcNow(), "ACME", "BETA", "GAMA");

        await running.At(due);
        (await HandOut(running.Service, "ACME", "2026-10-19")).Status.ShouldBe(201);
        await running.At(due.AddSeconds(1));
        var missed = await Missed(running.Service, 2);
        await running.At(due.AddDays(1));
        (await HandOut(running.Service, "BETA", "2026-10-19")).Status.ShouldBe(201);

        missed.Select(one =>
            $"{one.GetProperty("stream")} {one.GetProperty("occurredAt").GetDateTimeOffset().UtcDateTime:s} {one.GetProperty("source")}")
            .ShouldBe([$"account:BETA {due.UtcDateTime:s} clock", $"account:GAMA {due.UtcDateTime:s} clock"]);
        missed[0].GetProperty("data").GetRawText()
            .ShouldBe($$"""{"report":"weeklyAccount","from":"2026-10-19","to":"2026-10-26","dueAt":"""
                + $$"""{{missed[0].GetProperty("data").GetProperty("dueAt").GetRawText()}},"account":"BETA"}""");
        (await Due(running.Service)).ShouldBe(
        [
            $"ACME weekly-account 2026-10-19 {due:HH:mm} met False", $"BETA weekly-account 2026-10-19 {due:HH:mm} late True",
            $"GAMA weekly-account 2026-10-19 {due:HH:mm} missed True",
            "ACME weekly-account 2026-10-26 16:00 open False", "BETA weekly-account 2026-10-26 16:00 open False",
            "GAMA weekly-account 2026-10-26 16:00 open False",
        ]);
        (await Due(running.Service, "?account=BETA&verdict=late")).Count.ShouldBe(1);
        (await Missed(running.Service, 2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task what_fell_due_while_nobody_ran_is_missed_with_its_true_due_time_and_once_for_two_nodes()
    {
        await using var database = await TestDatabase.CreateAsync();
        var company = new Company(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        var now = DateTimeOffset.UtcNow;
        await using (var before = await RunningService.StartAsync(database.ConnectionString)) await RecordReference(before, now, "ACME");

        var later = new TestClock { Now = now.AddDays(22) };
        await using var one = await RunningService.StartAsync(database.ConnectionString, later);
        await using var other = await RunningService.StartAsync(database.ConnectionString, later);
        var period = ReportPeriod.Of(ReportKind.WeeklyAccount, company.Day(now));
        var expected = new List<DateTime>();
        for (; period.DueAt(AccountTier.Key, company) < later.Now; period = period.Next())
            expected.Add(period.DueAt(AccountTier.Key, company)!.Value.UtcDateTime);

        expected.Count.ShouldBeInRange(3, 4);
        (await Missed(one, expected.Count)).Select(missed => missed.GetProperty("occurredAt").GetDateTimeOffset().UtcDateTime)
            .ShouldBe(expected);
        await Task.Delay(1_000, TestContext.Current.CancellationToken);
        (await Missed(other, expected.Count)).Count.ShouldBe(expected.Count);
    }

    private static async Task RecordReference(RunningService service, DateTimeOffset at, params string[] accounts)
    {
        var answer = await service.Post("/v1/reference/events",
            accounts.Select(account => Send.Event("accountSet", at, new { account, tier = "key", reports = new[] { "weeklyAccount" } })));
        answer.Status.ShouldBe(201, answer.ToString());
    }

    private static Task<Answer> HandOut(RunningService service, string account, string from) =>
        service.Post($"/v1/reports/weekly-account?account={account}&from={from}&format=xlsx", [], null);

    private static async Task<List<string>> Due(RunningService service, string query = "") =>
    [
        .. (await service.Get($"/v1/reports/due{query}")).Items.Select(row =>
            $"{row.GetProperty("account")} {row.GetProperty("report")} {row.GetProperty("from")} "
            + $"{row.GetProperty("dueAt").GetDateTimeOffset():HH:mm} {row.GetProperty("verdict")} {row.GetProperty("raised")}"),
    ];

    /// <summary>The missed reports that the clock has recorded, once there are so many or the time is up.</summary>
    private static async Task<List<JsonElement>> Missed(RunningService service, int count)
    {
        var until = DateTime.UtcNow + Timeout;
        while (true)
        {
            var missed = (await service.Get("/v1/audit/events")).Lines.Where(line => line.GetProperty("type").GetString() == "reportMissed")
                .ToList();
            if (missed.Count >= count || DateTime.UtcNow > until) return missed;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
