using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>Works out a waybill's deadlines from its history.</summary>
internal sealed partial class DeadlineFold
{
    private readonly History history;
    private readonly Company company;
    private readonly Received? received;
    private readonly HashSet<Excusable>? excused;
    private readonly DateTimeOffset? cancelledAt;
    private readonly Closing? closing;
    private readonly bool hasCorrectiveActions;
    private readonly List<DeadlineRow> rows = [];
    private readonly Dictionary<Guid, RecordedEvent<WaybillEvent>> missed = [];
    private readonly List<RecordedEvent<WaybillEvent>>? confirmations;
    private readonly List<DateTimeOffset>? notified;
    private readonly int plans;
    private readonly List<Hold>? holds;
    private readonly string? complaint;
    private readonly Dictionary<string, PenaltyDecision>? penalties;

    public DeadlineFold(History history, Company company)
    {
        (this.history, this.company) = (history, company);
        received = history.Received();
        closing = history.Closing;
        var isHeld = false;
        foreach (var entry in history.EffectiveEvents)
            switch (entry.Event)
            {
                case ExceptionResolved resolved when Excuses.Hold(resolved): (excused ??= []).UnionWith(resolved.Excuses!); break;
                case Cancelled: cancelledAt ??= entry.Event.OccurredAt; break;
                case CorrectiveActionSet: hasCorrectiveActions = true; break;
                case DeadlineMissed: missed[entry.Id] = entry; break;
                case LoadingPlanned: plans++; break;
                case HeldForInstruction: isHeld = true; break;
                case LoadingConfirmed: (confirmations ??= []).Add(entry); break;
                case CustomerNotified: (notified ??= []).Add(entry.Event.OccurredAt); break;
                case ComplaintLinked linked: complaint ??= linked.ComplaintId; break;
                case PenaltyConfirmed x: (penalties ??= [])[x.Deadline] = new(x.Amount, x.Reason, x.By, x.OccurredAt); break;
                case PenaltyWaived x: (penalties ??= [])[x.Deadline] = new(null, x.Reason, x.By, x.OccurredAt); break;
            }
        if (isHeld && received is not null) holds = Hold.Of(history, received);
    }

    public IEnumerable<DeadlineRow> Rows()
    {
        if (received is null) return [];
        ReportBack();
        OrderComplete();
        Vehicles();
        Loading();
        AtDestination();
        Receipt();
        if (hasCorrectiveActions) CorrectiveActions();
        Stays.Add(history, received, holds, stay => Add(stay));
        Withdrawn();
        return rows;
    }

    private void ReportBack()
    {
        var (_, known) = Terms.Part(history, terms => terms.ReportBackHours);
        foreach (var row in ExceptionRow.Rows(history))
            Add(new(DeadlineRule.ReportBack, row.ResponsibleStation ?? row.Station)
            {
                Of = row.ExceptionId, StartedAt = row.RaisedAt,
                StartRecordedAt = Later(row.RaisedRecordedAt, known),
                DueAt = row.ReportBackDueAt, KeptAt = row.ReportedBackAt, About = row.ExceptionId,
            });
    }

    // What was still missing when the waybill was closed is not asked for any more.
    private void OrderComplete()
    {
        if (history.Gaps is not { } gaps) return;
        var (hours, known) = Terms.Part(history, terms => terms.OrderCompleteHours ?? Terms.OrderCompleteHours);
        Add(new(DeadlineRule.OrderComplete, received!.Station)
        {
            StartedAt = gaps.Since.Event.OccurredAt, StartRecordedAt = Later(gaps.Since.RecordedAt, known),
            DueAt = gaps.Since.Event.OccurredAt.AddHours(hours),
            KeptAt = gaps.FilledAt ?? closing?.At,
            About = Orders.Join(gaps.Fields),
        });
    }

