using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.BadInput;

/// <summary>Each bad request gets its answer and records nothing, and the next good request works.</summary>
[Trait("Engine", "any")]
public class BadInputTests(BadInputTests.Fixture fixture) : IClassFixture<BadInputTests.Fixture>
{
    private static readonly Dictionary<string, Bad> Rows = BadEvents.All.Concat(BadRequests.All).Concat(BadReference.All)
        .ToDictionary(bad => bad.Name);

    public static TheoryData<string> Names => [.. Rows.Keys];

    public static TheoryData<string> EventNames => [.. Rows.Values.Where(bad => bad.IsEvent).Select(bad => bad.Name)];

    [Fact]
    public void there_are_enough_rows() => Rows.Count.ShouldBeGreaterThan(250);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task a_bad_request_gets_its_answer_and_the_next_good_one_works(string name)
    {
        var bad = Rows[name];
        var before = await fixture.PostGood();

        var answer = await fixture.Service.Send(bad.Request());

        answer.Status.ShouldBe(bad.Status, answer.ToString());
        answer.ContentType.ShouldBe("application/problem+json", answer.ToString());
        answer.Code.ShouldBe(bad.Code, answer.ToString());
        answer.Field.ShouldBe(bad.Field, answer.ToString());
        answer.Body.GetProperty("status").GetInt32().ShouldBe(bad.Status);
        foreach (var member in (string[])["type", "title", "detail"])
            answer.Body.GetProperty(member).GetString().ShouldNotBeNullOrWhiteSpace();

        (await fixture.Service.Get($"/v1/audit/events?after={before}")).Text.ShouldBeEmpty();
        (await fixture.PostGood()).ShouldBe(before + 1);
    }

    [Theory]
    [MemberData(nameof(EventNames))]
    public async Task a_bad_line_of_a_batch_is_refused_for_the_same_reason_as_alone(string name)
    {
        var bad = Rows[name];
        var before = await fixture.PostGood();

        var answer = await fixture.Service.Post("/v1/events", bad.Line(), RunningService.NdjsonType);

        answer.Status.ShouldBe(200, answer.ToString());
        var line = answer.Body.GetProperty("results")[0];
        line.GetProperty("status").GetString().ShouldBe("refused", answer.ToString());
        line.GetProperty("code").GetString().ShouldBe(bad.Code, answer.ToString());
        line.GetProperty("field").GetString().ShouldBe(bad.Field ?? "", answer.ToString());
        (await fixture.Service.Get($"/v1/audit/events?after={before}")).Text.ShouldBeEmpty();
    }

    public sealed class Fixture : ServiceFixture
    {
        private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

        private int good;

        protected override async Task Prepare()
        {
            (await Service.Post($"/v1/waybills/{Bad.Known}/events", Send.Received(At, id: Guid.Parse(Bad.KnownId)))).Status.ShouldBe(201);
        }

        /// <returns>The position of the event that was recorded.</returns>
        public async Task<long> PostGood()
        {
            var answer = await Service.Post($"/v1/waybills/GOOD-{++good}/events", Send.Received(At));
            answer.Status.ShouldBe(201, answer.ToString());
            return answer.Position;
        }
    }
}
