using System.Net;
using OrderTracking.Api.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Dashboard.Hosting;

namespace OrderTracking.Api.Http;

/// <summary>
/// Looks up a consignment for the public. An unknown number, a waybill without a phone and wrong digits get the same answer after the same
/// time, so that none can be told apart.
/// </summary>
internal sealed class PublicTracking(
    WrongDigitLimits limits, ITracking tracking, IEventLog log, ReferenceDataCache reference, TimeProvider clock) : IPublicTracking
{
    // Answers are sent at multiples of this after their request, right ones too. It is well above the time that a lookup takes.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(40);

    public async Task<TrackingAnswer> Find(string number, string digits, IPAddress? address, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        if (!limits.Try(number, address, out var retryAfter)) return new NoTryLeft(retryAfter);
        TrackedWaybill? found;
        try
        {
            found = !await tracking.Matches(number, digits, cancellationToken)
                ? null
                : TrackedWaybill.Of((await log.Read([number], cancellationToken))[0], await reference.Now(cancellationToken),
                    clock.GetUtcNow());
        }
        catch (UnreadableEventException unreadable)
        {
            // The stream is read only after the right digits.
            limits.GiveBack(number, address);
            await Hold(since, cancellationToken);
            return new NotShown(unreadable.First);
        }
        if (found is not null) limits.GiveBack(number, address);
        else limits.Wrong();
        await Hold(since, cancellationToken);
        return found is not null ? new Tracked(found) : new NotFoundOrWrongDigits();
    }

    private Task Hold(long since, CancellationToken cancellationToken)
    {
        var taken = clock.GetElapsedTime(since);
        var beats = Math.Max(1, Math.Ceiling(taken / Beat));
        return Task.Delay((Beat * beats) - taken, clock, cancellationToken);
    }
}
