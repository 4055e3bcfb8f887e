using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>Something that went wrong with a waybill, and what was done about it.</summary>
public sealed record ExceptionRow : IViewRow
{
    public required string Waybill { get; init; }

    public required string ExceptionId { get; init; }

    /// <summary>The event that raised it.</summary>
    public required Guid EventId { get; init; }

    public required string Account { get; init; }

    public required string Lane { get; init; }

    public required ExceptionKind Kind { get; init; }

    public ExceptionStage? Stage { get; init; }

    public required ExceptionStatus Status { get; init; }

    /// <summary>The station that reported it.</summary>
    public required string Station { get; init; }

    public string? ResponsibleStation { get; init; }

    public int? Pieces { get; init; }

    public string? Description { get; init; }

    /// <summary>Raised by a rule, not by a person.</summary>
    public required bool Derived { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    public required DateTimeOffset RaisedRecordedAt { get; init; }

    /// <summary>4 hours after it was raised, unless the account's terms say otherwise.</summary>
    public required DateTimeOffset ReportBackDueAt { get; init; }

    /// <summary>When the first report back was recorded, whenever it happened.</summary>
    public DateTimeOffset? ReportedBackAt { get; init; }

    /// <summary>What the newest report back says was done.</summary>
    public string? Report { get; init; }

    /// <summary>When the customer was first told of it.</summary>
    public DateTimeOffset? CustomerToldAt { get; init; }

    /// <summary>When a measure was first reported.</summary>
    public DateTimeOffset? MeasureAt { get; init; }

    /// <summary>The newest measure.</summary>
    public string? Measure { get; init; }

    /// <summary>When the customer agreed; null where the last that the customer said was no, or nothing.</summary>
    public DateTimeOffset? CustomerAgreedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When the waybill was closed or cancelled.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public ExceptionCause? Cause { get; init; }

    /// <summary>Resolved with an excuse that has reason code, evidence and approver, and names what it excuses.</summary>
    public required bool Excused { get; init; }

    /// <summary>What it excuses; null where nothing.</summary>
    public ValueList<Excusable>? Excuses { get; init; }

    public string? ReasonCode { get; init; }

    public decimal? Loss { get; init; }

    string IViewRow.Key => ExceptionId;

    /// <summary>Whether it is followed still: until it is resolved and the waybill is closed.</summary>
    public bool IsFollowed() => ResolvedAt is null || ClosedAt is null;

    // Loadings, arrivals and signatures too: the pieces and stations of a derived exception are computed from them.
    public static bool Reads(WaybillEvent waybillEvent) =>
        Waybills.DerivedExceptions.IsRelevant(waybillEvent)
            || waybillEvent is ExceptionRaised or ExceptionReportedBack or ExceptionResolved or CustomerNotified or ReturnedToShipper
                or WrittenOff or Cancelled or TermsSet;

    public static IEnumerable<ExceptionRow> Rows(History history)
    {
        if (history.Received() is not { } received) return [];
        var rows = new Dictionary<string, ExceptionRow>();
        Dictionary<Guid, (Guid Cause, ExceptionRaised Raised)>? derived = null;
        (int ReportBackHours, DateTimeOffset? EndedAt)? common = null;
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is ExceptionRaised raised && !rows.ContainsKey(raised.ExceptionId))
            {
                // The pieces and stations of a derived exception are computed from the history as it is now.
                if (entry.Source == EventSource.System)
                    raised = (derived ??= DerivedExceptions.Expected(Waybills.Waybill.Of(history))).TryGetValue(entry.Id, out var now)
                        ? now.Raised : raised;
                common ??= (Terms.Of(history).ReportBackHours, EndedAt(history));
                rows.Add(raised.ExceptionId, Open(history.Waybill, received, entry, raised, common.Value));
            }

        // Reports are looked for in the whole history: one may have happened before the time that was given for the exception.
        foreach (var entry in rows.Count == 0 ? EventList.Empty : history.EffectiveEvents)
            switch (entry.Event)
            {
                case ExceptionReportedBack report when rows.TryGetValue(report.ExceptionId, out var row):
                    rows[report.ExceptionId] = row with
                    {
                        ReportedBackAt = row.ReportedBackAt is { } earlier && earlier <= entry.RecordedAt ? earlier : entry.RecordedAt,
                        Report = report.Report ?? row.Report,
                        Status = row.Status == ExceptionStatus.Open ? ExceptionStatus.ReportedBack : row.Status,
                        MeasureAt = report.Measure is null ? row.MeasureAt : row.MeasureAt ?? report.OccurredAt,
                        Measure = report.Measure ?? row.Measure,
                    };
                    break;
                case CustomerNotified { ExceptionId: { } about } told when rows.TryGetValue(about, out var row):
                    rows[about] = row with
                    {
                        CustomerToldAt = row.CustomerToldAt ?? told.OccurredAt,
                        CustomerAgreedAt = told.CustomerAgrees switch
                        {
                            true => row.CustomerAgreedAt ?? told.OccurredAt, false => null, null => row.CustomerAgreedAt,
                        },
                    };
                    break;
                case ExceptionResolved resolved when rows.TryGetValue(resolved.ExceptionId, out var row):
                    rows[resolved.ExceptionId] = row with
                    {
                        Status = ExceptionStatus.Resolved, ResolvedAt = resolved.OccurredAt, Cause = resolved.Cause,
                        Excused = Waybills.Excuses.Hold(resolved),
                        Excuses = Waybills.Excuses.Hold(resolved) ? [.. resolved.Excuses!] : null,
                        ReasonCode = resolved.ReasonCode, Loss = resolved.Loss,
                    };
                    break;
            }
        return rows.Values;
    }

    private static DateTimeOffset? EndedAt(History history)
    {
        if (history.Closing is { } closing) return closing.At;
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is Cancelled) return entry.Event.OccurredAt;
        return null;
    }

    private static ExceptionRow Open(string waybill, Received received, RecordedEvent<WaybillEvent> entry, ExceptionRaised raised,
        (int ReportBackHours, DateTimeOffset? EndedAt) common) => new()
    {
        Waybill = waybill,
        ExceptionId = raised.ExceptionId,
        EventId = entry.Id,
        Account = received.Account,
        Lane = received.Lane(),
        Kind = raised.Kind,
        Stage = raised.Stage,
        Status = ExceptionStatus.Open,
        Station = raised.Station,
        ResponsibleStation = raised.ResponsibleStation,
        Pieces = raised.Pieces,
        Description = raised.Description,
        Derived = entry.Source == EventSource.System,
        RaisedAt = raised.OccurredAt,
        RaisedRecordedAt = entry.RecordedAt,
        ReportBackDueAt = raised.OccurredAt.AddHours(common.ReportBackHours),
        ClosedAt = common.EndedAt,
        Excused = false,
    };
}
