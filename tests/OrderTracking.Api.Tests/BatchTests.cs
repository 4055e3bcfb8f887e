using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>A day's file over many waybills.</summary>
public class BatchTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly string prefix = $"B{Guid.NewGuid():n}"[..12].ToUpperInvariant();

    private RunningService Service => fixture.Service;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task each_line_gets_its_result_and_the_good_ones_are_recorded(bool asArray)
    {
        JsonObject[] lines =
        [
            Send.Received(At, waybill: prefix + "-1"), Send.Loaded(At.AddHours(1), 10, waybill: prefix + "-1"),
            Send.Loaded(At, 1, waybill: prefix + "-2"),
            Send.Signed(At, 11, waybill: prefix + "-1"), Send.Received(At, pieces: 0, waybill: prefix + "-3"),
            Send.Received(At, waybill: "?"),
        ];

        var answer = asArray ? await Service.Post("/v1/events", lines) : await Service.PostLines("/v1/events", lines);

        answer.Status.ShouldBe(200);
        Counts(answer).ShouldBe((2, 0, 1, 3));
        Results(answer, "status").ShouldBe(["accepted", "accepted", "held", "refused", "refused", "refused"]);
        Results(answer, "code")
            .ShouldBe([null, null, "unknown-waybill", "more-pieces-than-outstanding", "invalid-value", "invalid-waybill"]);
        Results(answer, "id").ShouldBe(lines.Select(line => line.Id()));
        answer.Body.GetProperty("results").EnumerateArray().Select(line => line.GetProperty("line").GetInt32())
            .ShouldBe([1, 2, 3, 4, 5, 6]);
        answer.Position.ShouldBe((await Service.Get($"/v1/waybills/{prefix}-1")).Position);
        (await Service.Get($"/v1/waybills/{prefix}-3")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task sent_again_everything_is_a_duplicate()
    {
        var lines = Enumerable.Range(0, 5000)
            .SelectMany(i => (JsonObject[])[Send.Received(At, waybill: $"{prefix}-{i}"),
                Send.Signed(At.AddDays(1), 10, waybill: $"{prefix}-{i}")]).ToList();

        var first = await Service.PostLines("/v1/events", lines);
        var second = await Service.PostLines("/v1/events", lines);

        Counts(first).ShouldBe((10_000, 0, 0, 0));
        Counts(second).ShouldBe((0, 10_000, 0, 0));
        second.Position.ShouldBe(first.Position);
        (await Service.Get($"/v1/audit/events?after={first.Position}")).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task lines_with_windows_ends_and_empty_lines_between_are_read()
    {
        var body = $"\n{Send.Received(At, waybill: prefix + "-1").ToJsonString()}\r\n"
            + $"\r\n{Send.Signed(At, 1, waybill: prefix + "-1").ToJsonString()}";

        Counts(await Service.Post("/v1/events", System.Text.Encoding.UTF8.GetBytes(body), RunningService.NdjsonType))
            .ShouldBe((2, 0, 0, 0));
    }

    [Fact]
    public async Task the_same_line_twice_in_a_batch_counts_once()
    {
        var line = Send.Received(At, waybill: prefix + "-1");

        var answer = await Service.PostLines("/v1/events", [line, line, line.With("occurredAt", "2026-01-05T10:00:00+08:00")]);

        Results(answer, "status").ShouldBe(["accepted", "duplicate", "refused"]);
        Results(answer, "code")[2].ShouldBe("id-reused");
    }

    [Fact]
    public async Task an_id_that_another_waybill_used_is_refused_and_its_neighbours_are_not()
    {
        var id = Guid.NewGuid();

        await Service.PostLines("/v1/events", [Send.Received(At, id: id, waybill: prefix + "-1")]);
        var answer = await Service.PostLines("/v1/events",
            [Send.Received(At, waybill: prefix + "-2"), Send.Received(At, id: id, waybill: prefix + "-3"),
                Send.Received(At, waybill: prefix + "-4")]);

        Results(answer, "status").ShouldBe(["accepted", "refused", "accepted"]);
        Results(answer, "code")[1].ShouldBe("id-reused");
    }

    [Fact]
    public async Task rollback_records_nothing_when_one_line_is_refused()
    {
        JsonObject[] lines = [Send.Received(At, waybill: prefix + "-1"), Send.Received(At, waybill: prefix + "-2"),
            Send.Signed(At, 11, waybill: prefix + "-2")];

        var answer = await Service.PostLines("/v1/events?onError=rollback", lines);

        (answer.Status, answer.Code).ShouldBe((422, "rolled-back"));
        Results(answer, "status").ShouldBe(["rolledBack", "rolledBack", "refused"]);
        (await Service.Get($"/v1/waybills/{prefix}-1")).Status.ShouldBe(404);
        (await Service.Get($"/v1/waybills/{prefix}-2")).Status.ShouldBe(404);
        (await Kept()).ShouldBeEmpty();
    }

    [Fact]
    public async Task rollback_does_not_hold_lines_of_unknown_waybills_either()
    {
        var answer = await Service.PostLines("/v1/events?onError=rollback",
            [Send.Received(At, waybill: prefix + "-1"), Send.Loaded(At, 1, waybill: prefix + "-2")]);

        (answer.Status, Counts(answer)).ShouldBe((422, (0, 0, 0, 1)));
        (await Kept()).ShouldBeEmpty();
    }

    [Fact]
    public async Task rollback_records_everything_when_nothing_is_refused()
    {
        JsonObject[] lines = [Send.Signed(At.AddHours(9), 10, waybill: prefix + "-1"), Send.Received(At, waybill: prefix + "-1"),
            Send.Received(At, waybill: prefix + "-2")];

        Counts(await Service.PostLines("/v1/events?onError=rollback", lines)).ShouldBe((3, 0, 0, 0));
        Counts(await Service.PostLines("/v1/events?onError=rollback", lines)).ShouldBe((0, 3, 0, 0));
    }

    [Fact]
    public async Task a_correction_and_its_replacement_may_stand_in_any_order()
    {
        var (wrong, right) = (Send.Received(At, waybill: prefix + "-1"), Send.Received(At, pieces: 12, waybill: prefix + "-1"));
        var correction = Send.Event("corrected", At.AddHours(1), new { eventId = wrong.Id(), reason = "件数录错", replacedBy = right.Id() },
            waybill: prefix + "-1");

        Counts(await Service.PostLines("/v1/events", [right, correction, wrong])).ShouldBe((3, 0, 0, 0));

        (await Service.Get($"/v1/waybills/{prefix}-1")).Body.GetProperty("pieces").GetInt32().ShouldBe(12);
    }

    [Fact]
    public async Task batches_that_overlap_and_run_at_once_record_each_event_once()
    {
        var lines = Enumerable.Range(0, 300).SelectMany(i => (JsonObject[])
        [
            Send.Received(At, waybill: $"{prefix}-{i}"), Send.Loaded(At.AddHours(1), 10, waybill: $"{prefix}-{i}"),
            Send.Signed(At.AddDays(1), 10, waybill: $"{prefix}-{i}"),
        ]).ToArray();
        var random = new Random(7);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
        {
            var mine = lines.ToArray();
            random.Shuffle(mine);
            return Service.PostLines("/v1/events", mine);
        }));

        foreach (var i in (int[])[0, 17, 150, 299])
            (await Service.Get($"/v1/waybills/{prefix}-{i}/events")).Items.Select(item => item.GetProperty("id").GetString()).Order()
                .ShouldBe(lines.Skip(3 * i).Take(3).Select(line => line.Id()).Order());
        (await Kept("status=held")).ShouldBeEmpty();
    }

    private async Task<List<JsonElement>> Kept(string? query = null) =>
        [.. (await Service.All(query is null ? "/v1/quarantine" : $"/v1/quarantine?{query}"))
            .Where(line => line.GetProperty("waybill").GetString()?.StartsWith(prefix, StringComparison.Ordinal) is true)];

    private static (int, int, int, int) Counts(Answer answer) =>
        (Count(answer, "accepted"), Count(answer, "duplicates"), Count(answer, "held"), Count(answer, "refused"));

    private static int Count(Answer answer, string name) => answer.Body.GetProperty(name).GetInt32();

    private static string?[] Results(Answer answer, string member) =>
        [.. answer.Body.GetProperty("results").EnumerateArray()
            .Select(line => line.TryGetProperty(member, out var value) ? value.GetString() : null)];
}
