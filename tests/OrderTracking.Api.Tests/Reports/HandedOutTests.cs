using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Reports;

/// <summary>Reports made, handed out, downloaded again, and due.</summary>
public class HandedOutTests(HandedOutTests.Fixture fixture) : IClassFixture<HandedOutTests.Fixture>
{
    private static readonly TimeSpan InShanghai = TimeSpan.FromHours(8);

    [Fact]
    public async Task the_daily_sheet_lists_what_was_raised_that_day_and_what_is_still_open()
    {
        var report = (await fixture.Service.Get("/v1/reports/daily-exceptions?account=DAILY&from=2026-11-20")).Body;

        var rows = report.GetProperty("sections")[0].GetProperty("rows").EnumerateArray().ToList();
        rows.Select(row => row.GetProperty("waybill").GetString()).ShouldBe(["D-OLD", "D-FIRST", "D-LAST"]);
        rows[1].GetRawText().ShouldBe(
            """{"waybill":"D-FIRST","orderNumber":null,"account":"DAILY","lane":"SHA~CTU","kind":"破损","stage":"干"""
            + """线","station":"SHA","responsibleStation":"WUH","pieces":2,"description":"=外箱破损","raisedAt":"2026-"""
            + """11-20T00:00:00+08:00","reportBackDueAt":"2026-11-20T04:00:00+08:00","reportedBackAt":null"""
            + ""","done":null,"verdict":"补录不计","status":"已处理","resolvedAt":"2026-11-21T00:00:00+08:00","cau"""
            + """se":"包装","loss":120.5,"behind":"/v1/waybills/D-FIRST/timeline"}""");
        report.GetProperty("definitions")[0].GetProperty("name").GetString().ShouldBe("report-back-4h");
        (report.GetProperty("from").GetString(), report.GetProperty("to").GetString(),
            report.GetProperty("position").GetInt64() > 0).ShouldBe(("2026-11-20", "2026-11-21", true));
        (await fixture.Service.Get("/v1/reports/daily-exceptions?from=2026-11-20")).Body.GetProperty("sections")[0].GetProperty("rows")
            .GetArrayLength().ShouldBeGreaterThan(3);
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    public async Task a_report_is_had_as_a_file_by_its_ending(string ending, string type)
    {
        var answer = await fixture.Service.Get($"/v1/reports/daily-exceptions.{ending}?account=DAILY&from=2026-11-20");

        (answer.Status, answer.ContentType).ShouldBe((200, type));
        answer.ContentHeaders.ContentDisposition!.FileNameStar.ShouldBe($"daily-exceptions-DAILY-2026-11-20.{ending}");
        if (ending == "csv") answer.Text.ShouldContain(",\"'=外箱破损\",");
    }

    [Theory]
    [InlineData("daily-exceptions?from=2026-11-31", "from")]
    [InlineData("daily-exceptions", "from")]
    [InlineData("weekly-account?account=ACME&from=2026-11-17", "from")]
    [InlineData("monthly-account?account=ACME&from=2026-11-02", "from")]
    [InlineData("weekly-account?from=2026-11-16", "account")]
    [InlineData("monthly-account.xlsx?from=2026-11-01", "account")]
    [InlineData("daily-exceptions?from=2026-11-20&lane=SHA~CTU", "lane")]
    [InlineData("handed-out?kind=yearly", "kind")]
    [InlineData("due?verdict=late-ish", "verdict")]
    public async Task a_report_with_invalid_parameters_is_a_bad_request(string path, string field)
    {
        var answer = await fixture.Service.Get($"/v1/reports/{path}");

        (answer.Status, answer.Field).ShouldBe((400, field));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task what_was_handed_out_is_had_again_byte_for_byte_whatever_happened_since(string format)
    {
        var account = $"KEEP-{format}";
        await fixture.Raise($"K-{format}-1", account, new(2026, 11, 20, 10, 0, 0, InShanghai));
        var handedOut = await fixture.HandOut($"daily-exceptions?account={account}&from=2026-11-20&format={format}");
        handedOut.Status.ShouldBe(201);
        var address = handedOut.Headers.Location!.ToString();
        var first = await fixture.Service.Http.GetByteArrayAsync(address, TestContext.Current.CancellationToken);

        await fixture.Raise($"K-{format}-2", account, new(2026, 11, 20, 11, 0, 0, InShanghai));
        await fixture.Service.Post("/v1/views/rebuild", null);
        var again = await fixture.Service.Get(address);

        again.Bytes.ShouldBe(first);
        Convert.ToHexStringLower(SHA256.HashData(again.Bytes)).ShouldBe(handedOut.Body.GetProperty("sha256").GetString());
        again.ETag.ShouldBe($"\"{handedOut.Body.GetProperty("sha256").GetString()}\"");
        var now = await fixture.Service
            .Get($"/v1/reports/daily-exceptions{(format == "json" ? "" : "." + format)}?account={account}&from=2026-11-20");
        (now.ContentType, now.Bytes.SequenceEqual(first)).ShouldBe((again.ContentType, false));
        var events = (await fixture.Service.Get("/v1/audit/events")).Lines
            .Where(line => line.GetProperty("type").GetString() == "reportHandedOut" && line.GetProperty("stream")
                .GetString() == $"account:{account}").ToList();
        events.Select(line => (line.GetProperty("id").GetString(), line.GetProperty("by").GetString(),
            line.GetProperty("data").GetProperty("sha256").GetString()))
            .ShouldBe([(handedOut.Body.GetProperty("id").GetString(), "anybody", handedOut.Body.GetProperty("sha256").GetString())]);
    }

    [Fact]
    public async Task handing_the_same_out_again_is_the_first_time()
    {
        await fixture.Raise("S-1", "SAME", new(2026, 11, 20, 10, 0, 0, InShanghai));
        const string Path = "daily-exceptions?account=SAME&from=2026-11-20&format=csv";

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.HandOut(Path)));
        var later = await fixture.HandOut(Path);

        answers.Select(answer => answer.Status).Order().ShouldBe([200, 200, 200, 201]);
        answers.Append(later).Select(answer => answer.Body.GetProperty("id").GetString() + answer.Body.GetProperty("sha256").GetString())
            .Distinct().Count().ShouldBe(1);
        (await fixture.Service.Get("/v1/reports/handed-out?account=SAME")).Items.Length.ShouldBe(1);

        await fixture.Raise("S-2", "SAME", new(2026, 11, 20, 12, 0, 0, InShanghai));
        (await fixture.HandOut(Path)).Status.ShouldBe(201);
        var listed = await fixture.Service.All("/v1/reports/handed-out?account=SAME&kind=daily-exceptions", limit: 1);
        listed.Count.ShouldBe(2);
        listed[1].GetProperty("content").GetString().ShouldBe(later.Headers.Location!.ToString());
        (await fixture.Service.All("/v1/reports/handed-out?account=SAME&kind=weekly-account")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_report_without_its_event_in_the_log_was_not_handed_out()
    {
        var id = Guid.NewGuid();
        await fixture.Sql($"""
            insert into tracking.handed_out (id, kind, account, "from", "to", format, made_at, position, by, sha256, content)
            values ('{id}', 'daily-exceptions', 'HALF', '2026-11-20', '2026-11-21', 'csv', now(), 1, 'wang', '00', '\x00')
            """);

        (await fixture.Service.Get($"/v1/reports/handed-out/{id}")).Status.ShouldBe(404);
        (await fixture.Service.Get("/v1/reports/handed-out?account=HALF")).Items.ShouldBeEmpty();
        (await fixture.Service.Get("/v1/reports/handed-out/nothing")).Code.ShouldBe("unknown-report");
    }

    [Fact]
    public async Task what_was_handed_out_cannot_be_changed_in_the_database()
    {
        await fixture.HandOut("daily-exceptions?account=FIXED&from=2026-11-20&format=csv");

        (await Should.ThrowAsync<Npgsql.PostgresException>(() =>
            fixture.Sql("update tracking.handed_out set content = '\\x00' where account = 'FIXED'"))).SqlState.ShouldBe("OT003");
        (await Should.ThrowAsync<Npgsql.PostgresException>(() =>
            fixture.Sql("delete from tracking.handed_out where account = 'FIXED'"))).SqlState.ShouldBe("OT003");
    }

    [Fact]
    public async Task what_a_report_asks_is_answered_as_of_one_position_while_views_move_on_and_are_rebuilt()
    {
        var (snapshots, exceptions) =
            (fixture.Service.Parts.GetRequiredService<IViewSnapshots>(), fixture.Service.Parts.GetRequiredService<IExceptionsView>());
        var filter = new ExceptionFilter(AccessScope.Everything, "SNAP", null, null, null, null, default, null, null);
        await fixture.Raise("N-1", "SNAP", new(2026, 11, 20, 10, 0, 0, InShanghai));

        var seen = await snapshots.Within(async position =>
        {
            // Sent over HTTP, on other connections than the snapshot's.
            await fixture.Raise("N-2", "SNAP", new(2026, 11, 20, 11, 0, 0, InShanghai));
            await fixture.Service.Post("/v1/views/exceptions/rebuild", null);
            await Task.Delay(1_500, CancellationToken.None);
            return (position, Rows: await exceptions.List(filter, 10, CancellationToken.None));
        }, CancellationToken.None);

        seen.Rows.Select(row => row.Waybill).ShouldBe(["N-1"]);
        var after = (await fixture.Service.Get("/v1/exceptions?account=SNAP")).Body;
        (after.GetProperty("items").GetArrayLength(), after.GetProperty("position").GetInt64() > seen.position).ShouldBe((2, true));
    }

    public sealed class Fixture : ServiceFixture
    {
        public async Task Raise(string waybill, string account, DateTimeOffset at, string kind = "damage", params object[] more)
        {
            var answer = await Service.PostLines("/v1/events",
            [
                Send.Received(at.AddDays(-1), account: account, waybill: waybill),
                Send.Event("exceptionRaised", at,
                    new { exceptionId = "A", kind, stage = "lineHaul", responsibleStation = "WUH", pieces = 2, description = "=外箱破损" },
                    waybill: waybill),
                .. more,
            ]);
            answer.Body.GetProperty("refused").GetInt32().ShouldBe(0, answer.ToString());
            (await Service.Get($"/v1/exceptions?limit=1&waitFor={answer.Position}")).Status.ShouldBe(200);
        }

        public Task<Answer> HandOut(string path) => Service.Post($"/v1/reports/{path}", [], null);

        public async Task Sql(string sql)
        {
            await using var source = Npgsql.NpgsqlDataSource.Create(ConnectionString);
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        protected override async Task Prepare()
        {
            var (begin, end) = (new DateTimeOffset(2026, 11, 20, 0, 0, 0, InShanghai),
                new DateTimeOffset(2026, 11, 21, 0, 0, 0, InShanghai));
            await Raise("D-OLD", "DAILY", begin.AddDays(-30), "delay");
            await Raise("D-DONE", "DAILY", begin.AddTicks(-10), "delay", Resolved("D-DONE", begin));
            await Raise("D-FIRST", "DAILY", begin, "damage", Resolved("D-FIRST", end));
            await Raise("D-LAST", "DAILY", end.AddTicks(-10), "loss");
            await Raise("D-NEXT", "DAILY", end, "loss");
            await Raise("O-1", "OTHER", begin, "loss");
        }

        private static JsonObject Resolved(string waybill, DateTimeOffset at) =>
            Send.Event("exceptionResolved", at, new { exceptionId = "A", cause = "packing", loss = 120.5m }, waybill: waybill);
    }
}
