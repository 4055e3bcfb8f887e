namespace OrderTracking.Marten.Views;

/// <summary>
/// When the earliest message comes that has a waybill looked at, as far as this node has scheduled it. What it has forgotten costs a
/// second message; what it remembers wrongly, of a page that failed, the sweep finds when it is due.
/// </summary>
internal sealed class ScheduledLooks
{
    private const int MaxWaybills = 100_000;

    private readonly Lock looking = new();
    private readonly Dictionary<string, DateTimeOffset> looks = [];

    /// <summary>Whether a message is to be scheduled for then: none is to come before, which would schedule the next.</summary>
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
