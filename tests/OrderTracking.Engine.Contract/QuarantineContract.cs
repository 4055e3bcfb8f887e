using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

public abstract class QuarantineContract<TEngine> : Contract<TEngine> where TEngine : EngineUnderTest, new()
{
    [Fact]
    public async Task a_line_is_kept_as_it_came()
    {
        var id = Guid.NewGuid();
        byte[] bytes = [0xFF, 0x00, .. "{\"坏\": "u8, 0x0A];
        await Node.Quarantine
            .Keep([new(bytes, "ZB-1", id, QuarantineStatus.Refused, "invalid-utf8", "data.x", "UTF-8", new("branch-7", "批次-7"), "CTU")],
                Stop);
        await Node.Quarantine.Keep([new([1, 2], null, null, QuarantineStatus.Refused, "invalid-json", "", "JSON", new("branch-7"), null)],
            Stop);

        var lines = await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop);

        lines.Count.ShouldBe(2);
        var (line, stored) = (lines[1].Line, lines[1]);
        line.Line.ShouldBe(bytes);
        (line.Waybill, line.EventId, line.Status, line.Code, line.Field,
            line.Expected).ShouldBe(("ZB-1", id, QuarantineStatus.Refused, "invalid-utf8", "data.x", "UTF-8"));
        (line.Station, line.Origin.Sender).ShouldBe(("CTU", "branch-7"));
        stored.Settled.ShouldBeNull();
        (lines[0].Line.Waybill, lines[0].Line.EventId, lines[0].Line.Station).ShouldBe((null, null, null));
        lines.Select(each => each.Line.Origin).ShouldBe([new("branch-7"), new("branch-7", "批次-7")]);
        (await Node.Quarantine.Find(QuarantineScope.Everything, stored.Id, Stop))!.Line.Line.ShouldBe(bytes);
        (await Node.Quarantine.Find(QuarantineScope.Everything, stored.Id + 1_000, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task a_line_of_a_case_is_kept_with_its_case_and_found_by_it()
    {
        await Node.Quarantine.Keep(
            [new([1], null, null, QuarantineStatus.Refused, "unknown-case", "case", "a case", new("desk"), null, Case: "claim:CL-1")],
            Stop);

        var line = (await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop)).ShouldHaveSingleItem().Line;
        (line.Waybill, line.Case).ShouldBe((null, "claim:CL-1"));
        (await Node.Quarantine.OfStream("claim:CL-1", Stop)).Count.ShouldBe(1);
        (await Node.Quarantine.OfStream("CL-1", Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_same_line_is_not_kept_twice()
    {
        for (var i = 0; i < 3; i++)
            (await Node.Quarantine.Keep([Held("ZB-1", "a"), Held("ZB-1", "b"), Held("ZB-1", "a")], Stop)).Received.ShouldBeEmpty();

        (await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_line_is_seen_by_its_sender_and_at_its_station_and_by_whoever_sees_everything()
    {
        await Node.Quarantine.Keep([Of("1", "SHA", "li"), Of("2", "CTU", "li"), Of("3", "CTU", "wang"), Of("4", null, "wang")], Stop);
        // A line that another sender sent before is also kept for this sender.
        await Node.Quarantine.Keep([Of("1", "SHA", "wang")], Stop);
        var all = await Seen(QuarantineScope.Everything);
        all.Select(Text).ShouldBe(["1", "4", "3", "2", "1"]);

        (await Seen(new("li", []))).Select(Text).ShouldBe(["2", "1"]);
        (await Seen(new("wang", []))).Select(Text).ShouldBe(["1", "4", "3"]);
        (await Seen(new("zhao", ["CTU"]))).Select(Text).ShouldBe(["3", "2"]);
        (await Seen(new("li", ["CTU", "XIY"]))).Select(Text).ShouldBe(["3", "2", "1"]);
        (await Seen(new("zhao", []))).ShouldBeEmpty();
        foreach (var scope in new[] { new QuarantineScope("li", []), new("zhao", ["CTU"]), new("zhao", []) })
        {
            var found = new List<long>();
            foreach (var stored in all)
                if (await Node.Quarantine.Find(scope, stored.Id, Stop) is not null) found.Add(stored.Id);
            found.ShouldBe((await Seen(scope)).Select(stored => stored.Id));
        }

        Task<IReadOnlyList<StoredQuarantinedLine>> Seen(QuarantineScope scope) => Node.Quarantine.List(scope, null, null, null, 100, Stop);
        static string Text(StoredQuarantinedLine stored) => Encoding.UTF8.GetString(stored.Line.Line);
        static QuarantinedLine Of(string line, string? station, string sender) =>
            Refused(line, "code") with { Station = station, Origin = new(sender) };
    }

    [Fact]
    public async Task the_list_is_newest_first_and_goes_by_status_code_and_pages()
    {
        await Node.Quarantine
            .Keep([.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? Held("ZB-1", $"{i}") : Refused($"{i}", $"code-{i % 3}"))], Stop);

        var all = await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 100, Stop);
        all.Select(stored => Encoding.UTF8.GetString(stored.Line.Line)).ShouldBe(Enumerable.Range(0, 10).Reverse().Select(i => $"{i}"));
        (await Node.Quarantine.List(QuarantineScope.Everything, QuarantineStatus.Held, null, null, 100, Stop)).Count.ShouldBe(5);
        (await Node.Quarantine.List(QuarantineScope.Everything, QuarantineStatus.Refused, "code-0", null, 100, Stop))
            .Select(stored => Encoding.UTF8.GetString(stored.Line.Line)).ShouldBe(["9", "3"]);
        var page = await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 4, Stop);
        var next = await Node.Quarantine.List(QuarantineScope.Everything, null, null, page[^1].Id, 4, Stop);
        page.Concat(next).Select(stored => stored.Id).ShouldBe(all.Take(8).Select(stored => stored.Id));
    }

    [Fact]
    public async Task held_lines_are_releasable_in_pages()
    {
        await Node.Quarantine.Keep([.. Enumerable.Range(1, 7).Select(i => Held(i == 4 ? "ZB-2" : "ZB-1", $"{i}"))], Stop);
        (await Node.Quarantine.WithHeldLines(["ZB-1", "ZB-2", "ZB-3"], Stop)).ShouldBe(["ZB-1", "ZB-2"], ignoreOrder: true);
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));

        foreach (var waybills in (string[]?[])[["ZB-1"], null])
        {
            var (after, pages) = (0L, new List<string>());
            while (await Node.Quarantine.Releasable(waybills, after, 4, Stop) is { Count: > 0 } page)
            {
                pages.Add(string.Join(' ', page.Select(stored => Encoding.UTF8.GetString(stored.Line.Line))));
                after = page[^1].Id;
            }
            pages.ShouldBe(["1 2 3 5", "6 7"]);
        }
    }

    [Fact]
    public async Task held_lines_are_releasable_once_their_waybill_is_received_in_the_order_they_came()
    {
        await Node.Quarantine.Keep([Held("ZB-1", "1"), Held("ZB-2", "2"), Held("ZB-1", "3"), Refused("4", "code")], Stop);
        (await Node.Quarantine.Releasable(null, 0, 100, Stop)).ShouldBeEmpty();

        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));

