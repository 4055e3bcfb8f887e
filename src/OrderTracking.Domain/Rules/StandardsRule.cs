using System.Globalization;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Rules;

/// <summary>
/// What a waybill's stream must contain because of its account's terms and its lane's standard: a promise where nobody made one, and the
/// terms it is held to. A pure function of history and reference data, so every node derives the same events, however often.
/// </summary>
public static class StandardsRule
{
    /// <summary>Whether an event of this type can change the terms that a waybill is held to.</summary>
    public static bool IsRelevant(WaybillEvent waybillEvent) =>
        waybillEvent is OrderAmended or Signed or ReturnedToShipper or WrittenOff or Corrected || GoodsInHand.IsRelevant(waybillEvent);

    /// <summary>
    /// The events to append; none when the stream already agrees with the reference data. A finished waybill is held to the reference data
    /// that were recorded before its end.
    /// </summary>
    public static IReadOnlyList<NewEvent> Changes(Waybill waybill, ReferenceSnapshot reference, Company company)
    {
        if (!reference.HasStandards || waybill.Received is not { } received) return [];
        var standards = new WaybillStandards(waybill, received);
        var order = waybill.History.Received()!;
        var account = reference.AccountInForce(received.Account, received.OccurredAt, standards.FinishedAt);
        var standard = reference.Standard(received.Origin, received.Destination, received.OccurredAt, standards.FinishedAt);
        var mandate = order.Mandate is { } named
            ? reference.Mandate(order.Account, named, company.Day(order.OccurredAt), standards.FinishedAt) : null;
        if (account is null && standard is null && mandate is null && standards is { Terms: null, Promise: null }) return [];

        var running = standard?.Event.Calendar is { } laneCalendar ? reference.Calendar(laneCalendar, standards.FinishedAt) : null;
        // The hours run from when the goods are in hand; while they are still with the shipper, nothing is due at the destination.
        DateTimeOffset? arrival = null, delivery = null;
        if (standard?.Event is { } lane && waybill.History.InHand is { Event.OccurredAt: var inHand })
        {
            arrival = RunningTime.Due(inHand, lane, Of(running), company);
            delivery = lane.DeliveryHours is not { } more ? arrival
                : RunningTime.Due(inHand, lane with { Hours = lane.Hours + more }, Of(running), company);
        }
        var counting = account?.Event.Calendar is { } accountCalendar ? reference.Calendar(accountCalendar, standards.FinishedAt) : null;
        var receipt = account is null || counting is null
            ? null : ReceiptDue(standards, order, account.Event, new(counting.Event), company);

        var cause = standards.Cause(account?.Entry, standard?.Entry, mandate?.Entry, running?.Entry, counting?.Entry);
        List<NewEvent> changes = [];
        if (Promise(standards, received, standard, delivery, cause) is { } promise) changes.Add(promise);
        if (Terms(standards, received, account, standard, mandate, arrival, receipt, cause) is { } terms) changes.Add(terms);
        return changes;
    }

    private static WorkCalendar? Of(InForce<CalendarSet>? calendar) => calendar is null ? null : new(calendar.Event);

    /// <summary>
    /// The end of the last workday on which the receipt may come back; null when none is wanted, or until the waybill is closed.
    /// </summary>
    private static DateTimeOffset? ReceiptDue(WaybillStandards standards, Received received, AccountSet account, WorkCalendar calendar,
        Company company)
    {
        if (received.ReceiptCopies is not > 0) return null;
        if (standards.History.Closing is not { DeliveredAt: not null } closing) return null;
        var last = calendar.AddWorkdays(company.Day(closing.At), account.ReceiptDays ?? Waybills.Terms.ReceiptDays);
        return company.Begin(last.AddDays(1));
    }

