using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>What is planned to be loaded, whether it can leave, and of what the customer is told.</summary>
internal sealed partial class DeadlineFold
{
    private void Loading()
    {
        foreach (var (entry, plan, counted, loadedAt) in LoadingPlans.Of(history, received!))
        {
            var said = confirmations?.FindLast(other => ((LoadingConfirmed)other.Event).IsOf(plan))?.Event as LoadingConfirmed;
            var check = said is null ? counted
                : counted with { CanLeave = said.CanLeave, Reason = said.Reason, NewTime = said.NewTime };
            // A plan that falls while the goods are held rests until they are released.
            if (holds.PlanDue(plan.Station, LoadingPlans.DueAt(plan, company), loadedAt, company, plan, LoadingPlans.DueAt)
                is var (dueAt, known))
                Add(new(DeadlineRule.Loading, plan.Station)
                {
                    Of = entry.Id.ToString(), StartedAt = plan.OccurredAt, StartRecordedAt = Later(entry.RecordedAt, known),
                    DueAt = dueAt, KeptAt = loadedAt, About = plan.NextStation, Loading = check,
                });
            LoadingConfirmation(entry, plan, check, loadedAt);
        }
        if (confirmations is not null)
            foreach (var entry in confirmations)
                if (entry.Event is LoadingConfirmed { CanLeave: false }) Notify(entry, NotificationReason.CannotLeave);
        // Whoever knows what the customer wants has talked to the customer.
        if (holds is not null)
            foreach (var hold in holds)
                Notify(hold.Begun.Id.ToString(), hold.Station, hold.Since, hold.Begun.RecordedAt, NotificationReason.Held,
                    hold.Ended?.Event is ReleasedForDispatch ? hold.Until : null);
        if (plans > 1)
            foreach (var entry in LoadingPlans.MovedLater(history, received!, company)) Notify(entry, NotificationReason.MovedLater);
    }

    // Known by then from the confirmation, from the loading itself, or because the customer was told on that day. A plan made after that
    // time of its day was not there to be confirmed.
    private void LoadingConfirmation(RecordedEvent<WaybillEvent> entry, LoadingPlanned plan, LoadingCheck check, DateTimeOffset? loadedAt)
    {
        var (time, known) = Terms.Part(history, terms => terms.LoadingConfirmation ?? Terms.LoadingConfirmation);
        var dueAt = company.At(plan.PlannedFor, time);
        if (plan.OccurredAt > dueAt) return;
        var confirmedAt = confirmations?.Find(other => ((LoadingConfirmed)other.Event).IsOf(plan))?.Event.OccurredAt;
        var keptAt = Earliest(Earliest(confirmedAt, loadedAt), NotifiedSince(Later(plan.OccurredAt, company.Begin(plan.PlannedFor))));
        if (holds.PlanDue(plan.Station, dueAt, keptAt, company, time, static (time, day, company) => company.At(day, time))
            is not var (movedTo, moved)) return;
        Add(new(DeadlineRule.LoadingConfirmation, plan.Station)
        {
            Of = entry.Id.ToString(), StartedAt = plan.OccurredAt, StartRecordedAt = Later(Later(entry.RecordedAt, known), moved),
            DueAt = movedTo, KeptAt = keptAt, About = plan.NextStation, Loading = check,
        });
    }

    private void Notify(RecordedEvent<WaybillEvent> cause, NotificationReason reason) =>
        Notify(cause.Id.ToString(), cause.Event.Station, cause.Event.OccurredAt, cause.RecordedAt, reason);

    // A customer who is told of a waybill hears all that is to be told of it: any CustomerNotified since then will do.
    private void Notify(string of, string station, DateTimeOffset since, DateTimeOffset recorded, NotificationReason reason,
        DateTimeOffset? keptAt = null)
    {
        var (hours, known) = Terms.Part(history, terms => terms.ReportBackHours);
        Add(new(DeadlineRule.CustomerNotification, station)
        {
            Of = of, StartedAt = since, StartRecordedAt = Later(recorded, known), DueAt = since.AddHours(hours),
            KeptAt = Earliest(keptAt, NotifiedSince(since)), About = reason.Wire(),
        });
    }

    private DateTimeOffset? NotifiedSince(DateTimeOffset time)
    {
        if (notified is not null)
            foreach (var at in notified)
                if (at >= time) return at;
        return null;
    }
}