    private void AtDestination()
    {
        var first = history.EffectiveEvents.First(entry => entry.Event is Received);
        var arrived = history.ArrivedInFullAt(received!);
        if (Terms.Part(history, terms => terms.ArrivalDueAt) is ({ } arrival, var since))
            Add(new(DeadlineRule.Arrival, received!.Destination)
            {
                StartedAt = (history.InHand ?? first).Event.OccurredAt,
                StartRecordedAt = Later(first.RecordedAt, since), DueAt = arrival,
                KeptAt = arrived ?? closing?.DeliveredAt, IsVoid = closing is { IsReturned: true },
            });
        var delivered = Earliest(closing?.DeliveredAt, history.NoticeAt(received!, arrived));
        if (arrived is { } full && Terms.Part(history, terms => terms.DeliveryHours) is ({ } deliveryHours, var set))
            Add(new(DeadlineRule.Delivery, received!.Destination)
            {
                StartedAt = full, DueAt = full.AddHours(deliveryHours), KeptAt = delivered,
                IsVoid = closing is { IsReturned: true },
                StartRecordedAt = Later(history.EffectiveEvents.Where(entry => entry.Event is Arrived && entry.Event.OccurredAt <= full
                    && entry.Event.Station == received.Destination).Max(entry => entry.RecordedAt), set),
            });
        if (history.Promise(received!) is { } promise)
            Add(new(DeadlineRule.Promise, received!.Destination)
            {
                StartedAt = received.OccurredAt, StartRecordedAt = promise.KnownAt ?? first.RecordedAt, DueAt = promise.At,
                KeptAt = promise.Basis == PromiseBasis.LaneStandard ? delivered : closing?.DeliveredAt,
                IsVoid = closing is { IsReturned: true },
            });

        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is Arrived && entry.Event.Station == received!.Destination)
            {
                var at = entry.Event.OccurredAt;
                var (hours, known) = Terms.Part(history, terms => terms.SortingHours);
                Add(new(DeadlineRule.Sorting, received.Destination)
                {
                    StartedAt = at, StartRecordedAt = Later(entry.RecordedAt, known), DueAt = at.AddHours(hours),
                    KeptAt = First(waybillEvent => waybillEvent is Sorted or OutForDelivery or Signed or ReturnedToShipper
                        && waybillEvent.Station == received.Destination && waybillEvent.OccurredAt >= at),
                });
                break;
            }
    }

    // Due from the closing, where something was signed for.
    private void Receipt()
    {
        if (received!.ReceiptCopies is not > 0 || closing is not { DeliveredAt: not null, At: var closedAt }) return;
        // A closing made of several parts is known once all of them are recorded.
        var known = history.EffectiveEvents
            .Where(entry => Closing.PiecesSettledBy(entry.Event) > 0 && entry.Event.OccurredAt <= closedAt)
            .Max(entry => entry.RecordedAt);
        var ((dueAt, days), since) = Terms.Part(history, terms => (terms.ReceiptDueAt, terms.ReceiptDays));
        Add(new(DeadlineRule.Receipt, received.Destination)
        {
            StartedAt = closedAt, StartRecordedAt = Later(known, since), DueAt = dueAt ?? closedAt.AddDays(days),
            KeptAt = First(waybillEvent => waybillEvent is ReceiptReturned),
        });
    }

    // The newest plan of an action gives owner and due time; it begins with the first.
    private void CorrectiveActions()
    {
        Dictionary<string, (DateTimeOffset Since, RecordedEvent<WaybillEvent> Newest)> actions = [];
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is CorrectiveActionSet set)
                actions[set.ActionId] = (actions.TryGetValue(set.ActionId, out var had) ? had.Since : set.OccurredAt, entry);
        foreach (var (id, (since, newest)) in actions)
        {
            var set = (CorrectiveActionSet)newest.Event;
            Add(new(DeadlineRule.CorrectiveAction, set.ResponsibleStation ?? set.Station)
            {
                Of = id, StartedAt = since, StartRecordedAt = newest.RecordedAt, DueAt = set.DueAt, About = id,
                KeptAt = First(waybillEvent => waybillEvent is CorrectiveActionVerified verified && verified.ActionId == id),
            });
        }
    }

    /// <summary>
    /// Adds a deadline; where it was missed or kept late, the customer is told, within the hours in which exceptions are reported back.
    /// </summary>
    /// <param name="kept">The event that kept it.</param>
    private void Add(Deadline found, RecordedEvent<WaybillEvent>? kept, NotificationReason late)
    {
        var known = Add(found with { KeptAt = kept?.Event.OccurredAt });
        if (known is null && kept?.Event.OccurredAt > found.DueAt) known = kept.RecordedAt;
        if (known is { } at) Notify(Name(found.Rule), found.Station, found.DueAt, at, late);
    }

    /// <returns>When its miss was recorded, unless that is withdrawn.</returns>
    private DateTimeOffset? Add(Deadline found)
    {
        var (rule, dueAt, keptAt) = (found.Rule, found.DueAt, found.KeptAt);
        var deadline = found.Of is null ? Name(rule) : $"{Name(rule)}:{found.Of}";
        RecordedEvent<WaybillEvent>? said = null;
        var raised = missed.Count > 0 && missed.Remove(MissedDeadlines.IdOf(history.Waybill, deadline, dueAt), out said);
        // A deadline that was not due yet when the waybill was cancelled is void.
        var voided = keptAt is null && (found.IsVoid || cancelledAt <= dueAt);
        if (voided && !raised) return null;
        var withdrawn = raised && (voided || keptAt <= dueAt);
        rows.Add(new()
        {
            Waybill = history.Waybill,
            Deadline = deadline,
            Rule = rule,
            Account = received!.Account,
            Lane = received.Lane(),
            Station = found.Station,
            StartedAt = found.StartedAt,
            KnownInTime = found.StartRecordedAt <= dueAt,
            DueAt = dueAt,
            DueDay = company.Day(dueAt),
            KeptAt = keptAt,
            KeptDay = keptAt is { } kept ? company.Day(kept) : null,
            Raised = raised,
            Withdrawn = withdrawn,
            Ended = keptAt is null && (closing is not null || cancelledAt is not null) && EndsWithTheWaybill(rule),
            Excused = IsExcused(rule),
            About = found.About,
            Loading = found.Loading,
            ComplaintId = complaint,
            Penalty = penalties?.GetValueOrDefault(deadline),
        });
        return withdrawn ? null : said?.RecordedAt;
    }

    // DeadlineMissed events of deadlines that no longer exist or are now due at another time.
    private void Withdrawn()
    {
        foreach (var entry in missed.Values)
            if (entry.Event is DeadlineMissed said)
                rows.Add(new()
                {
                    Waybill = history.Waybill,
                    Deadline = $"{said.Deadline}@{said.DueAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}",
                    Rule = RuleOf(said.Deadline),
                    Account = received!.Account,
                    Lane = received.Lane(),
                    Station = said.Station,
                    KnownInTime = true,
                    DueAt = said.DueAt,
                    DueDay = company.Day(said.DueAt),
                    Raised = true,
                    Withdrawn = true,
                    Excused = IsExcused(RuleOf(said.Deadline)),
                });
    }

    private bool IsExcused(DeadlineRule rule) => excused is not null && Excuses.Needed(rule) is { } needed && excused.Contains(needed);

    // Exceptions are followed, receipts come back and corrective actions are taken after the goods are with the consignee.
    private static bool EndsWithTheWaybill(DeadlineRule rule) =>
        rule is not (DeadlineRule.ReportBack or DeadlineRule.Receipt or DeadlineRule.CorrectiveAction);

    // A deadline is known from when both its start and the term that sets its length are recorded: the later of the two.
    internal static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => other is null || one <= other ? one : other;

    private DateTimeOffset? First(Func<WaybillEvent, bool> keeps)
    {
        foreach (var entry in history.EffectiveEvents)
            if (keeps(entry.Event)) return entry.Event.OccurredAt;
        return null;
    }

    private static string Name(DeadlineRule rule) => rule.Wire();

    private static DeadlineRule RuleOf(string deadline) => Enum.Parse<DeadlineRule>(deadline.Split(':')[0], ignoreCase: true);
}

/// <summary>A deadline as its rule makes it, before it is known whether it was missed or is void.</summary>
/// <param name="Station">The station responsible.</param>
internal sealed record Deadline(DeadlineRule Rule, string Station)
{
    /// <summary>What tells it from others of its rule; null where there is one.</summary>
    public string? Of { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset StartRecordedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Null while it is not kept.</summary>
    public DateTimeOffset? KeptAt { get; init; }

    /// <summary>Whether it does not apply any more where it was not kept, whenever it was due: all went back to the shipper.</summary>
    public bool IsVoid { get; init; }

    public string? About { get; init; }

    public LoadingCheck? Loading { get; init; }
}
