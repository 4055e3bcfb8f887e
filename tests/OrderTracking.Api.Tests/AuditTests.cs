using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The export of the whole log.</summary>
public class AuditTests(AuditTests.Fixture fixture) : IClassFixture<AuditTests.Fixture>
{
    private const int Waybills = 700;

    [Fact]
    public async Task the_log_comes_whole_and_in_order()
    {
        var answer = await fixture.Service.Get("/v1/audit/events");

        answer.ContentType.ShouldBe("application/x-ndjson");
        var lines = answer.Lines;
        lines.Select(line => line.GetProperty("id").GetString()).ShouldBe(fixture.Sent.Select(sent => sent.Id()), ignoreOrder: true);
        lines.Select(line => line.GetProperty("position").GetInt64()).ShouldBeInOrder();
        lines.Select(line => line.GetProperty("recordedAt").GetDateTimeOffset()).ShouldBeInOrder();
    }

    [Fact]
    public async Task every_line_is_the_event_of_its_stream()
    {
        foreach (var line in (await fixture.Service.Get("/v1/audit/events")).Lines.Where((_, index) => index % 97 == 0))
        {
            var number = line.GetProperty("waybill").GetString();
            line.GetProperty("name").GetString()!.ShouldMatch("^waybill\\.(received|loaded)\\.v1$");
            var rest = JsonNode.Parse(line.GetRawText())!.AsObject();
            rest.Remove("waybill");
            rest.Remove("name");
            var own = (await fixture.Service.Get($"/v1/waybills/{number}/events")).Items
                .Single(item => item.GetProperty("id").GetString() == line.GetProperty("id").GetString());
            JsonNode.DeepEquals(rest, JsonNode.Parse(own.GetRawText())).ShouldBeTrue();
            var sent = fixture.Sent.Single(sent => sent.Id() == line.GetProperty("id").GetString());
            foreach (var member in sent)
                JsonNode.DeepEquals(member.Value, JsonNode.Parse(line.GetRawText())![member.Key]).ShouldBeTrue(member.Key);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(333)]
    [InlineData(1001)]
    public async Task read_in_parts_it_is_the_same(int limit)
    {
        var whole = (await fixture.Service.Get("/v1/audit/events")).Text;
        var (parts, after) = ("", 0L);
        for (var reads = 0; reads < (limit == 1 ? 3 : int.MaxValue); reads++)
        {
            var part = await fixture.Service.Get($"/v1/audit/events?after={after}&limit={limit}");
            if (part.Text.Length == 0) break;
            part.Lines.Length.ShouldBeLessThanOrEqualTo(limit);
            after = part.Lines[^1].GetProperty("position").GetInt64();
            parts += part.Text;
        }

        if (limit == 1) whole.ShouldStartWith(parts);
        else parts.ShouldBe(whole);
    }

    [Fact]
    public async Task nothing_comes_of_asking_for_nothing_or_for_what_is_not_there_yet()
    {
        (await fixture.Service.Get("/v1/audit/events?limit=0")).Text.ShouldBeEmpty();
        (await fixture.Service.Get($"/v1/audit/events?after={long.MaxValue}")).Text.ShouldBeEmpty();
    }

    public sealed class Fixture : ServiceFixture
    {
        public List<JsonObject> Sent { get; } = [];

        protected override async Task Prepare()
        {
            var at = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));
            for (var i = 0; i < Waybills; i++)
            {
                Sent.Add(Send.Received(at, waybill: $"A-{i}"));
                Sent.Add(Send.Loaded(at.AddHours(1), 10, waybill: $"A-{i}").With("correlation", $"批次-{i % 3}"));
            }
            (await Service.PostLines("/v1/events", Sent)).Body.GetProperty("accepted").GetInt32().ShouldBe(2 * Waybills);
        }
    }
}
