using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
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
        await fixture.Sql("delete from tracking.remarks where waybill = 'R-3'");
        await fixture.Sql("insert into tracking.station_visits values ('R-2', 'NOWHERE', true)");
        try
        {
            (replay, changed) = await Run(new { });
            changed.Select(item => $"{item.GetProperty("waybill").GetString()} "
                + string.Join('+', item.GetProperty("differences").EnumerateArray().Select(of => of.GetProperty("of").GetString())))
                .ShouldBe(["R-1 OnTime", "R-2 StationVisits", "R-3 Remarks"]);
            await Until(async () => await Readiness() == "degraded");
            (await Run(new { view = "OnTime" })).Changed.Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["R-1"]);
        }
        finally
        {
            var before = (await Service.Get("/v1/views")).Items.Select(view => view.GetProperty("lastRebuild").GetRawText()).ToList();
            (await Service.Post("/v1/views/rebuild", [], null)).Status.ShouldBe(202);
            await Until(async () => (await Service.Get("/v1/views")).Items.Select(view => view.GetProperty("lastRebuild").GetRawText())
                .Zip(before).All(pair => pair.First != pair.Second));
        }
        (await Run(new { })).Changed.ShouldBeEmpty();
        await Until(async () => await Readiness() == "ready");
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
        // No check is made of days before the node leads.
        fixture.Clock.Now = DateTimeOffset.UtcNow.AddDays(2);
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
        }

        private async Task Reference(string type, object data)
        {
            var answer = await Service.Post("/v1/reference/events", Send.Event(type, At.AddDays(-30), data, station: "HQ"));
            answer.Status.ShouldBeLessThan(300, answer.ToString());
        }

        private async Task<long> Record(string waybill, params JsonObject[] events)
        {
            var answer = await Service.Post($"/v1/waybills/{waybill}/events", events);
            answer.Status.ShouldBeLessThan(300, answer.ToString());
            return answer.Position;
        }
    }
}
