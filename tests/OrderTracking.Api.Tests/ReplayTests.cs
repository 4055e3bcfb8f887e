using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Application.Replays;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Replays of figures by other rules, and of views, which finds rows that are not what the log says.</summary>
public class ReplayTests(ReplayTests.Fixture fixture) : IClassFixture<ReplayTests.Fixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task grace_moves_late_waybills_to_the_other_side()
    {
        var (replay, changed) = await Run(new { figure = "on-time-signed-gross", account = "R-ACME", rules = new { graceMinutes = 60 } });

        Sides(replay, "live").ShouldBe("late 2, onTime 1");
        Sides(replay, "replayed").ShouldBe("late 1, onTime 2");
        replay.GetProperty("result").GetProperty("replayed").GetProperty("rate").GetDecimal().ShouldBe(0.6667m);
        var one = changed.ShouldHaveSingleItem();
        one.GetProperty("waybill").GetString().ShouldBe("R-2");
        var difference = one.GetProperty("differences").EnumerateArray().Single();
        (difference.GetProperty("live").GetString(), difference.GetProperty("replayed").GetString()).ShouldBe(("late", "onTime"));
        replay.GetProperty("progress").GetProperty("eventsPerSecond").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task other_hours_of_a_lane_move_its_promises()
    {
        var (replay, changed) = await Run(new
        {
            figure = "on-time-signed-gross", lane = "SHA~WUH", rules = new { lanes = new[] { new { lane = "SHA~WUH", hours = 80 } } },
        });

        Sides(replay, "live").ShouldBe("late 1");
        Sides(replay, "replayed").ShouldBe("onTime 1");
        changed.Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["R-4"]);
    }

    [Fact]
    public async Task another_penalty_schedule_proposes_other_fines()
    {
        var (replay, _) = await Run(new
        {
            figure = "penalties", account = "R-ACME", rules = new { penalties = new[] { new { rule = "promise", fine = 70 } } },
        });

        Fines("live").ShouldBe(100);
        Fines("replayed").ShouldBe(140);

        decimal Fines(string side) => replay.GetProperty("result").GetProperty(side).GetProperty("fines").GetDecimal();
    }

    public static TheoryData<string> Figures => [.. Judgement.Names.Where(name => name != Judgement.Penalties)];

    [Theory]
    [MemberData(nameof(Figures))]
    public async Task each_figure_by_the_live_rules_is_the_live_one(string figure)
    {
        var (replay, changed) = await Run(new { figure, account = "R-FIG" });
        var total = (await Service.Get($"/v1/figures/{figure}?account=R-FIG")).Body.GetProperty("total");

        changed.ShouldBeEmpty();
        foreach (var side in (string[])["live", "replayed"])
        {
            var counted = replay.GetProperty("result").GetProperty(side);
            if (total.TryGetProperty("rate", out _)) Number(counted, "rate").ShouldBe(Number(total, "rate"), side);
            else
            {
                Number(counted, "rate").ShouldBeNull();
                foreach (var name in (string[])["stays", "mean", "median", "p90"])
                    Number(counted.GetProperty("times"), name).ShouldBe(Number(total, name), name);
            }
        }

        static decimal? Number(JsonElement of, string name) =>
            of.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDecimal() : null;
    }

    [Fact]
    public async Task grace_and_other_holidays_move_receipts_to_the_other_side()
    {
        var (live, changed) = await Run(new { figure = "receipt-timeliness", account = "R-FIG" });
        Sides(live, "live").ShouldBe("inTime 1, late 2, notDue 1");
        changed.ShouldBeEmpty();

        (live, changed) = await Run(new { figure = "receipt-timeliness", account = "R-FIG", rules = new { graceMinutes = 60 } });
        Sides(live, "replayed").ShouldBe("inTime 2, late 1, notDue 1");
        changed.Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["R-F2"]);

        (live, changed) = await Run(new
        {
            figure = "receipt-timeliness", account = "R-FIG",
            rules = new { calendars = new[] { new { calendar = "R-WORK", holidays = new[] { "2026-03-09", "2026-03-10" } } } },
        });
        Sides(live, "replayed").ShouldBe("inTime 3, notDue 1");
        changed.Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["R-F2", "R-F3"]);
    }

    [Fact]
    public async Task damage_is_replayed_by_pieces_and_by_waybills()
    {
        Sides((await Run(new { figure = "damage-pieces", account = "R-FIG" })).Replay, "live").ShouldBe("damaged 2, undamaged 38");
        Sides((await Run(new { figure = "damage-waybills", account = "R-FIG" })).Replay, "live").ShouldBe("damaged 1, undamaged 3");
    }

    [Fact]
    public async Task a_period_limits_a_figure()
    {
        var (replay, _) = await Run(new { figure = "on-time-signed-gross", account = "R-ACME", from = "2026-03-05", to = "2026-04-01" });

        Sides(replay, "live").ShouldBe("");
    }

    [Fact]
    public async Task views_by_the_live_rules_are_the_live_ones_until_a_row_is_changed()
    {
        var (replay, changed) = await Run(new { });
        changed.ShouldBeEmpty(replay.ToString());
        (await Readiness()).ShouldBe("ready");

        await fixture.Sql("update tracking.on_time set excused = not excused where waybill = 'R-1'");
        await fixture.Sql("delete from tracking.deadlines where waybill = 'R-3' and deadline = 'promise'");
        await fixture.Sql("insert into tracking.station_visits values ('R-2', 'NOWHERE', true)");
        try
        {
            (replay, changed) = await Run(new { });
            changed.Select(item => $"{item.GetProperty("waybill").GetString()} "
                + string.Join('+', item.GetProperty("differences").EnumerateArray().Select(of => of.GetProperty("of").GetString())))
                .ShouldBe(["R-1 OnTime", "R-2 StationVisits", "R-3 Deadlines"]);
            await Until(async () => await Readiness() == "degraded");
            (await Run(new { view = "OnTime" })).Changed.Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["R-1"]);
        }
        finally
        {
            await Rebuild();
        }
        (await Run(new { })).Changed.ShouldBeEmpty();
        await Until(async () => await Readiness() == "ready");
    }

    [Fact]
    public async Task a_row_of_a_case_that_is_changed_deleted_or_invented_raises_the_alarm()
    {
        var (replay, changed) = await Run(new { });
        (replay.GetProperty("progress").GetProperty("cases").GetInt64(), changed.Count).ShouldBe((3, 0));

        await fixture.Sql("update tracking.cases set row = jsonb_set(row, '{claim,paid}', '1') where stream = 'claim:R-C1'");
        await fixture.Sql("delete from tracking.cases where stream = 'claim:R-C2'");
        await fixture.Sql("delete from tracking.station_visits where waybill = 'inquiry:R-C3'");
        await fixture.Sql("insert into tracking.cases select 'claim:R-C9', kind, 'R-C9', account, station, status, opened_at, closed_at, "
            + "due_at, next_due_at, row from tracking.cases where stream = 'claim:R-C1'");
        try
        {
            (_, changed) = await Run(new { });
            changed.Select(item => $"{item.GetProperty("case").GetString()} {item.GetProperty("differences")[0].GetProperty("of")}")
                .ShouldBe(["claim:R-C1 Cases", "claim:R-C2 Cases", "claim:R-C9 Cases", "inquiry:R-C3 StationVisits"]);
            await Until(async () => await Readiness() == "degraded");
            (await Run(new { view = "Cases" })).Changed.Count.ShouldBe(3);
            (await Run(new { view = "OnTime" })).Changed.ShouldBeEmpty();
        }
        finally
        {
            await Rebuild();
        }
        (await Run(new { })).Changed.ShouldBeEmpty();
        await Until(async () => await Readiness() == "ready");
    }

    [Fact]
    public async Task a_sum_that_is_not_that_of_its_rows_raises_the_alarm()
    {
        var (replay, changed) = await Run(new { });
        (Sums(replay), changed.Count).ShouldBe((0, 0));

        await fixture.Sql("update tracking.on_time_rollup set signed_kept = signed_kept + 1 where scope = 'account' and key = 'R-ACME' "
            + "and grain = 'day'");
        await fixture.Sql("delete from tracking.deadlines_rollup where scope = 'all' and grain = 'month'");
        await fixture.Sql("insert into tracking.receipts_rollup values ('lane', 'A~B', 'month', '2026-01-01', 1, 0, 0, 0, 0, 0, 0)");
        try
        {
            (replay, changed) = await Run(new { });
            changed.ShouldBeEmpty();
            Sums(replay).ShouldBeGreaterThan(2);
            var named = replay.GetProperty("result").GetProperty("sums").EnumerateArray()
                .Select(sum => string.Join(' ', ((string[])["view", "scope", "key", "grain", "day", "rule"])
                    .Select(name => sum.GetProperty(name).GetString()))).ToList();
            named.ShouldContain("OnTime account R-ACME day 2026-03-03 ");
            named.ShouldContain("Deadlines all  month 2026-03-01 sorting");
            named.ShouldContain("Receipts lane A~B month 2026-01-01 ");
            Sums((await Run(new { view = "Volumes" })).Replay).ShouldBe(0);
            await Until(async () => await Readiness() == "degraded");
        }
        finally
        {
            await Rebuild();
        }
        Sums((await Run(new { })).Replay).ShouldBe(0);
        await Until(async () => await Readiness() == "ready");

        static long Sums(JsonElement replay) => replay.GetProperty("progress").GetProperty("sums").GetInt64();
    }

    [Fact]
    public async Task a_cancelled_replay_is_over_and_forgets_what_it_found()
    {
        var path = await Ask(new { figure = "on-time-signed-gross" });
        var cancelled = await Service.Send(new(HttpMethod.Delete, path));

        cancelled.Status.ShouldBe(200, cancelled.ToString());
        cancelled.Body.GetProperty("status").GetString().ShouldBeOneOf("cancelled", "done");
        (await Service.Get(path)).Body.GetProperty("changed").GetArrayLength().ShouldBe(0);
        (await Service.Get("/v1/audit/replays/0")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task its_progress_comes_over_the_feed_of_whoever_asked_alone()
    {
        var asking = Service.As(Tokens.Caller("replay-auditor", [Role.Auditor]));
        await using var own = await FeedListener.Open(asking);
        await using var other = await FeedListener.Open(Service.As(Tokens.Caller("other-auditor", [Role.Auditor])));
        var path = (await asking.Post("/v1/audit/replays", new { figure = "report-back" })).Headers.Location!.ToString();

        while (await own.NextItem() is { } item)
            if (item.EventType == "replay" && JsonNode.Parse(item.Data)!["status"]!.GetValue<string>() == "done")
            {
                path.ShouldEndWith(JsonNode.Parse(item.Data)!["id"]!.GetValue<string>());
                break;
            }
        await other.NextItem();
        await other.NextItem();
        other.LastId.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"figure":"none"}""", "figure")]
    [InlineData("""{"view":"none"}""", "view")]
    [InlineData("""{"figure":"on-time-signed-gross","view":"OnTime"}""", "view")]
    [InlineData("""{"rules":{"graceMinutes":5}}""", "figure")]
    [InlineData("""{"figure":"on-time-signed-gross","rules":{"graceMinutes":-1}}""", "rules.graceMinutes")]
    [InlineData("""{"figure":"report-back","rules":{"clockStop":"arrived"}}""", "rules.clockStop")]
    [InlineData("""{"figure":"on-time-signed-gross","from":"2026-03-05","to":"2026-03-05"}""", "to")]
    [InlineData("""{"figure":"on-time-signed-gross","rules":{"lanes":[{"lane":"A~B","hours":5}]}}""", "rules.lanes")]
    [InlineData("""{"figure":"on-time-signed-gross","rules":{"lanes":[null]}}""", "rules.lanes")]
    [InlineData("""{"figure":"on-time-signed-gross","rules":{"calendars":[{"calendar":"none"}]}}""", "rules.calendars")]
    [InlineData("""{"figure":"penalties","rules":{"penalties":[{"rule":"sorting","fine":5}]}}""", "rules.penalties")]
    public async Task what_cannot_be_replayed_is_refused(string body, string field)
    {
        var refused = await Service.Post("/v1/audit/replays", JsonNode.Parse(body));

        refused.Status.ShouldBeInRange(400, 422, refused.ToString());
        refused.Field.ShouldBe(field, refused.ToString());
    }

    [Fact]
    public async Task the_views_are_checked_once_a_day()
    {
        // Noon of the company's day after the next, because the check is made at 03:00, and none of days before the node leads.
        fixture.Clock.Now = new(DateTime.UtcNow.Date.AddDays(2).AddHours(4), TimeSpan.Zero);
        try
        {
            await Until(async () => (await Service.Get("/v1/audit/replays?limit=1000")).Items.Any(item =>
                item.GetProperty("askedBy").GetString() == "clock" && item.GetProperty("status").GetString() == "done"));
        }
        finally
        {
            fixture.Clock.Now = null;
        }
    }

    private async Task Rebuild()
    {
        var before = (await Service.Get("/v1/views")).Items.Select(view => view.GetProperty("lastRebuild").GetRawText()).ToList();
        (await Service.Post("/v1/views/rebuild", [], null)).Status.ShouldBe(202);
        await Until(async () => (await Service.Get("/v1/views")).Items.Select(view => view.GetProperty("lastRebuild").GetRawText())
            .Zip(before).All(pair => pair.First != pair.Second));
    }

    private async Task<string> Readiness() => (await Service.Get("/health/ready")).Body.GetProperty("status").GetString()!;

    private async Task<string> Ask(object request)
    {
        var asked = await Service.Post("/v1/audit/replays", request);
        asked.Status.ShouldBe(202, asked.ToString());
        return asked.Headers.Location!.ToString();
    }

    private async Task<(JsonElement Replay, List<JsonElement> Changed)> Run(object request)
    {
        var path = await Ask(request);
        JsonElement replay = default;
        await Until(async () =>
        {
            replay = (await Service.Get($"{path}?limit=1")).Body.GetProperty("replay");
            return replay.GetProperty("status").GetString() is not ("waiting" or "running");
        });
        replay.GetProperty("status").GetString().ShouldBe("done", replay.ToString());
        var changed = new List<JsonElement>();
        for (string? next = ""; next is not null;)
        {
            var page = (await Service.Get($"{path}?limit=1{(next.Length == 0 ? "" : $"&after={next}")}")).Body;
            changed.AddRange(page.GetProperty("changed").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }
        return (replay, changed);
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        var until = DateTime.UtcNow.AddSeconds(60);
        while (!await isSo())
        {
            (DateTime.UtcNow < until).ShouldBeTrue("not within a minute");
            await Task.Delay(100);
        }
    }

    private static string Sides(JsonElement replay, string side) => string.Join(", ",
        replay.GetProperty("result").GetProperty(side).GetProperty("sides").EnumerateObject()
            .OrderBy(of => of.Name, StringComparer.Ordinal).Select(of => $"{of.Name} {of.Value}"));

    public sealed class Fixture : ServiceFixture
    {
        public async Task Sql(string sql)
        {
            await using var source = NpgsqlDataSource.Create(ConnectionString);
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        protected override async Task Prepare()
        {
            await Reference("laneStandardSet", new { origin = "SHA", destination = "WUH", hours = 40 });
            await Reference("penaltyScheduleSet", new { rule = "promise", fine = 50, effectiveFrom = "2026-01-01" });
            var promised = At.AddHours(30);
            await Record("R-1", Send.Received(At, 1, "R-ACME", promisedAt: promised), Send.Signed(promised.AddMinutes(-5), 1));
            await Record("R-2", Send.Received(At, 1, "R-ACME", promisedAt: promised), Send.Signed(promised.AddMinutes(60), 1));
            await Record("R-3", Send.Received(At, 1, "R-ACME", promisedAt: promised), Send.Signed(promised.AddMinutes(61), 1));
            var last = await Record("R-4", Send.Received(At, 1, "R-LANE", destination: "WUH"),
                Send.Event("pickedUp", At.AddHours(1), new { pieces = 1 }), Send.Signed(At.AddHours(60), 1, "WUH"));
            await Service.Get($"/v1/on-time?waitFor={last}");
            await PrepareFigures();
            foreach (var number in (string[])["R-C1", "R-C2"])
                await RecordOf($"claims/{number}", Send.Event("claimFiled", At, new { account = "R-ACME", amount = 10 }));
            last = await RecordOf("inquiries/R-C3", Send.Event("inquiryReceived", At,
                new { account = "R-ACME", channel = "hotline", topic = "business" }));
            await Service.Get($"/v1/claims?waitFor={last}");
        }

        // Something of each figure: receipts in time, late by half an hour, outstanding and not due; damage; stays; reports back.
        private async Task PrepareFigures()
        {
            await Reference("calendarSet", new { calendar = "R-WORK" });
            await Reference("accountSet", new { account = "R-FIG", calendar = "R-WORK", receiptDays = 2 });
            for (var i = 1; i <= 4; i++)
            {
                var last = await Record($"R-F{i}", Send.Received(At, 10, "R-FIG", copies: 1, promisedAt: At.AddHours(50)),
                    Send.Loaded(At.AddHours(3 * i), 10), Send.Arrived(At.AddHours(30 + i), 10));
                if (i < 4) last = await Record($"R-F{i}", Send.Signed(At.AddDays(4), 10));
                await Service.Get($"/v1/receipts?waitFor={last}");
            }
            var receipt = (await Service.Get("/v1/receipts?waybill=R-F1")).Items.Single();
            var due = receipt.GetProperty("dueAt").GetDateTimeOffset();
            await Record("R-F1", Send.Event("receiptReturned", due.AddHours(-1)));
            await Record("R-F2", Send.Event("receiptReturned", due.AddMinutes(30)));
            await Record("R-F3", Send.Event("receiptReturned", due.AddHours(20)));
            await Record("R-F4", Send.Event("exceptionRaised", At.AddHours(4), new { exceptionId = "R-X", kind = "damage", pieces = 2 }));
            var end = await Record("R-F4",
                Send.Event("exceptionReportedBack", At.AddHours(5), new { exceptionId = "R-X", report = "已处理" }));
            await Service.Get($"/v1/on-time?waitFor={end}");
        }

        private async Task Reference(string type, object data)
        {
            var answer = await Service.Post("/v1/reference/events", Send.Event(type, At.AddDays(-30), data, station: "HQ"));
            answer.Status.ShouldBeLessThan(300, answer.ToString());
        }

        private Task<long> Record(string waybill, params JsonObject[] events) => RecordOf($"waybills/{waybill}", events);

        private async Task<long> RecordOf(string stream, params JsonObject[] events)
        {
            var answer = await Service.Post($"/v1/{stream}/events", events);
            answer.Status.ShouldBeLessThan(300, answer.ToString());
            return answer.Position;
        }
    }
}
