using System.Net;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;

namespace OrderTracking.Dashboard.Hosting;

/// <summary>What the public is answered.</summary>
public abstract record TrackingAnswer;

public sealed record Tracked(TrackedWaybill Waybill) : TrackingAnswer;

/// <summary>No such number, no phone, or other digits: nobody learns which.</summary>
public sealed record NotFoundOrWrongDigits : TrackingAnswer;

/// <summary>Too many wrong digits; the next try may be made then.</summary>
public sealed record NoTryLeft(TimeSpan RetryAfter) : TrackingAnswer;

/// <summary>The digits are right, but one of its events cannot be read.</summary>
public sealed record NotShown(UnreadableEvent Event) : TrackingAnswer;

/// <summary>Public tracking, with the host's limits of wrong digits: the same for the page and for GET /track/{number}.</summary>
public interface IPublicTracking
{
    /// <param name="number">In its canonical form.</param>
    /// <param name="digits">Four digits.</param>
    Task<TrackingAnswer> Find(string number, string digits, IPAddress? address, CancellationToken cancellationToken);
}
