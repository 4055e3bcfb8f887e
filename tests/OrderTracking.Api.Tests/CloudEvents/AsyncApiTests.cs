using System.Text;
using System.Text.Json;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.CloudEvents;

/// <summary>The AsyncAPI document says of every event type what the feed and webhooks send.</summary>
[Trait("Engine", "any")]
public sealed class AsyncApiTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Test = "webhook.test.v1";

    /// <summary>What only the service records of cases: no line may be of these types.</summary>
    private static readonly string[] OfService = ["case.step-due.v1", "round.sites-listed.v1", "round.followed.v1"];

    private static IEnumerable<EventType> Types => EventTypes.All.Where(type => type.Rank > 0);

    [Fact]
    public async Task both_channels_have_a_message_of_every_event_type()
    {
        var document = await Document();
        document.GetProperty("asyncapi").GetString().ShouldBe("3.0.0");
        var stored = Types.Select(type => type.Stored).ToList();

        Names(document.GetProperty("channels")).ShouldBe(["feed", "webhooks"]);
        Names(document.GetProperty("channels").GetProperty("feed").GetProperty("messages")).ShouldBe(stored);
        Names(document.GetProperty("channels").GetProperty("webhooks").GetProperty("messages")).ShouldBe([.. stored, Test]);
        Names(document.GetProperty("components").GetProperty("messages")).ShouldBe([.. stored, Test]);
        document.GetProperty("operations").EnumerateObject().Select(operation => operation.Value.GetProperty("channel")
            .GetProperty("$ref").GetString()).ShouldBe(["#/channels/feed", "#/channels/webhooks"]);
    }

    [Fact]
    public async Task every_reference_leads_somewhere()
    {
        var document = await Document();
        foreach (var reference in References(document))
        {
            var at = document;
            foreach (var part in reference.Split('/').Skip(1)) at.TryGetProperty(part, out at).ShouldBeTrue(reference);
        }
    }

    [Fact]
    public async Task the_data_of_each_type_have_the_members_of_the_event()
    {
        var schemas = (await Document()).GetProperty("components").GetProperty("schemas");
        foreach (var type in Types)
        {
            var schema = schemas.GetProperty(type.Stored);
            var members = EventJson.Data.GetTypeInfo(type.Type).Properties.Select(property => property.Name).ToList();
            var described = schema.TryGetProperty("properties", out var properties) ? Names(properties) : [];
            described.ShouldBe(members, ignoreOrder: true, type.Wire);
            foreach (var property in members)
                properties.GetProperty(property).TryGetProperty("type", out _).ShouldBeTrue($"{type.Wire}.{property}");
        }
        var signed = schemas.GetProperty("waybill.signed.v1");
        signed.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["pieces"]);
        schemas.GetProperty("waybill.exception-raised.v1").GetProperty("properties").GetProperty("kind").GetProperty("enum")
            .EnumerateArray().Select(value => value.GetString()).ShouldContain("shortage");
    }

    [Fact]
    public async Task every_example_is_an_event_as_it_is_sent_and_may_be_sent_back()
    {
        foreach (var message in (await Document()).GetProperty("components").GetProperty("messages").EnumerateObject())
        {
            var example = message.Value.GetProperty("examples")[0].GetProperty("payload");
            example.GetProperty("type").GetString().ShouldBe($"ordertracking.{message.Name}");
            message.Value.GetProperty("name").GetString().ShouldBe($"ordertracking.{message.Name}");
            if (message.Name == Test || OfService.Contains(message.Name)) continue;
            var sent = Encoding.UTF8.GetBytes(example.GetRawText());
            Line.Read(Author.Nobody, sent, 1, SubmissionOrigin.Unknown, LineForm.CloudEvent).Event.Malformed.ShouldBeNull(message.Name);
        }
    }

    [Fact]
    public async Task whoever_has_the_document_already_is_told_so_and_anybody_may_ask()
    {
        var document = await fixture.Service.As((string?)null).Get("/asyncapi/v1.json");
        document.Status.ShouldBe(200);
        var request = new HttpRequestMessage(HttpMethod.Get, "/asyncapi/v1.json") { Headers = { IfNoneMatch = { new(document.ETag!) } } };

        var same = await fixture.Service.Send(request);

        (same.Status, same.Bytes.Length, same.ETag).ShouldBe((304, 0, document.ETag));
    }

    private async Task<JsonElement> Document()
    {
        var answer = await fixture.Service.Get("/asyncapi/v1.json");
        (answer.Status, answer.ContentType).ShouldBe((200, "application/json"));
        return answer.Body;
    }

    private static List<string> Names(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
