using OrderTracking.Cli.Commands;
using OrderTracking.Client;
using OrderTracking.SampleData.Cargo2000;
using OrderTracking.SampleData.Sending;
using Shouldly;
using Xunit;

namespace OrderTracking.Cli.Tests;

public class SendingTests
{
    private static readonly RetryOptions Soon = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(10),
        GiveUpAfter = TimeSpan.FromMilliseconds(100),
    };

    [Theory]
    [InlineData("DropBefore")]
    [InlineData("DropAfter")]
    [InlineData("Unavailable")]
    public async Task a_batch_without_an_answer_is_sent_again_byte_for_byte(string trouble)
    {
        await using var service = await FakeService.StartAsync();
        service.Troubles.Enqueue(Enum.Parse<Trouble>(trouble));
        using var http = Shared.Http(service.Url);
        var client = new OrderTrackingClient(http, Soon);
        var lines = Given.Cargo2000();

        var answer = await client.SendBatchAsync(lines, cancellationToken: TestContext.Current.CancellationToken);

        client.RetryCount.ShouldBeGreaterThanOrEqualTo(1);
        service.Bodies.Distinct().Count().ShouldBe(1);
        (answer.Accepted + answer.Duplicates).ShouldBe(lines.Count);
        service.Recorded.Count.ShouldBe(lines.Count);
    }

    [Fact]
    public async Task a_request_that_is_refused_as_such_is_not_sent_again()
    {
        await using var service = await FakeService.StartAsync();
        service.Troubles.Enqueue(Trouble.NotAllowed);
        using var http = Shared.Http(service.Url);
        var client = new OrderTrackingClient(http, Soon);

        var problem = await Should.ThrowAsync<OrderTrackingException>(() =>
            client.SendBatchAsync([Given.Line("W-1", "received", 0)], cancellationToken: TestContext.Current.CancellationToken));

        problem.Message.ShouldContain("400");
        client.RetryCount.ShouldBe(0);
    }

    [Fact]
    public async Task the_loader_gives_up_after_its_timeout()
    {
        using var http = Shared.Http(new Uri("http://127.0.0.1:1/"));
        var client = new OrderTrackingClient(http, Soon);

        var problem = await Should.ThrowAsync<OrderTrackingException>(() =>
            client.GetAsync<Page<int>>("v1/waybills", null, TestContext.Current.CancellationToken));

        problem.Message.ShouldContain("No answer");
        client.RetryCount.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task shuffled_lines_are_all_accepted_in_the_end_and_all_duplicates_the_second_time()
    {
        await using var service = await FakeService.StartAsync();
        using var http = Shared.Http(service.Url);
        var client = new OrderTrackingClient(http, Soon);
        var lines = Shuffle.All(Given.Cargo2000(), 7);

        var first = await LoadAsync(client, lines, overlap: false);
        first.Count(LineStatus.Accepted).ShouldBe(lines.Count);
        first.ReleasedLater.ShouldBeGreaterThan(0);
        first.AcceptedOnAsking.ShouldBe(0);

        var second = await LoadAsync(client, lines, overlap: true);
        second.Count(LineStatus.Accepted).ShouldBe(0);
        second.Count(LineStatus.Duplicate).ShouldBe(lines.Count);
        second.Repeats.ShouldBeGreaterThan(0);
        second.Oddities.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_stays_held_is_counted_as_held()
    {
        await using var service = await FakeService.StartAsync();
        using var http = Shared.Http(service.Url);

        var ledger = await LoadAsync(new OrderTrackingClient(http, Soon), [Given.Line("W-1", "loaded", 0)], overlap: false);

        ledger.ByCode().ShouldBe(new Dictionary<(LineStatus, string), int> { [(LineStatus.Held, "unknown-waybill")] = 1 });
    }

    [Fact]
    public void overlapping_batches_repeat_the_last_tenth_of_the_one_before()
    {
        var lines = Enumerable.Range(0, 25).Select(n => Given.Line("W-1", "loaded", n)).ToList();

        var batches = Batches.Cut(lines, 10, overlap: true).ToList();

        batches.Select(batch => batch.Count).ShouldBe([10, 10, 7]);
        batches[1][0].ShouldBe(batches[0][^1]);
        batches.SelectMany(batch => batch).Distinct().Count().ShouldBe(25);
    }

    [Fact]
    public void groups_are_never_cut()
    {
        var groups = Enumerable.Range(0, 7)
            .Select(n => (IReadOnlyList<EventLine>)[Given.Line("W-1", "corrected", n), Given.Line("W-1", "signed", n + 100)]);

        var batches = Batches.OfGroups(groups, 5).ToList();

        batches.Select(batch => batch.Count).ShouldBe([4, 4, 4, 2]);
    }

    [Fact]
    public void an_answer_that_contradicts_an_earlier_one_is_reported()
    {
        EventLine[] lines = [Given.Line("W-1", "received", 0)];
        var ledger = new Ledger();
        ledger.Record(lines, Answer.To(lines, "accepted"));

        ledger.Record(lines, Answer.To(lines, "refused:id-reused"));

        ledger.Oddities.Count.ShouldBe(1);
        ledger.Count(LineStatus.Accepted).ShouldBe(1);
    }

    [Fact]
    public void an_answer_without_a_result_for_a_line_is_a_fault()
    {
        EventLine[] lines = [Given.Line("W-1", "received", 0), Given.Line("W-1", "loaded", 1)];

        Should.Throw<InvalidDataException>(() => new Ledger().Record(lines, Answer.To(lines, "accepted")));
    }

    [Fact]
    public void progress_is_plain_lines_where_there_is_no_terminal()
    {
        var output = new StringWriter();
        var progress = new Progress("loading", 100, output, terminal: false);

        for (var i = 0; i < 100; i++) progress.Add(1);
        progress.End();

        output.ToString().ShouldNotContain('\r');
        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(11);
        output.ToString().ShouldContain("100 of 100");
    }

    private static async Task<Ledger> LoadAsync(OrderTrackingClient client, IReadOnlyList<EventLine> lines, bool overlap)
    {
        var loader = new Loader(client);
        var cancel = TestContext.Current.CancellationToken;
        await loader.SendAsync(Batches.Cut(lines, 20, overlap), Quiet(lines.Count), cancel);
        await loader.AskAgainAsync(lines, 20, Quiet, cancel);
        return loader.Ledger;
    }

    private static Progress Quiet(int total) => new("", total, TextWriter.Null, terminal: false);
}
