using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>A request without event ids runs once, however often it is sent with its Idempotency-Key.</summary>
public class IdempotencyTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly string key = $"\"{Guid.NewGuid()}\"", name = Guid.NewGuid().ToString();

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task the_same_request_gets_the_same_answer_and_is_not_run_again()
    {
        var first = await Post(Service, key, Body(name));
        var again = await Post(Service, key, Body(name));
        var bare = await Post(Service, key.Trim('"'), Body(name));

        first.Status.ShouldBe(201, first.ToString());
        Same(again, first);
        Same(bare, first);
        (await Made(name)).ShouldBe(1);
    }

    [Fact]
    public async Task the_same_request_gets_the_same_answer_after_a_restart()
    {
        Answer first;
        await using (var before = await RunningService.StartAsync(fixture.ConnectionString)) first = await Post(before, key, Body(name));
        await using var after = await RunningService.StartAsync(fixture.ConnectionString);

        Same(await Post(after, key, Body(name)), first);
        (await Made(name)).ShouldBe(1);
    }

    [Fact]
    public async Task refusals_are_kept_as_well()
    {
        var first = await Post(Service, key, "{}");

        first.Status.ShouldBe(400);
        Same(await Post(Service, key, "{}"), first);
    }

    [Fact]
    public async Task another_request_with_the_same_key_is_refused()
    {
        (await Post(Service, key, Body(name))).Status.ShouldBe(201);

        foreach (var other in (Answer[])[await Post(Service, key, Body(name + "-other")),
            await Post(Service, key, Body(name), "/v1/keys?x=1"), await Post(Service, key, Body(name), "/v1/views/rebuild")])
            (other.Status, other.Code, other.Field).ShouldBe((422, "idempotency-key-reused", "Idempotency-Key"), other.ToString());
        (await Made(name + "-other")).ShouldBe(0);
    }

    [Fact]
    public async Task while_the_first_is_under_way_the_second_is_told_to_wait()
    {
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("lock table tracking.api_keys in access exclusive mode", connection))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var pair = new List<Task<Answer>> { Post(Service, key, Body(name)), Post(Service, key, Body(name)) };
        var second = await await Task.WhenAny(pair);
        (second.Status, second.Code).ShouldBe((409, "in-flight"), second.ToString());
        second.Headers.RetryAfter.ShouldNotBeNull();
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        pair.RemoveAll(one => one.IsCompleted && one.Result == second);

        var first = await pair.Single();
        first.Status.ShouldBe(201, first.ToString());
        Same(await Post(Service, key, Body(name)), first);
        (await Made(name)).ShouldBe(1);
    }

    [Fact]
    public async Task a_caller_who_hangs_up_can_ask_for_the_answer_later()
    {
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("lock table tracking.api_keys in access exclusive mode", connection))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        using (var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500)))
            await Should.ThrowAsync<OperationCanceledException>(() =>
                Service.Http.SendAsync(Request(key, Body(name), "/v1/keys"), impatience.Token));
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);

        Answer later;
        while ((later = await Post(Service, key, Body(name))).Status == 409) await Task.Delay(20, TestContext.Current.CancellationToken);

        later.Status.ShouldBe(201, later.ToString());
        (await Made(name)).ShouldBe(1);
    }

    [Fact]
    public async Task a_server_error_is_not_kept()
    {
        await Run("alter table tracking.api_keys rename to lost");
        try
        {
            (await Post(Service, key, Body(name))).Status.ShouldBe(500);
        }
        finally
        {
            await Run("alter table tracking.lost rename to api_keys");
        }

        (await Post(Service, key, Body(name))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task a_run_whose_process_died_is_taken_over_after_five_minutes()
    {
        await Post(Service, key, Body(name));
        await Run($"update tracking.idempotency set answer = null, begun_at = begun_at - interval '4 minutes' where key = {Stored}");
        (await Post(Service, key, Body(name))).Code.ShouldBe("in-flight");

        await Run($"update tracking.idempotency set begun_at = begun_at - interval '2 minutes' where key = {Stored}");
        (await Post(Service, key, Body(name + "-other"))).Code.ShouldBe("idempotency-key-reused");
        var taken = await Post(Service, key, Body(name));

        taken.Status.ShouldBe(201, taken.ToString());
        (await Made(name)).ShouldBe(2);
        Same(await Post(Service, key, Body(name)), taken);
    }

    [Fact]
    public async Task after_a_day_a_key_is_new_and_its_answer_gone()
    {
        await Post(Service, key, Body(name));
        await Run($"update tracking.idempotency set begun_at = begun_at - interval '25 hours' where key = {Stored}");
        (await Post(Service, key, Body(name))).Status.ShouldBe(201);
        (await Made(name)).ShouldBe(2);

        await Run($"update tracking.idempotency set begun_at = begun_at - interval '25 hours' where key = {Stored}");
        await Post(Service, $"\"{Guid.NewGuid()}\"", Body(name + "-other"));
        (await Ask($"select count(*)::text from tracking.idempotency where key = {Stored}")).ShouldBe("0");
    }

    [Fact]
    public async Task the_idempotency_table_reveals_neither_key_nor_answer()
    {
        var answer = await Post(Service, key, Body(name));
        var row = await Ask($"select encode(key || request || answer, 'hex') from tracking.idempotency where key = {Stored}");

        foreach (var secret in (string[])[answer.Body.GetProperty("key").GetString()!, answer.Body.GetProperty("id").GetString()!, name,
            key.Trim('"'), "status", "application/json"])
            row.ShouldNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)));
        row.ShouldNotContain(answer.Body.GetProperty("key").GetString()![^64..]);
        row.ShouldNotContain(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body(name)))));
    }

    [Fact]
    public void callers_with_the_same_key_get_their_own_answers()
    {
        var (one, other) = (new IdempotencyKey("the-same-key", "a"), new IdempotencyKey("the-same-key", "b"));
        var kept = one.Seal([1, 2, 3]);

        one.Open(kept).ShouldBe([1, 2, 3]);
        one.Name.ShouldNotBe(other.Name);
        one.Fingerprint("POST", "/", []).ShouldNotBe(other.Fingerprint("POST", "/", []));
        Should.Throw<CryptographicException>(() => other.Open(kept));
        kept[^1] ^= 1;
        Should.Throw<CryptographicException>(() => one.Open(kept));
    }

    [Theory]
    [InlineData("\"12345678\"", "12345678")]
    [InlineData(" \"0198c1c2-0000-7000-8000-000000000001\" ", "0198c1c2-0000-7000-8000-000000000001")]
    [InlineData("0198c1c2-0000-7000-8000-000000000001", "0198c1c2-0000-7000-8000-000000000001")]
    [InlineData("\"a\\\"b\\\\c,;=12\"", "a\"b\\c,;=12")]
    [InlineData("\"1234567\"", null)]
    [InlineData("1234567", null)]
    [InlineData("", null)]
    [InlineData("\"", null)]
    [InlineData("\"12345678", null)]
    [InlineData("12345678\"", null)]
    [InlineData("\"12345678\";a=1", null)]
    [InlineData("\"12345678\", \"12345678\"", null)]
    [InlineData("12345678, 12345678", null)]
    [InlineData("\"1234 5678\"", null)]
    [InlineData("\"12345\\678\"", null)]
    [InlineData("\"1234567é\"", null)]
    public void a_key_is_a_string_in_quotes_or_bare(string header, string? expected) => IdempotencyKey.Parse(header).ShouldBe(expected);

    [Fact]
    public void a_key_has_at_most_200_characters()
    {
        IdempotencyKey.Parse($"\"{new string('x', 200)}\"").ShouldNotBeNull();
        IdempotencyKey.Parse($"\"{new string('x', 201)}\"").ShouldBeNull();
    }

    [Theory]
    [InlineData("POST", "/v1/keys")]
    [InlineData("DELETE", "/v1/keys/x")]
    [InlineData("POST", "/v1/views/rebuild")]
    [InlineData("POST", "/v1/views/OnTime/rebuild")]
    [InlineData("POST", "/v1/quarantine/1/retry")]
    [InlineData("POST", "/v1/quarantine/1/discard")]
    [InlineData("POST", "/v1/log/1/set-aside")]
    [InlineData("POST", "/v1/reports/weekly-account?account=A&from=2026-01-05")]
    [InlineData("POST", "/v1/webhooks")]
    [InlineData("PUT", "/v1/webhooks/x")]
    [InlineData("DELETE", "/v1/webhooks/x")]
    [InlineData("POST", "/v1/webhooks/x/rotate")]
    [InlineData("POST", "/v1/webhooks/x/test")]
    public async Task without_a_key_nothing_is_run(string method, string path)
    {
        using var without = new HttpRequestMessage(new(method), path);
        without.Options.Set(RunningService.WithoutIdempotencyKey, true);
        if (path == "/v1/keys") without.Content = new StringContent(Body(name), Encoding.UTF8, RunningService.JsonType);
        var missing = await Service.Send(without);
        (missing.Status, missing.Code, missing.Field).ShouldBe((400, "missing-idempotency-key", "Idempotency-Key"), missing.ToString());

        using var with = new HttpRequestMessage(new(method), path);
        with.Headers.Add("Idempotency-Key", "\"short\"");
        if (path == "/v1/keys") with.Content = new StringContent(Body(name), Encoding.UTF8, RunningService.JsonType);
        (await Service.Send(with)).Code.ShouldBe("invalid-idempotency-key");
    }

    [Fact]
    public async Task the_document_says_where_a_key_is_asked_for()
    {
        var paths = (await Service.Get("/openapi/v1.json")).Body.GetProperty("paths");
        var asked = from path in paths.EnumerateObject()
                    from operation in path.Value.EnumerateObject()
                    where operation.Name is not ("get" or "options")
                    where !(operation.Value.TryGetProperty("parameters", out var all)
                        && all.EnumerateArray()
                        .Any(one => one.GetProperty("name").GetString() == "Idempotency-Key" && one.GetProperty("required").GetBoolean()))
                    select path.Name;

        // These need no key: event ids make them idempotent, and names those of EPCIS, whose clients know of no key.
        asked.Order().ShouldBe(["/epcis/capture", "/epcis/events", "/epcis/queries", "/epcis/queries/{id}",
            "/epcis/queries/{id}/subscriptions", "/epcis/queries/{id}/subscriptions/{subscription}",
            "/v1/claims/{number}/events", "/v1/complaints/{number}/events",
            "/v1/desk-notes/{number}/events", "/v1/events",
            "/v1/inquiries/{number}/events", "/v1/insurance/{number}/events",
            "/v1/loading-lists/{number}/events", "/v1/reference/events", "/v1/rounds/{number}/events", "/v1/waybills/search",
            "/v1/waybills/{number}/events"]);
    }

    private string Stored => $"'\\x{Convert.ToHexStringLower(new IdempotencyKey(key.Trim('"'), "anybody").Name)}'::bytea";

    private static string Body(string name) =>
        JsonSerializer.Serialize(new { name, roles = (string[])["auditor"], expiresAt = DateTime.UtcNow.Date.AddDays(30) });

    private static HttpRequestMessage Request(string key, string body, string path) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, RunningService.JsonType),
            Headers = { { "Idempotency-Key", key } } };

    private static Task<Answer> Post(RunningService service, string key, string body, string path = "/v1/keys") =>
        service.Send(Request(key, body, path));

    private static void Same(Answer answer, Answer first)
    {
        answer.Status.ShouldBe(first.Status, answer.ToString());
        answer.Bytes.ShouldBe(first.Bytes);
        Of(answer).ShouldBe(Of(first));

        static IEnumerable<string> Of(Answer of) => of.Headers.Where(header => header.Key is not ("Date" or "RateLimit"))
            .Concat(of.ContentHeaders).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order();
    }

    private async Task<int> Made(string of) => (await Service.All("/v1/keys")).Count(made => made.GetProperty("name").GetString() == of);

    private async Task<string> Ask(string sql)
    {
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task Run(string sql)
    {
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
