using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

public abstract class AppendContract<TEngine> : Contract<TEngine> where TEngine : EngineUnderTest, new()
{
    [Fact]
    public async Task the_first_append_to_a_stream_gets_version_1_and_each_further_event_the_next()
    {
        var first = await Node.Append("ZB1", 0, Sample.Notes(3));
        var second = await Node.Append("ZB1", 3, Sample.Notes(2));

        first.Status.ShouldBe(AppendStatus.Appended);
        second.Status.ShouldBe(AppendStatus.Appended);
        (await Read("ZB1")).Events.Select(entry => entry.Version).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task positions_follow_each_other_without_a_gap_over_streams()
    {
        List<long> positions = [];
        for (var i = 0; i < 5; i++) positions.Add((await Node.Append($"ZB{i}", 0, Sample.Notes(i + 1))).FirstPosition);

        positions.ShouldBe([positions[0], positions[0] + 1, positions[0] + 3, positions[0] + 6, positions[0] + 10]);
        (await Node.WholeLog(Stop)).Select(entry => entry.Entry.Position).ShouldBe(Enumerable.Range(0, 15).Select(i => positions[0] + i));
    }

    [Fact]
    public async Task several_streams_are_appended_together_in_the_order_given()
    {
        await Node.Append("ZB2", 0, Sample.Notes(2));
        NewEvent[] one = Sample.Notes(2), two = Sample.Notes(1), three = Sample.Notes(3);

        var result = await Node.Log.Append([new("ZB1", 0, one), new("ZB2", 2, two), new("ZB3", 0, three)], Stop);

        result.Status.ShouldBe(AppendStatus.Appended);
        var log = (await Node.WholeLog(Stop)).Where(entry => entry.Entry.Position >= result.FirstPosition).ToList();
        log.Select(entry => (entry.Stream, entry.Entry.Id, entry.Entry.Position - result.FirstPosition, entry.Entry.Version)).ShouldBe(
        [
            ("ZB1", one[0].Id, 0, 1), ("ZB1", one[1].Id, 1, 2), ("ZB2", two[0].Id, 2, 3),
            ("ZB3", three[0].Id, 3, 1), ("ZB3", three[1].Id, 4, 2), ("ZB3", three[2].Id, 5, 3),
        ]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 7)]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    [InlineData(5, 0)]
    [InlineData(5, 3)]
    [InlineData(5, 4)]
    [InlineData(5, 6)]
    [InlineData(5, 100)]
    [InlineData(40, 39)]
    [InlineData(40, 41)]
    public async Task an_append_on_another_version_than_the_streams_is_a_conflict_and_changes_nothing(int length, long expected)
    {
        if (length > 0) await Node.Append("ZB1", 0, Sample.Notes(length));

        (await Node.Append("ZB1", expected, Sample.Notes(2))).Status.ShouldBe(AppendStatus.Conflict);

        (await Read("ZB1")).Version.ShouldBe(length);
        (await Node.Append("ZB1", length, Sample.Notes(1))).Status.ShouldBe(AppendStatus.Appended);
    }

    [Theory]
    [InlineData("ZB1")]
    [InlineData("ZB2")]
    public async Task an_id_that_is_in_the_log_is_taken_in_whatever_stream(string stream)
    {
        var known = Sample.Notes(1);
        await Node.Append("ZB1", 0, known);

        var result = await Node.Append(stream, (await Read(stream)).Version,
            [.. Sample.Notes(1), known[0] with { Event = Sample.Loaded() }]);

        result.Status.ShouldBe(AppendStatus.IdTaken);
        (await Node.WholeLog(Stop)).ShouldHaveSingleItem().Entry.ShouldBe(known[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task one_stream_that_cannot_be_appended_keeps_the_others_of_its_append_out(bool taken)
    {
        var known = Sample.Notes(1);
        await Node.Append("ZB1", 0, known);

        var result = await Node.Log.Append([new("ZB2", 0, Sample.Notes(2)), taken ? new("ZB3", 0, known) : new("ZB1", 5, Sample.Notes(1))],
            Stop);

        result.Status.ShouldBe(taken ? AppendStatus.IdTaken : AppendStatus.Conflict);
        (await Node.WholeLog(Stop)).Count.ShouldBe(1);
        (await Read("ZB2")).Version.ShouldBe(0);
    }

    [Fact]
    public async Task appends_that_fail_beside_good_ones_fail_alone()
    {
        var known = Sample.Notes(1);
        await Node.Append("ZB-OLD", 0, known);

        for (var round = 0; round < 10; round++)
        {
            var appends = Enumerable.Range(0, 60).Select(i => (Kind: i % 3, Append: (i % 3) switch
            {
                0 => Node.Append($"ZB-{round}-{i}", 0, Sample.Notes(1 + (i % 4))),
                1 => Node.Append($"ZB-{round}-{i}", 0, [.. Sample.Notes(1), known[0]]),
                _ => Node.Append("ZB-OLD", 9, Sample.Notes(1)),
            })).ToList();
            foreach (var (kind, append) in appends)
                (await append).Status
                    .ShouldBe(kind switch { 0 => AppendStatus.Appended, 1 => AppendStatus.IdTaken, _ => AppendStatus.Conflict });
        }
        (await Node.WholeLog(Stop)).Count.ShouldBe(1 + (10 * Enumerable.Range(0, 20).Sum(i => 1 + (i * 3 % 4))));
    }

    [Fact]
    public async Task of_three_appends_on_one_version_one_succeeds()
    {
        var other = await Engine.OpenNode();
        for (var version = 0; version < 20; version++)
        {
            var both = await Task.WhenAll(Node.Append("ZB1", version, Sample.Notes(1)), other.Append("ZB1", version, Sample.Notes(1)),
                Node.Append("ZB1", version, Sample.Notes(1)));
            both.Select(result => result.Status).Order().ShouldBe([AppendStatus.Appended, AppendStatus.Conflict, AppendStatus.Conflict]);
        }
        (await Read("ZB1")).Version.ShouldBe(20);
    }

    [Fact]
    public async Task of_three_appends_with_one_id_one_succeeds()
    {
        var other = await Engine.OpenNode();
        for (var round = 0; round < 20; round++)
        {
            var same = Sample.Notes(1);
            var both = await Task.WhenAll(Node.Append($"ZB-A{round}", 0, same), other.Append($"ZB-B{round}", 0, same),
                Node.Append($"ZB-C{round}", 0, same));
            both.Select(result => result.Status).Order().ShouldBe([AppendStatus.Appended, AppendStatus.IdTaken, AppendStatus.IdTaken]);
        }
        (await Node.WholeLog(Stop)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task an_event_that_cannot_be_stored_fails_and_the_ones_appended_beside_it_do_not()
    {
        for (var round = 0; round < 10; round++)
        {
            var twice = Sample.Notes(1);
            var bad = Node.Append($"ZB-BAD-{round}", 0, [twice[0], twice[0]]);
            var stranger = Node.Append($"ZB-STRANGE-{round}", 0,
                Sample.New(new NotAnEventOfThisService { OccurredAt = Sample.Noon, Station = "SHA", By = "x" }));
            var nul = Node.Append($"ZB-NUL-{round}", 0, Sample.Notes(1)[0] with { Correlation = "a\0b" });
            var good = Enumerable.Range(0, 20).Select(i => Node.Append($"ZB-GOOD-{round}-{i}", 0, Sample.Notes(2))).ToList();

            foreach (var append in good) (await append).Status.ShouldBe(AppendStatus.Appended);
            foreach (var append in new[] { bad, stranger, nul }) await Should.ThrowAsync<Exception>(append);
        }
        var log = await Node.WholeLog(Stop);
        log.Count.ShouldBe(10 * 20 * 2);
        log.ShouldAllBe(entry => entry.Stream.StartsWith("ZB-GOOD"));
        (await Node.Append("ZB-AFTER", 0, Sample.Notes(1))).Status.ShouldBe(AppendStatus.Appended);
    }

    [Fact]
    public async Task a_cancelled_append_does_not_block_the_others()
    {
        using var impatient = new CancellationTokenSource();
        var left = Node.Log.Append([new("ZB1", 0, Sample.Notes(1))], impatient.Token);
        await impatient.CancelAsync();
        await Task.WhenAny(left);

        (await Node.Append("ZB2", 0, Sample.Notes(1))).Status.ShouldBe(AppendStatus.Appended);
    }

    private async Task<History> Read(string waybill) => (await Node.Log.Read([waybill], Stop)).Single();

    private sealed record NotAnEventOfThisService : WaybillEvent;
}
