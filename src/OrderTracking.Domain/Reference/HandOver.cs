using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Reference;

/// <summary>交接. An account that went from one manager to another.</summary>
/// <param name="Since">When the next manager began.</param>
/// <param name="Assignment">The event that assigned the account to the next manager.</param>
/// <param name="Note">What the next manager needs to know.</param>
/// <param name="Accepted">The items that the next manager took over.</param>
/// <param name="IsComplete">Whether nothing was left to be taken over.</param>
public sealed record HandOver(
    string Account, string From, string To, DateTimeOffset Since, Guid Assignment, string? Note, IReadOnlySet<string> Accepted,
    bool IsComplete)
{
    /// <summary>
    /// The newest hand-over of an account that had begun by a time; null while it has had one manager alone. An assignment to the manager
    /// who has the account already begins none.
    /// </summary>
    public static HandOver? Of(ReferenceSnapshot reference, string account, DateTimeOffset now)
    {
        // Of several assignments that begin together, the one recorded last is in force.
        var held = reference.Assignments(account).Where(assigned => assigned.From <= now)
            .GroupBy(assigned => assigned.From).OrderBy(together => together.Key).Select(together => together.Last()).ToList();
        for (var i = held.Count - 1; i > 0; i--)
            if (held[i - 1].Event.Manager != held[i].Event.Manager)
                return Of(reference, held[i - 1].Event, held[i], held[^1].Event.HandOver);
        return null;
    }

    private static HandOver Of(
        ReferenceSnapshot reference, AccountManagerAssigned before, InForce<AccountManagerAssigned> began, string? note)
    {
        var account = before.Account;
        var accepted = reference.Stream(ReferenceStreams.Account(account)).Select(entry => entry.Event).OfType<HandOverAccepted>()
            .Where(items => items.Assignment == began.Entry.Id).ToList();
        return new(
            account, before.Manager, began.Event.Manager, began.From, began.Entry.Id, note,
            accepted.SelectMany(items => items.Items).ToHashSet(), accepted.Exists(items => items.Complete));
    }
}
