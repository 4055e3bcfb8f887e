namespace OrderTracking.Marten.Views;

/// <summary>
/// The time of each waybill's earliest scheduled message, as far as this node has scheduled it. A forgotten time costs a second message;
/// a time that was remembered although its page failed is made up for by <see cref="OrderTracking.Marten.Messages.OverdueSweep"/>.
/// </summary>
internal sealed class ScheduledLooks
{
    private const int MaxWaybills = 100_000;

    private readonly Lock looking = new();
    private readonly Dictionary<string, DateTimeOffset> looks = [];

    /// <summary>Whether to schedule a message for this time: false if an earlier one is scheduled, which will schedule the next.</summary>
    public bool Add(string waybill, DateTimeOffset due, DateTimeOffset now)
    {
        lock (looking)
        {
            if (looks.TryGetValue(waybill, out var known) && known > now && known <= due) return false;
            if (looks.Count >= MaxWaybills) looks.Clear();
            looks[waybill] = due;
            return true;
        }
    }
}
