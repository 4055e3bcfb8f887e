using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;

namespace OrderTracking.Engine.Contract;

/// <summary>Events with what a test does not care about filled in.</summary>
public static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.FromHours(8));

    public static Received Received(
        string account = "ACME", string origin = "SHA", string destination = "CTU", int pieces = 10, int minute = 0, int? copies = null,
        DateTimeOffset? promisedAt = null, Person? consignee = null, string? order = null) =>
        new(account, origin, destination, pieces, order, ReceiptCopies: copies, PromisedAt: promisedAt, Consignee: consignee)
        {
            OccurredAt = Noon.AddMinutes(minute), Station = origin, By = "li.wei",
        };

    public static Loaded Loaded(int pieces = 10, int minute = 10) =>
        new(pieces, "CTU", "ZZ-0601-07", "沪A·D1234") { OccurredAt = Noon.AddMinutes(minute), Station = "SHA", By = "li.wei" };

    public static Signed Signed(int pieces = 10, int minute = 100) =>
        new(pieces, new Person("王芳", "138 0013 8000"), Proofs: ["p-1", "p-2"]) { OccurredAt = Noon.AddMinutes(minute), Station = "CTU",
            By = "zhang.min" };

    public static ExceptionRaised Raised(string id, int minute = 50, ExceptionKind kind = ExceptionKind.Delay) =>
        new(id, kind, ExceptionStage.LineHaul, "XIY", 2, "高速封路") { OccurredAt = Noon.AddMinutes(minute), Station = "XIY",
            By = "chen.jing" };

    /// <summary>Every event type that a waybill can have.</summary>
    public static IEnumerable<EventType> Types => EventTypes.All.Where(type => type.Type.IsAssignableTo(typeof(WaybillEvent)));

    public static NewEvent New(WaybillEvent waybillEvent) => new(Guid.NewGuid(), waybillEvent);

    /// <summary>So many events that no rule reads.</summary>
    public static NewEvent[] Notes(int count, string about = "在途") =>
        [.. Enumerable.Range(0, count)
            .Select(i => New(new CustomerNotified("sms", about) { OccurredAt = Noon.AddSeconds(i), Station = "SHA", By = "bot" }))];

    public static Task<AppendResult> Append(this Node node, string waybill, long expected, params NewEvent[] events) =>
        node.Log.Append([new(waybill, expected, events)], CancellationToken.None);

    /// <summary>A history as the log would return it, of events that are in no log.</summary>
    public static History History(string waybill, params WaybillEvent[] events) =>
        new(waybill, [.. events.Select((waybillEvent, i) => new RecordedEvent<WaybillEvent>(
        Guid.NewGuid(), i + 1, i + 1, Noon.AddDays(1).AddSeconds(i), EventSource.Person, null, null, waybillEvent))]);

    /// <summary>Asserts that an event came back from the log as it was decided.</summary>
    public static void ShouldBe<T>(this RecordedEvent<T> entry, NewEvent newEvent) where T : DomainEvent
    {
        (entry.Id, entry.Source, entry.Causation, entry.Correlation, entry.Sender)
            .ShouldBe((newEvent.Id, newEvent.Source, newEvent.Causation, newEvent.Correlation, newEvent.Sender));
        EventCodec.SameContent(entry.Event, newEvent.Event).ShouldBeTrue($"{entry.Event} is not {newEvent.Event}");
        entry.Event.OccurredAt.Offset.ShouldBe(newEvent.Event.OccurredAt.Offset);
    }
}