    private static NewEvent? Promise(WaybillStandards standards, Received received, InForce<LaneStandardSet>? standard,
        DateTimeOffset? delivery, Guid cause)
    {
        if (standards.IsPromised) return null;
        if (delivery is { } due)
        {
            if (standards.Promise?.Event is PromiseSet set && set.PromisedAt == due && set.Standard == Key(standard)) return null;
            return new(
                Id(cause, "promise", standards.LastPromise, Key(standard), due),
                new PromiseSet(due, PromiseBasis.LaneStandard, Key(standard), standard!.Version)
                {
                    OccurredAt = received.OccurredAt, Station = received.Station, By = DerivedExceptions.By,
                },
                EventSource.System, cause);
        }
        // The Received was corrected to a lane without a standard, or the goods are not in hand yet: the promise taken from the standard
        // is withdrawn.
        return standards.Promise is not { } stale
            ? null
            : new(
                Id(cause, "no-promise", stale.Id),
                new Corrected(stale.Id, standard is null ? "线路无既定运行时间" : "货物尚未提到")
                {
                    OccurredAt = received.OccurredAt, Station = received.Station, By = DerivedExceptions.By,
                },
                EventSource.System, cause);
    }

    private static NewEvent? Terms(
        WaybillStandards standards, Received received, InForce<AccountSet>? account, InForce<LaneStandardSet>? standard,
        InForce<MandateGranted>? mandate, DateTimeOffset? arrival, DateTimeOffset? receipt, Guid cause)
    {
        var (terms, limits) = (account?.Event, account?.Event.Limits);
        var wanted = new TermsSet(
            terms?.ReportBackHours ?? Waybills.Terms.ReportBackHours, limits?.SortingHours ?? Waybills.Terms.SortingHours,
            limits?.OriginHours ?? Waybills.Terms.OriginHours, limits?.TransitHours ?? Waybills.Terms.TransitHours,
            limits?.TransferHours ?? Waybills.Terms.TransferHours, limits?.DestinationHours ?? Waybills.Terms.DestinationHours,
            terms?.ReceiptDays ?? Waybills.Terms.ReceiptDays, arrival, receipt, terms?.Account, account?.Version, Key(standard),
            standard?.Version, terms?.LoadingConfirmation ?? Waybills.Terms.LoadingConfirmation,
            limits?.DispatchHours ?? Waybills.Terms.DispatchHours,
            limits?.DeliveryDispatchHours ?? Waybills.Terms.DeliveryDispatchHours, standard?.Event.DeliveryHours,
            terms?.OrderCompleteHours ?? Waybills.Terms.OrderCompleteHours, mandate?.Event.OccurredAt,
            terms?.MeasurementTolerancePercent ?? Waybills.Terms.MeasurementTolerancePercent)
        {
            OccurredAt = received.OccurredAt, Station = received.Station, By = DerivedExceptions.By,
        };
        if (Same(standards.Terms?.Event as TermsSet, wanted, standards.History)) return null;
        return new(
            Id(
                cause, "terms", standards.Terms?.Id, wanted.Account, wanted.Standard, wanted.ReportBackHours, wanted.SortingHours,
                wanted.OriginHours, wanted.TransitHours,
                wanted.TransferHours, wanted.DestinationHours, wanted.ReceiptDays, wanted.ArrivalDueAt, wanted.ReceiptDueAt,
                wanted.LoadingConfirmation, wanted.DispatchHours, wanted.DeliveryDispatchHours, wanted.DeliveryHours,
                wanted.OrderCompleteHours, wanted.MandateGrantedAt, wanted.MeasurementTolerancePercent),
            wanted, EventSource.System, cause);
    }

    // A new version with the same values changes nothing, and the company's default terms are not recorded.
    private static bool Same(TermsSet? known, TermsSet wanted, History history)
    {
        var had = Bare(known ?? Waybills.Terms.Of(history));
        return had == (known is null ? Bare(wanted) with { Account = null, Standard = null } : Bare(wanted));
    }

    private static TermsSet Bare(TermsSet terms) =>
        terms with { OccurredAt = default, Station = "", By = "", AccountVersion = null, StandardVersion = null };

    private static string? Key(InForce<LaneStandardSet>? standard) => standard is null ? null : ReferenceStreams.Of(standard.Event);

    // The name includes the id of the event that this one supersedes, so terms that change and change back get new ids.
    private static Guid Id(Guid cause, params ReadOnlySpan<object?> content)
    {
        var name = new List<string>(content.Length);
        foreach (var part in content)
            name.Add(part is DateTimeOffset time ? time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
                : Convert.ToString(part, CultureInfo.InvariantCulture) ?? "");
        return UuidV5.Create(cause, string.Join('|', name));
    }
}
