using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Past;

/// <summary>What is known of a waybill at one moment and was not at an earlier one.</summary>
/// <param name="Events">What was recorded in between, in that order.</param>
public sealed record WaybillDifference(
    History History, Disclosure Disclosure, IReadOnlyList<RecordedEvent<WaybillEvent>> Events, IReadOnlyList<RowChange> Changes);

/// <summary>Compares what was known at two positions of the log, waybill by waybill.</summary>
public sealed class KnowledgeDifferences(IEventLog log, IPastViews past, Company company, PastLimits limits)
{
    private const int WaybillsPerRead = 200;

    /// <summary>The waybills with events between the two positions, in order of number.</summary>
    /// <param name="received">Only orders received on these days of the company's.</param>
    /// <param name="after">The last waybill that the caller has.</param>
    /// <exception cref="PastTooLargeException">More lies between the two than may be looked through.</exception>
    public async Task<IReadOnlyList<WaybillDifference>> Between(
        long from, long to, AccessScope scope, StreamFilter filter, (DateOnly? From, DateOnly? To) received, string? after, int limit,
        CancellationToken cancellationToken)
    {
        if (to - from > limits.Events && filter is { Accounts: null, Lane: null, Waybill: null })
            throw new PastTooLargeException($"{to - from} events", $"{limits.Events} events");
        var found = new List<WaybillDifference>();
        while (found.Count < limit)
        {
            var waybills = await past.Changed(filter, from, to, after, WaybillsPerRead, cancellationToken);
            var histories = await log.ReadKnown(waybills, to, cancellationToken);
            foreach (var history in histories.OrderBy(history => history.Waybill, StringComparer.Ordinal))
                if (found.Count < limit && Of(history, from, to, scope, received) is { } difference) found.Add(difference);
            if (waybills.Count < WaybillsPerRead) break;
            after = waybills[^1];
        }
        return found;
    }

    private WaybillDifference? Of(History history, long from, long to, AccessScope scope, (DateOnly? From, DateOnly? To) received)
    {
        if (scope.Of(history) is not { } disclosure) return null;
        var (before, after) = (history.KnownAtPosition(from), history.KnownAtPosition(to));
        if (received is not (null, null) && !WasReceived(before, received) && !WasReceived(after, received)) return null;
        var shown = disclosure switch
        {
            Disclosure.Full => EventJson.Rows,
            Disclosure.Masked => EventJson.MaskedRows,
            _ => EventJson.CustomerRows,
        };
        return new(history, disclosure, [.. after.Events.Where(entry => entry.Position > from)],
            new ShownRows(before, company, shown).To(new(after, company, shown)));
    }

    private bool WasReceived(History history, (DateOnly? From, DateOnly? To) days) => history.Order is { } order
        && company.Day(order.OccurredAt) is var day && !(day < days.From) && !(day >= days.To);
}
