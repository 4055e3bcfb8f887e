using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Webhooks;

/// <summary>
/// The deliveries of one webhook that wait, by waybill. Of each waybill only the first is tried; the others wait for it, so that the order
/// of a waybill's events is kept. Both their number and that of waybills are bounded: beyond, nothing new is taken.
/// </summary>
public sealed class ParkedDeliveries
{
    public const int MaxStreams = 100, MaxDeliveries = 1_000;

    private readonly Dictionary<string, List<WebhookEventDelivery>> byStream = [];
    private readonly bool hasMore;
    private int count;

    /// <param name="waiting">In order of position; all that are stored, or as many as may wait.</param>
    public ParkedDeliveries(IReadOnlyList<WebhookEventDelivery> waiting)
    {
        foreach (var delivery in waiting) Add(delivery);
        hasMore = waiting.Count >= MaxDeliveries;
    }

    /// <summary>Others are stored behind these and are to be read, once these are settled.</summary>
    public bool IsToBeReadAgain => hasMore && count == 0;

    /// <summary>How many deliveries, and how many waybills that do not wait yet, may come to wait.</summary>
    public (int Deliveries, int Streams) Room => hasMore ? (0, 0)
        : (Math.Max(0, MaxDeliveries - count), Math.Max(0, MaxStreams - byStream.Count));

    public bool Has(string stream) => byStream.ContainsKey(stream);

    /// <summary>All that wait of some of the waybills whose first delivery is due, the longest due first.</summary>
    public IEnumerable<IReadOnlyList<WebhookEventDelivery>> Due(DateTimeOffset now, int most) => byStream.Values
        .Where(waiting => waiting[0].NextAt is not { } at || at <= now)
        .OrderBy(waiting => waiting[0].NextAt ?? DateTimeOffset.MinValue).Take(most);

    /// <summary>Takes over what a round came to: of each waybill that it had to do with, what still waits.</summary>
    public void Replace(string stream, IEnumerable<WebhookEventDelivery> waiting)
    {
        if (byStream.Remove(stream, out var before)) count -= before.Count;
        foreach (var delivery in waiting) Add(delivery);
    }

    public void Add(WebhookEventDelivery delivery)
    {
        if (!byStream.TryGetValue(delivery.Stream, out var waiting)) byStream.Add(delivery.Stream, waiting = []);
        waiting.Add(delivery);
        count++;
    }
}
