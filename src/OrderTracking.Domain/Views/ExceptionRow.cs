using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>Something that went wrong with a waybill, and what was done about it.</summary>
/// <param name="EventId">The event that raised it.</param>
/// <param name="Station">The station that reported it.</param>
/// <param name="Derived">Raised by a rule, not by a person.</param>
/// <param name="ReportBackDueAt">4 hours after it was raised, unless the account's terms say otherwise.</param>
/// <param name="ReportedBackAt">When the first report back was recorded, whenever it happened.</param>
public sealed record ExceptionRow(
    string Waybill,
    string ExceptionId,
    Guid EventId,
    string Account,
    string Lane,
    ExceptionKind Kind,
    ExceptionStage? Stage,
    ExceptionStatus Status,
    string Station,
    string? ResponsibleStation,
    int? Pieces,
    string? Description,
    bool Derived,
    DateTimeOffset RaisedAt,
    DateTimeOffset RaisedRecordedAt,
    DateTimeOffset ReportBackDueAt,
    DateTimeOffset? ReportedBackAt,
    DateTimeOffset? ResolvedAt,
    ExceptionCause? Cause,
    bool Excused,
    string? ReasonCode,
    decimal? Loss) : IViewRow
{
    string IViewRow.Key => ExceptionId;

    // Loadings, arrivals and signatures too: the pieces and stations of a derived exception are computed from them.
    public static bool Reads(WaybillEvent waybillEvent) =>
        Waybills.DerivedExceptions.IsRelevant(waybillEvent)
            || waybillEvent is ExceptionRaised or ExceptionReportedBack or ExceptionResolved or TermsSet;

    public static IEnumerable<ExceptionRow> Rows(History history)
    {
        if (history.Received() is not { } received) return [];
        var rows = new Dictionary<string, ExceptionRow>();
        Dictionary<Guid, (Guid Cause, ExceptionRaised Raised)>? derived = null;
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is ExceptionRaised raised && !rows.ContainsKey(raised.ExceptionId))
            {
                // The pieces and stations of a derived exception are computed from the history as it is now.
                if (entry.Source == EventSource.System)
                    raised = (derived ??= DerivedExceptions.Expected(Waybills.Waybill.Of(history))).TryGetValue(entry.Id, out var now)
                        ? now.Raised : raised;
                rows.Add(raised.ExceptionId, Open(history.Waybill, received, entry, raised, Terms.Of(history).ReportBackHours));
            }

        // Reports are looked for in the whole history: one may have happened before the time that was given for the exception.
        foreach (var entry in rows.Count == 0 ? [] : history.EffectiveEvents)
            switch (entry.Event)
            {
                case ExceptionReportedBack report when rows.TryGetValue(report.ExceptionId, out var row):
                    rows[report.ExceptionId] = row with
                    {
                        ReportedBackAt = row.ReportedBackAt is { } earlier && earlier <= entry.RecordedAt ? earlier : entry.RecordedAt,
                        Status = row.Status == ExceptionStatus.Open ? ExceptionStatus.ReportedBack : row.Status,
                    };
                    break;
                case ExceptionResolved resolved when rows.TryGetValue(resolved.ExceptionId, out var row):
                    rows[resolved.ExceptionId] = row with
                    {
                        Status = ExceptionStatus.Resolved, ResolvedAt = resolved.OccurredAt, Cause = resolved.Cause,
                        Excused = IsExcused(resolved), ReasonCode = resolved.ReasonCode, Loss = resolved.Loss,
                    };
                    break;
            }
        return rows.Values;
    }

    /// <summary>An excuse needs a reason code, evidence and somebody who approved it.</summary>
    public static bool IsExcused(ExceptionResolved resolved) =>
        resolved is { Excused: true, ReasonCode.Length: > 0, Evidence.Length: > 0, Approver.Length: > 0 };

    private static ExceptionRow Open(string waybill, Received received, RecordedEvent<WaybillEvent> entry, ExceptionRaised raised,
        int hours) => new(
        waybill, raised.ExceptionId, entry.Id, received.Account, received.Lane(), raised.Kind, raised.Stage, ExceptionStatus.Open,
        raised.Station, raised.ResponsibleStation, raised.Pieces, raised.Description, entry.Source == EventSource.System, raised.OccurredAt,
        entry.RecordedAt, raised.OccurredAt.AddHours(hours), null, null, null, false, null, null);
}
