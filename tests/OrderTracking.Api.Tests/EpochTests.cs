using Npgsql;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>What callers are told of the log's epoch.</summary>
public class EpochTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Name = "Log-Epoch";

    private static readonly DateTimeOffset At = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("/v1/audit/events")]
    [InlineData("/v1/exceptions")]
    [InlineData("/v1/waybills/NONE-1")]
    [InlineData("/v1/worklists?manager=nobody")]
    public async Task every_answer_names_it(string path) =>
        EpochOf(await fixture.Service.Get(path)).ShouldBe(await InForce());

    [Fact]
    public async Task who_asks_in_the_epoch_in_force_is_answered() =>
        (await Ask("/v1/audit/events?after=0", await InForce())).Status.ShouldBe(200);

    [Fact]
    public async Task who_asks_in_one_before_is_told_up_to_where_the_log_is_the_same()
    {
        var before = Guid.NewGuid();
        await Sql($"update tracking.epochs set number = default; insert into tracking.epochs (number, epoch, origin, position) "
            + $"overriding system value values (0, '{before}', 'before', 0)");

        var answer = await Ask("/v1/audit/events?after=6752", before.ToString());

        (answer.Status, answer.Code, answer.Field).ShouldBe((409, "other-epoch", Name));
        answer.Body.GetProperty("position").GetInt64().ShouldBe(0);
        EpochOf(answer).ShouldBe(await InForce());
    }

    [Fact]
    public async Task who_asks_in_one_that_never_was_begins_anew()
    {
        var answer = await Ask("/v1/exceptions?waitFor=1", Guid.NewGuid().ToString());

        (answer.Status, answer.Code).ShouldBe((409, "other-epoch"));
        answer.Body.TryGetProperty("position", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("5f0c1a2b")]
    public async Task what_is_no_epoch_is_refused(string named)
    {
        var answer = await Ask("/v1/exceptions", named);

        (answer.Status, answer.Code, answer.Field).ShouldBe((400, "invalid-epoch", Name));
    }

    [Fact]
    public async Task a_tag_of_another_epoch_matches_nothing()
    {
        var tag = (await fixture.Service.Post("/v1/waybills/ZB-1/events", Send.Received(At))).ETag!;
        var other = tag[..tag.LastIndexOf('-')] + "-00000000\"";

        var refused = await fixture.Service.Post("/v1/waybills/ZB-1/events", Send.Loaded(At.AddHours(1), 10), ifMatch: other);
        (refused.Status, refused.Code).ShouldBe((412, "version-mismatch"));

        (await fixture.Service.Post("/v1/waybills/ZB-1/events", Send.Loaded(At.AddHours(1), 10), ifMatch: tag)).Status.ShouldBe(201);
    }

    private Task<Answer> Ask(string path, string epoch)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(Name, epoch);
        return fixture.Service.Send(request);
    }

    private static string? EpochOf(Answer answer) =>
        answer.Headers.TryGetValues(Name, out var values) ? string.Join(", ", values) : null;

    private async Task<string> InForce() => ((Guid)(await Sql("select tracking.epoch()"))!).ToString();

    private async Task<object?> Sql(string sql)
    {
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
