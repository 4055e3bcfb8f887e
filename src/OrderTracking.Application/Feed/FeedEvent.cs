using OrderTracking.Application.Access;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Feed;

/// <summary>An event of the feed, written once for all who receive it.</summary>
/// <param name="stream">The waybill's number, or the key of a case's stream.</param>
public sealed class FeedEvent(string stream, WaybillAccess access, RecordedEvent<DomainEvent> entry, IFeedWriter writer)
{
    private readonly byte[] forStaff = writer.Write(stream, entry, Disclosure.Masked);
    private byte[]? forCustomers;

    /// <summary>The event as it is recorded, with its persons.</summary>
    public RecordedEvent<DomainEvent> Entry => entry;

    public long Position => entry.Position;

    public string Stream => stream;

    /// <summary>The kind of case that it is of; null for an event of a waybill.</summary>
    public string? Kind { get; } = CaseStreams.TypeOf(stream)?.Kind;

    public string Station => entry.Event.Station;

    /// <summary>The name of its type over HTTP.</summary>
    public string Type => EventTypes.Of(entry.Event).Wire;

    /// <summary>What decided who may see its waybill or case when the page was read.</summary>
    public WaybillAccess Access => access;

    /// <summary>About what it takes in memory: both texts, and the event that they are written from.</summary>
    public int Bytes => 4 * forStaff.Length;

    /// <summary>The event as JSON. Two subscribers may write it at the same time, with the same result.</summary>
    public byte[] Text(Disclosure disclosure) =>
        disclosure > Disclosure.Customer ? forStaff : forCustomers ??= writer.Write(stream, entry, Disclosure.Customer);

    /// <summary>The event as a structured CloudEvent. It is written anew for each subscriber, and so takes no memory here.</summary>
    public byte[] CloudEvent(Disclosure disclosure) =>
        writer.WriteCloudEvent(stream, entry, disclosure > Disclosure.Customer ? Disclosure.Masked : Disclosure.Customer);
}
