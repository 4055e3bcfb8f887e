using System.Net;
using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Domain.Cases;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The feed: what comes, in which order, from where, and of what.</summary>
public sealed class FeedTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    private static int numbers;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task what_is_recorded_comes_at_once_as_the_raw_stream_shows_it()
    {
        await using var feed = await FeedListener.Open(Service);
        feed.Answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await feed.UpToNow()).ShouldBeEmpty();
        var number = NewNumber();

        var position = await Record(number, Send.Received(At, 3));

        var received = (await feed.Next())!.Value;
        received.GetProperty("waybill").GetString().ShouldBe(number);
        received.GetProperty("position").GetInt64().ShouldBe(position);
        var raw = (await Service.Get($"/v1/waybills/{number}/events")).Items[0];
        foreach (var member in raw.EnumerateObject())
            received.GetProperty(member.Name).GetRawText().ShouldBe(member.Value.GetRawText(), member.Name);
        feed.LastId.ShouldBe($"{position}@{EpochOf(feed)}");
    }

    [Fact]
    public async Task events_of_cases_come_to_those_whom_their_lists_are_for_and_without_persons()
    {
        var (waybill, claim) = (NewNumber(), NewNumber());
        await Record(waybill, Send.Received(At, 3, waybill));
        await using var all = await FeedListener.Open(Service, $"?case=claim:{claim}");
        await using var kind = await FeedListener.Open(Service, "?case=claim");
        await using var customer = await FeedListener.Open(Service.As(Tokens.Caller("c", [Role.Customer], accounts: [waybill])));
        await using var dispatcher = await FeedListener.Open(
            Service.As(Tokens.Caller("d", [Role.Dispatcher], ["SHA"])), $"?account={waybill}");
        foreach (var feed in new[] { all, kind, customer, dispatcher }) (await feed.UpToNow()).ShouldBeEmpty();

        var filed = await Service.Post($"/v1/claims/{claim}/events", Send.Event(
            "claimFiled", At.AddHours(1), new { account = waybill, amount = 10, claimant = new { name = "索赔人", phone = "13912345678" } }));
        filed.Status.ShouldBe(201, filed.ToString());
        await Record(waybill, Noted());

        foreach (var feed in new[] { all, kind })
        {
            var shown = (await feed.Next())!.Value;
            (shown.GetProperty("case").GetString(), shown.GetProperty("type").GetString()).ShouldBe(($"claim:{claim}", "claimFiled"));
            shown.GetRawText().ShouldNotContain("13912345678");
            shown.TryGetProperty("waybill", out _).ShouldBeFalse();
        }
        foreach (var feed in new[] { customer, dispatcher })
            (await feed.Next())!.Value.GetProperty("waybill").GetString().ShouldBe(waybill);
        (await Service.Get("/v1/feed?case=wish")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task who_comes_back_with_the_last_id_has_neither_a_gap_nor_a_repeat()
    {
        var number = NewNumber();
        var first = await Record(number, Send.Received(At, 3));
        var positions = new List<long>();
        for (var i = 0; i < 7; i++) positions.Add(await Record(number, Noted()));
        string? last = null;
        var read = new List<long>();
        for (var visit = 0; visit < 3; visit++)
        {
            await using var feed = last is null ? await FeedListener.Open(Service, $"?after={first}")
                // A browser repeats the address as well.
                : await FeedListener.Open(Service, $"?after={first}", last);
            read.AddRange((await feed.Take(visit == 2 ? 3 : 2)).Select(Position));
            last = feed.LastId;
        }

        read.ShouldBe(positions);
    }

    [Fact]
    public async Task a_reader_far_behind_is_served_the_history_and_then_what_is_new()
    {
        var number = NewNumber();
        await Record(number, Send.Received(At, 3));
        var lines = Enumerable.Range(0, 1_500).Select(_ => (object)Noted(number));
        (await Service.PostLines("/v1/events", lines)).Status.ShouldBe(200);
        var all = (await Service.Get("/v1/audit/events")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => !line.TryGetProperty("stream", out var stream) || CaseStreams.IsCase(stream.GetString()!)).Select(Position);

        await using var other = await FeedListener.Open(Service);
        await other.UpToNow();
        await using var feed = await FeedListener.Open(Service, "?after=0");
        var history = await feed.UpToNow();
        history.Select(Position).ShouldBe(all);

        var next = await Record(number, Noted());
        Position((await feed.Next())!.Value).ShouldBe(next);
        Position((await other.Next())!.Value).ShouldBe(next);
    }

    [Fact]
    public async Task filters_by_account_station_type_and_waybill()
    {
        var (one, two) = (NewNumber(), NewNumber());
        var before = await Record(NewNumber(), Send.Received(At, 1, account: "OTHER"));
        await Record(one, Send.Received(At, 3, account: "FILTERED"));
        await Record(two, Send.Received(At, 3));
        await Record(one, Send.Arrived(At.AddHours(1), 3, "XIY"));
        await Record(two, Send.Arrived(At.AddHours(1), 3, "XIY"));

        (await Read("account=FILTERED&type=received")).ShouldBe([(one, "received")]);
        (await Read("account=FILTERED&station=XIY&type=arrived")).ShouldBe([(one, "arrived")]);
        (await Read("station=XIY&type=arrived")).ShouldBe([(one, "arrived"), (two, "arrived")]);
        (await Read($"waybill={two.ToLowerInvariant()}&type=arrived")).ShouldBe([(two, "arrived")]);
        (await Read("account=NOBODY")).ShouldBeEmpty();

        async Task<List<(string, string)>> Read(string filter)
        {
            await using var feed = await FeedListener.Open(Service, $"?after={before}&{filter}");
            return [.. (await feed.UpToNow()).Select(found => (NumberOf(found), found.GetProperty("type").GetString()!))];
        }
    }

    [Fact]
    public async Task two_callers_see_two_worlds_and_a_customer_what_customers_are_shown()
    {
        var (own, foreign) = (NewNumber(), NewNumber());
        var before = await Record(NewNumber(), Send.Received(At, 1, account: "OTHER"));
        await Record(own, Send.Received(At, 3, account: "OWN", origin: "OWNORI", destination: "OWNDES"));
        await Record(foreign, Send.Received(At, 3, account: "FOREIGN", origin: "FORORI", destination: "FORDES"));
        await Record(own, Send.Event("customerNotified", At.AddHours(1), new { channel = "phone" }, station: "OWNDES"));

        (await Read(Tokens.Caller("at-own", [Role.Dispatcher], ["OWNORI"]))).ShouldAllBe(found => NumberOf(found) == own);
        (await Read(Tokens.Caller("at-foreign", [Role.BranchSystem], ["FORDES"]))).ShouldAllBe(found => NumberOf(found) == foreign);
        (await Read(Tokens.Caller("an-auditor", [Role.Auditor]))).Select(NumberOf).Distinct().ShouldBe([own, foreign]);
        (await Read(Tokens.Caller("nobodys-manager", [Role.AccountManager]))).ShouldBeEmpty();
        var shown = await Read(Tokens.Caller("own-customer", [Role.Customer], accounts: ["OWN"]));
        shown.Count.ShouldBeGreaterThan(1);
        shown.ShouldAllBe(found => NumberOf(found) == own);
        shown.SelectMany(found => found.EnumerateObject()).Select(member => member.Name).ShouldNotContain("sender");
        shown.SelectMany(found => found.EnumerateObject()).Select(member => member.Name).ShouldNotContain("by");
        var customer = Service.As(Tokens.Caller("own-customer", [Role.Customer], accounts: ["OWN"]));
        var raw = (await customer.Get($"/v1/waybills/{own}/events")).Items;
        shown.Select(found => found.GetProperty("data").GetRawText()).ShouldBe(raw.Select(found => found.GetProperty("data").GetRawText()));

        async Task<List<JsonElement>> Read(Caller caller)
        {
            await using var feed = await FeedListener.Open(Service.As(caller), $"?after={before}");
            return await feed.UpToNow();
        }
    }

    [Fact]
    public async Task nobody_is_shown_persons_not_even_masked()
    {
        var number = NewNumber();
        var person = new { name = "沈梦溪", phone = "13911112222", address = "长安路1号" };
        var before = await Record(NewNumber(), Send.Received(At, 1));
        await Record(number, Send.Event("received", At,
            new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 3, consignee = person, shipper = person }));
        await Record(number, Send.Event("signed", At.AddHours(30), new { pieces = 3, signer = person }, station: "CTU"));

        await using var feed = await FeedListener.Open(Service, $"?after={before}");
        var events = await feed.UpToNow();

        events.Count.ShouldBeGreaterThanOrEqualTo(2);
        foreach (var found in events)
            foreach (var mark in (string[])["沈", "139", "长安路", "consignee", "shipper", "signer"])
                found.GetRawText().ShouldNotContain(mark);
    }

    [Theory]
    [InlineData("?after=-1", null, "after")]
    [InlineData("?after=x", null, "after")]
    [InlineData("?after=5@", null, "after")]
    [InlineData("?after=99999999999999999999", null, "after")]
    [InlineData("?after=1&after=2", null, "after")]
    [InlineData("", "x", "Last-Event-ID")]
    [InlineData("", "5@5", "Last-Event-ID")]
    [InlineData("", "", "Last-Event-ID")]
    [InlineData("?type=nothing", null, "type")]
    [InlineData("?type=accountSet", null, "type")]
    [InlineData("?waybill=a.b", null, "waybill")]
    [InlineData("?station=", null, "station")]
    [InlineData("?account=%00", null, "account")]
    [InlineData("?limit=5", null, "limit")]
    public async Task a_bad_parameter_is_refused(string query, string? lastEventId, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/feed{query}");
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);

        var answer = await Service.Send(request);

        (answer.Status, answer.Field).ShouldBe((400, field), answer.ToString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("9223372036854775807")]
    public async Task a_position_that_is_yet_to_come_is_waited_for(string after)
    {
        await using var feed = await FeedListener.Open(Service, $"?after={after}");
        var head = (await feed.UpToNow()).Count;
        head.ShouldBe(after == "0" ? head : 0);
    }

    [Fact]
    public async Task an_id_of_an_epoch_before_goes_on_where_the_log_is_the_same_and_is_refused_where_it_is_not()
    {
        var number = NewNumber();
        var position = await Record(number, Send.Received(At, 3));
        var before = Guid.NewGuid();
        await using var source = Npgsql.NpgsqlDataSource.Create(fixture.ConnectionString);
        await using (var command = source.CreateCommand(
            $"insert into tracking.epochs (number, epoch, origin, position) overriding system value "
            + $"values ((select min(number) - 1 from tracking.epochs), '{before}', 'before', 0); "
            + $"update tracking.epochs set position = {position} where number = (select max(number) from tracking.epochs)"))
            await command.ExecuteNonQueryAsync(Stop);

        await using (var feed = await FeedListener.Open(Service, lastEventId: $"{position - 1}@{before}"))
            (await feed.Take(1)).Select(Position).ShouldBe([position]);
        (await Refused($"{position + 1}@{before}")).ShouldBe((409, "other-epoch", "Last-Event-ID", position));
        (await Refused($"{position}@{Guid.NewGuid()}")).ShouldBe((409, "other-epoch", "Last-Event-ID", null));

        async Task<(int, string?, string?, long?)> Refused(string id)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/feed");
            request.Headers.Add("Last-Event-ID", id);
            var answer = await Service.Send(request);
            return (answer.Status, answer.Code, answer.Field,
                answer.Body.TryGetProperty("position", out var sameUpTo) ? sameUpTo.GetInt64() : null);
        }
    }

    [Fact]
    public async Task without_credentials_it_is_not_opened() =>
        (await Service.As((string?)null).Get("/v1/feed")).Status.ShouldBe((int)HttpStatusCode.Unauthorized);

    [Fact]
    public async Task a_hundred_readers_each_receive_their_events_in_order_while_they_are_recorded()
    {
        const int Readers = 100, Accounts = 20, Events = 40;
        var numbers = Enumerable.Range(0, Accounts).Select(_ => NewNumber()).ToArray();
        var first = 0L;
        for (var i = 0; i < Accounts; i++) first = await Record(numbers[i], Send.Received(At, 3, account: $"LOAD-{i}"));
        var reading = new List<Task<List<long>>>();
        for (var i = 0; i < Readers; i++)
        {
            var account = $"LOAD-{i % Accounts}";
            var feed = await FeedListener.Open(Service.As(Tokens.Caller($"reader-{i}", [Role.Customer], accounts: [account])));
            await feed.UpToNow();
            reading.Add(Task.Run(async () =>
            {
                await using (feed) return (await feed.Take(Events)).Select(Position).ToList();
            }, Stop));
        }
        var recorded = new List<long>[Accounts];
        await Task.WhenAll(numbers.Select((number, account) => Task.Run(async () =>
        {
            recorded[account] = [];
            for (var i = 0; i < Events; i++) recorded[account].Add(await Record(number, Noted()));
        }, Stop)));

        var received = await Task.WhenAll(reading);

        for (var i = 0; i < Readers; i++) received[i].ShouldBe(recorded[i % Accounts], $"reader {i}, after {first}");
    }

    private static System.Text.Json.Nodes.JsonObject Noted(string? waybill = null) =>
        Send.Event("customerNotified", At.AddHours(1), new { channel = "sms", about = "在途" }, waybill: waybill);

    private async Task<long> Record(string number, System.Text.Json.Nodes.JsonObject sent)
    {
        var answer = await Service.Post($"/v1/waybills/{number}/events", sent);
        answer.Status.ShouldBe(201, answer.ToString());
        return answer.Position;
    }

    private static string NewNumber() => $"FEED-{Interlocked.Increment(ref numbers)}";

    private static long Position(JsonElement found) => found.GetProperty("position").GetInt64();

    private static string NumberOf(JsonElement found) => found.GetProperty("waybill").GetString()!;

    private static string EpochOf(FeedListener feed) => feed.Answer.Headers.GetValues("Log-Epoch").Single();
}
