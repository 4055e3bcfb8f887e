using System.Buffers;
using System.Text.Json;
using OrderTracking.Api.Http;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Recording;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.CloudEvents;

/// <summary>Every event that a sender may record is read from a CloudEvent as it was written into one.</summary>
[Trait("Engine", "any")]
public sealed class CloudEventRoundTripTests
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8)).AddMicroseconds(123_456);

    /// <summary>The types that lines may be of, each with a stream that takes it.</summary>
    public static TheoryData<string, string> Types
    {
        get
        {
            var types = new TheoryData<string, string>();
            foreach (var (wire, stream) in All) types.Add(wire, stream);
            return types;
        }
    }

    private static IEnumerable<(string Wire, string Stream)> All =>
    [
        .. EventFamily.Waybills.Names.Select(wire => (wire, "ZB-1")),
        .. from type in AllCases.All from wire in type.Events.Names select (wire, type.Stream("CL-1")),
    ];

    [Fact]
    public void the_types_are_all_that_senders_may_record() =>
        EventTypes.All.Where(type => type.Rank > 0).Select(type => type.Wire).Except(All.Select(of => of.Wire))
            .ShouldBe(["stepDue", "roundSitesListed", "roundFollowed"], "only the service records these of cases");

    [Theory]
    [MemberData(nameof(Types))]
    public void what_is_written_is_read_as_the_same_event(string wire, string stream)
    {
        var type = EventTypes.All.Single(type => type.Wire == wire);
        var data = (DomainEvent)JsonSerializer.Deserialize(
            EventSchemas.Example(type).ToJsonString(), EventJson.Data.GetTypeInfo(type.Type))!;
        var entry = new RecordedEvent<DomainEvent>(Guid.NewGuid(), 7, 3, At.ToUniversalTime(), EventSource.Person, "ERP-7", Guid.NewGuid(),
            data with { OccurredAt = At, Station = "SHA", By = "li.wei" }) { Sender = "branch-7" };

        var read = Read(Written(entry, stream)).Event;

        read.Malformed.ShouldBeNull();
        (read.Id, read.CaseStream ?? read.Waybill).ShouldBe((entry.Id, stream));
        var (again, correlation, sender) = read.Case is { } ofCase ? ((DomainEvent)ofCase.Event, ofCase.Correlation, ofCase.Sender)
            : (read.Submitted!.Event, read.Submitted.Correlation, read.Submitted.Sender);
        EventCodec.Write(again).ShouldBe(EventCodec.Write(entry.Event));
        again.OccurredAt.EqualsExact(At).ShouldBeTrue();
        // Who sent it is who sends it now.
        (correlation, sender).ShouldBe(("ERP-7", "me"));
    }

    [Fact]
    public void an_event_of_the_example_has_every_member()
    {
        foreach (var type in EventTypes.All.Where(type => type.Rank > 0))
            EventSchemas.Example(type).Select(member => member.Key).ShouldBe(
                EventJson.Data.GetTypeInfo(type.Type).Properties.Select(property => property.Name), ignoreOrder: true, type.Wire);
    }

    private static byte[] Written(RecordedEvent<DomainEvent> entry, string stream)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ResponseJson.Writing)) CloudEvent.Write(writer, stream, entry, Disclosure.Full);
        return buffer.WrittenSpan.ToArray();
    }

    private static Line Read(byte[] sent) => Line.Read(Author.Nobody, sent, 1, new SubmissionOrigin("me"), LineForm.CloudEvent);
}