        foreach (var releasable in new[] { await Node.Quarantine.Releasable(["ZB-1"], 0, 100, Stop),
            await Node.Quarantine.Releasable(null, 0, 100, Stop) })
            releasable.Select(stored => Encoding.UTF8.GetString(stored.Line.Line)).ShouldBe(["1", "3"]);
    }

    [Fact]
    public async Task a_line_held_for_a_waybill_already_received_is_kept_and_reported()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));

        var kept = await Node.Quarantine.Keep([Held("ZB-1", "1"), Held("ZB-2", "2"), Refused("3", "code", "ZB-1")], Stop);

        kept.Received.ShouldBe(["ZB-1"]);
        (await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop))
            .Select(stored => Encoding.UTF8.GetString(stored.Line.Line)).ShouldBe(["3", "2", "1"]);
        (await Node.Quarantine.Releasable(["ZB-1"], 0, 100, Stop)).Select(stored => Encoding.UTF8.GetString(stored.Line.Line))
            .ShouldBe(["1"]);
    }

    [Fact]
    public async Task a_settled_line_is_released_or_has_the_new_refusal()
    {
        await Node.Quarantine.Keep([Held("ZB-1", "1"), Held("ZB-1", "2")], Stop);
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        var lines = await Node.Quarantine.Releasable(["ZB-1"], 0, 100, Stop);

        await Node.Quarantine.Settle(
            [new(lines[0].Id, QuarantineStatus.Released, "", "", ""),
                new(lines[1].Id, QuarantineStatus.Refused, "more-pieces", "data.pieces", "at most 3")], Stop);

        (await Node.Quarantine.Releasable(["ZB-1"], 0, 100, Stop)).ShouldBeEmpty();
        (await Node.Quarantine.Releasable(null, 0, 100, Stop)).ShouldBeEmpty();
        var (released, refused) = ((await Node.Quarantine.Find(QuarantineScope.Everything, lines[0].Id, Stop))!,
            (await Node.Quarantine.Find(QuarantineScope.Everything, lines[1].Id, Stop))!);
        (released.Line.Status, released.Settled is null).ShouldBe((QuarantineStatus.Released, false));
        (refused.Line.Status, refused.Line.Code, refused.Line.Field, refused.Line.Expected, refused.Settled)
            .ShouldBe((QuarantineStatus.Refused, "more-pieces", "data.pieces", "at most 3", null));
    }

    [Fact]
    public async Task a_discarded_line_is_not_decided_again_and_says_who_gave_it_up_and_why()
    {
        await Node.Quarantine.Keep([Held("ZB-1", "1"), Held("ZB-1", "2")], Stop);
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        var lines = await Node.Quarantine.Releasable(["ZB-1"], 0, 100, Stop);

        (await Node.Quarantine.Discard(lines[0].Id, "li", "a test of the scanner", Stop)).ShouldBeTrue();
        (await Node.Quarantine.Discard(lines[0].Id, "wang", "again", Stop)).ShouldBeFalse();

        (await Node.Quarantine.Releasable(["ZB-1"], 0, 100, Stop)).Select(stored => stored.Id).ShouldBe([lines[1].Id]);
        var discarded = (await Node.Quarantine.Find(QuarantineScope.Everything, lines[0].Id, Stop))!;
        (discarded.Line.Status, discarded.Settled!.By, discarded.Settled.Reason)
            .ShouldBe((QuarantineStatus.Discarded, "li", "a test of the scanner"));

        // It was being recorded while it was discarded: that it is recorded is what counts.
        await Node.Quarantine.Settle([new(lines[0].Id, QuarantineStatus.Released, "", "", "")], Stop);
        (await Node.Quarantine.Discard(lines[0].Id, "li", "too late", Stop)).ShouldBeFalse();
        (await Node.Quarantine.Find(QuarantineScope.Everything, lines[0].Id, Stop))!.Line.Status.ShouldBe(QuarantineStatus.Released);
    }

    [Fact]
    public async Task a_line_that_was_settled_and_comes_again_is_kept_again()
    {
        await Node.Quarantine.Keep([Refused("1", "code")], Stop);
        var first = (await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop)).Single();
        await Node.Quarantine.Settle([new(first.Id, QuarantineStatus.Released, "", "", "")], Stop);

        await Node.Quarantine.Keep([Refused("1", "code")], Stop);

        (await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop)).Select(stored => stored.Settled is null)
            .ShouldBe([true, false]);
    }

    [Fact]
    public async Task a_line_held_while_its_received_is_appended_is_found_by_one_side_at_least()
    {
        var other = await Engine.OpenNode();
        var (foundLater, saidAtOnce) = (0, 0);
        for (var round = 0; round < 25; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            {
                var (number, random) = ($"ZB-{round}-{i}", new Random((round * 8) + i));
                var keeping = Task.Run(async () =>
                {
                    await Task.Delay(random.Next(4), Stop);
                    return await Node.Quarantine.Keep([Held(number, number)], Stop);
                });
                await Task.Delay(random.Next(4), Stop);
                (await other.Append(number, 0, Sample.New(Sample.Received()))).Status.ShouldBe(AppendStatus.Appended);
                // What the node that recorded the Received finds right after its append.
                var releasable = (await other.Quarantine.Releasable([number], 0, 100, Stop)).Count > 0;
                var known = (await keeping).Received.Contains(number);
                (releasable || known).ShouldBeTrue($"{number}: held, and neither side knows of the other");
                (await other.Quarantine.Releasable([number], 0, 100, Stop)).Count.ShouldBe(1);
                if (known) Interlocked.Increment(ref saidAtOnce);
                if (releasable) Interlocked.Increment(ref foundLater);
            }));
        }
        foundLater.ShouldBeGreaterThan(0, "the race did not go both ways");
        saidAtOnce.ShouldBeGreaterThan(0, "the race did not go both ways");
    }

    [Fact]
    public async Task a_list_has_the_beginning_of_each_line_and_a_line_by_its_id_is_whole()
    {
        var line = new string('x', 100_000);
        await Node.Quarantine.Keep([Refused(line, "code"), Refused("short", "code")], Stop);

        var lines = await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop);

        lines.Select(stored => (stored.Line.Line.Length, stored.Bytes)).ShouldBe([(5, 5), (2_048, 100_000)]);
        Encoding.UTF8.GetString((await Node.Quarantine.Find(QuarantineScope.Everything, lines[1].Id, Stop))!.Line.Line).ShouldBe(line);
    }

    [Fact]
    public async Task open_lines_of_a_sender_are_kept_as_far_as_the_quota_goes()
    {
        // Three lines of 500 bytes and what their rows take.
        var node = await Engine.OpenNode(services => services.AddSingleton(new QuarantineQuota(3_000)));
        QuarantinedLine[] lines = [.. Enumerable.Range(1, 5).Select(i => Held("ZB-1", $"{i}".PadRight(500)))];

        (await node.Quarantine.Keep(lines[..2], Stop)).WithoutRoom.ShouldBeEmpty();
        // What is there already takes no more room, and a line that comes twice is where the first of them is.
        (await node.Quarantine.Keep([lines[1], lines[2], lines[3], lines[2], lines[3], lines[0]], Stop)).WithoutRoom.ShouldBe([2, 4]);
        (await node.Quarantine.Keep([lines[4], lines[3] with { Origin = new("another") }], Stop)).WithoutRoom.ShouldBe([0]);
        (await Kept()).ShouldBe(["4", "3", "2", "1"]);

        // A refused line stays open; a released one leaves its room to the next.
        var first = (await node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop))[^1].Id;
        await node.Quarantine.Settle([new(first, QuarantineStatus.Refused, "code", "field", "expected")], Stop);
        (await node.Quarantine.Keep([lines[4]], Stop)).WithoutRoom.ShouldBe([0]);
        for (var time = 0; time < 2; time++)
            await node.Quarantine.Settle([new(first, QuarantineStatus.Released, "", "", "", "li")], Stop);
        (await node.Quarantine.Keep([lines[4], lines[3]], Stop)).WithoutRoom.ShouldBe([1]);
        (await Kept()).ShouldBe(["5", "4", "3", "2", "1"]);

        async Task<IEnumerable<string>> Kept() => (await node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop))
            .Select(stored => Encoding.UTF8.GetString(stored.Line.Line).Trim());
    }

    [Fact]
    public async Task lines_kept_at_the_same_time_do_not_pass_the_quota_together()
    {
        var node = await Engine.OpenNode(services => services.AddSingleton(new QuarantineQuota(30 * 600)));

        var without = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () => (await node.Quarantine.Keep(
            [.. Enumerable.Range(0, 10).Select(j => Refused($"{i} {j}".PadRight(100), "code"))], Stop)).WithoutRoom.Count)));

        without.Sum().ShouldBe(50);
        (await node.Quarantine.List(QuarantineScope.Everything, null, null, null, 100, Stop)).Count.ShouldBe(30);
    }

    [Fact]
    public async Task a_line_settled_long_ago_is_erased_and_what_became_of_it_stays()
    {
        await Node.Quarantine.Keep([Refused("open", "code"), Refused("settled", "code", "ZB-1")], Stop);
        var settled = (await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop))[0];
        await Node.Quarantine.Settle([new(settled.Id, QuarantineStatus.Released, "", "", "")], Stop);

        (await Node.Quarantine.Erase(DateTimeOffset.UtcNow.AddDays(-90), Stop)).ShouldBe(0);
        (await Node.Quarantine.Erase(DateTimeOffset.UtcNow.AddDays(1), Stop)).ShouldBe(1);
        (await Node.Quarantine.Erase(DateTimeOffset.UtcNow.AddDays(1), Stop)).ShouldBe(0);

        var lines = await Node.Quarantine.List(QuarantineScope.Everything, null, null, null, 10, Stop);
        lines.Select(stored => (Encoding.UTF8.GetString(stored.Line.Line), stored.Bytes, stored.ErasedAt is null))
            .ShouldBe([("", 7, false), ("open", 4, true)]);
        (lines[0].Line.Waybill, lines[0].Line.Status, lines[0].Settled is null).ShouldBe(("ZB-1", QuarantineStatus.Released, false));
    }

    [Fact]
    public async Task a_held_line_keeps_what_its_sender_was_allowed()
    {
        Author narrow = new(new("key:1", "key:1", [Role.BranchSystem], ["SHA"], []), new(null, ["SHA"]),
            [new(new HashSet<string> { "loaded", "corrected" }, ["SHA"])]);
        await Node.Quarantine.Keep(
            [Held("ZB-1", "1") with { Author = narrow }, Held("ZB-1", "2") with { Author = Anybody.Author }, Held("ZB-1", "3")], Stop);
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));

        foreach (var lines in new[] { await Node.Quarantine.Releasable(["ZB-1"], 0, 100, Stop),
            await Node.Quarantine.Releasable(null, 0, 100, Stop) })
        {
            var author = lines[0].Line.Author!;
            (author.Caller.Subject, author.Scope.Accounts, author.Scope.IsEverything).ShouldBe(("key:1", null, false));
            author.Caller.Roles.ShouldBe([Role.BranchSystem]);
            author.Scope.Stations.ShouldBe(["SHA"]);
            var permission = author.Permissions.ShouldHaveSingleItem();
            permission.Types.ShouldNotBeNull().ShouldBe(["loaded", "corrected"], ignoreOrder: true);
            permission.Accounts.ShouldBeNull();
            permission.Stations.ShouldBe(["SHA"]);
            lines[1].Line.Author!.Scope.IsEverything.ShouldBeTrue();
            lines[2].Line.Author.ShouldBeNull();
        }
    }

    private static QuarantinedLine Held(string waybill, string line) =>
        new(Encoding.UTF8.GetBytes(line), waybill, Guid.NewGuid(), QuarantineStatus.Held, "unknown-waybill", "waybill",
            "a waybill that has been received", new("branch"), null);

    private static QuarantinedLine Refused(string line, string code, string? waybill = null) =>
        new(Encoding.UTF8.GetBytes(line), waybill, null, QuarantineStatus.Refused, code, "data", "something else", new("branch"), null);
}
