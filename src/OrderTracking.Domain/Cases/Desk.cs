using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Waybills;
using static OrderTracking.Domain.Waybills.Values;

namespace OrderTracking.Domain.Cases;

/// <summary>交接状态.</summary>
public enum DeskStatus { Written, Refused, Accepted, Done, Reviewed }

/// <summary>The steps of a desk note.</summary>
public static class DeskSteps
{
    public const string Acceptance = "acceptance", Completion = "completion", Review = "review";
}

/// <summary>What the rules and the row of a desk note read.</summary>
public sealed record Desk : CaseState
{
    /// <summary>The handle of who wrote it.</summary>
    public string Writer { get; init; } = "";

    /// <summary>The handle of who accepted it.</summary>
    public string? Receiver { get; init; }

    public IReadOnlyList<string> Cases { get; init; } = [];

    public bool IsRefused { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    public DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>Nothing is left to do: it is done or refused, and reviewed.</summary>
    public bool IsOver => ReviewedAt is not null && (IsRefused || DoneAt is not null);

    public DeskStatus Status =>
        IsOver ? DeskStatus.Reviewed
        : DoneAt is not null ? DeskStatus.Done
        : Receiver is not null ? DeskStatus.Accepted
        : IsRefused ? DeskStatus.Refused : DeskStatus.Written;
}

/// <summary>交接班: from the note to the leader's review.</summary>
public sealed class DeskType() : CaseType<Desk>("desk", "desk-notes", typeof(DeskEvent))
{
    private static readonly RateDefinition AcceptedInTime = new(
        "notes-accepted-in-time", 1, "desk notes accepted by the start of the next shift", "desk notes whose next shift has started, or "
        + "that are accepted", "the acceptance", "the company's days of the shift's start", "none",
        new Dictionary<string, string> { ["notDue"] = "not accepted, and the shift has not started", ["suspended"] = "none: always 0" });

    public override IReadOnlyList<string> Statuses => WireNames<DeskStatus>.All;

    public override IReadOnlyList<string> Steps { get; } = [DeskSteps.Acceptance, DeskSteps.Completion, DeskSteps.Review];

    public override string JudgedStep => DeskSteps.Acceptance;

    public override string? AccountOf(CaseEvent caseEvent) => caseEvent is NoteWritten written ? written.Account ?? "" : null;

    public override IEnumerable<(string Waybill, string Field)> WaybillsOf(CaseEvent caseEvent) =>
        caseEvent is NoteWritten { Waybills: { } named } ? named.Select((waybill, i) => (waybill, $"data.waybills[{i}]")) : [];

    public override IEnumerable<(string Stream, string Field)> CasesOf(CaseEvent caseEvent) =>
        caseEvent is NoteWritten { Cases: { } named } ? named.Select((stream, i) => (stream, $"data.cases[{i}]")) : [];

    /// <summary>
    /// What is not accepted in time is counted with both desks: with the one that wrote it (<c>from</c>) and with the one that it is for
    /// (<c>to</c>).
    /// </summary>
    public override CaseFigures Figures(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now, long waybills)
    {
        List<CaseRow> opened = [.. rows.Where(row => period.Includes(row.OpenedAt))], open = [.. rows.Where(row => row.ClosedAt is null)];
        var left = open.Where(row => row.VerdictOf(DeskSteps.Acceptance, now) == StepVerdict.Missed).ToList();
        return new(
            opened.Count, open.Count,
            new Dictionary<string, decimal>
            {
                ["notAccepted"] = left.Count, ["refused"] = opened.Count(row => row.Desk!.IsRefused),
            },
            [new(CaseFigures.InTime(rows, DeskSteps.Acceptance, period, now), AcceptedInTime)],
            [
                .. CaseFigures.GroupBy("from", left, row => row.Station, None),
                .. CaseFigures.GroupBy("to", left, row => row.ResponsibleStation ?? row.Station, None),
                .. CaseFigures.ByAge(open, now),
            ]);

        static IReadOnlyDictionary<string, decimal> None(IReadOnlyCollection<CaseRow> these) => new Dictionary<string, decimal>();
    }

    internal override Refusal? Check(CaseEvent caseEvent) => caseEvent switch
    {
        NoteWritten x => First(
            Named("data.note", x.Note, Text), StationOrNone("data.toStation", x.ToStation),
            x.Account is null ? null : Named("data.account", x.Account, Code), Numbers(x.Waybills), Keys(x.Cases),
            Plan("data.dueAt", x.DueAt), x.DueAt < x.OccurredAt ? Invalid("data.dueAt", "a time after occurredAt") : null),
        NoteAccepted x => Words("data.note", x.Note, Text),
        NoteRefused x => Named("data.reason", x.Reason, Text),
        NoteDone x => Words("data.note", x.Note, Text),
        NoteReviewed x => Words("data.note", x.Note, Text),
        _ => null,
    };

    internal override WaybillEvent? OnWaybills(string number, CaseEvent caseEvent) => null;

    protected override Refusal? Refuse(Desk note, CaseEvent caseEvent) => caseEvent switch
    {
        _ when note.IsOver => new(RefusalCodes.CaseClosed, "type", "an event of a note that is not over"),
        NoteAccepted or NoteRefused when note.Receiver is not null =>
            new(RefusalCodes.AlreadyAccepted, "type", "a note that is not accepted yet"),
        // 「记录必须交班人和接班人签名认可」: by two.
        NoteAccepted or NoteRefused when caseEvent.By == note.Writer =>
            new(RefusalCodes.OwnNote, "by", "somebody other than who wrote the note"),
        NoteRefused when note.IsRefused => new(RefusalCodes.AlreadyRefused, "type", "a note that is not refused yet"),
        NoteDone when note.Receiver is null => new(RefusalCodes.NotAccepted, "type", "a note that is accepted"),
        NoteDone when note.DoneAt is not null => new(RefusalCodes.AlreadyDone, "type", "a note that is not done yet"),
        NoteReviewed when note is { Receiver: null, IsRefused: false } =>
            new(RefusalCodes.NotAccepted, "type", "a note that is accepted or refused"),
        NoteReviewed when note.ReviewedAt is not null =>
            new(RefusalCodes.AlreadyReviewed, "type", "a note that is not reviewed yet"),
        _ => null,
    };

    protected override Desk Apply(Desk note, CaseEvent caseEvent)
    {
        var at = caseEvent.OccurredAt;
        var after = caseEvent switch
        {
            NoteWritten x => note with
            {
                OpenedAt = at, Account = x.Account ?? "", Station = x.Station, ResponsibleStation = x.ToStation, Writer = x.By,
                Waybills = x.Waybills ?? [], Cases = x.Cases ?? [],
            },
            NoteAccepted => (note with { Receiver = caseEvent.By, IsRefused = false }).Keep(DeskSteps.Acceptance, at),
            NoteRefused => note with { IsRefused = true },
            NoteDone => (note with { DoneAt = at }).Keep(DeskSteps.Completion, at),
            NoteReviewed => (note with { ReviewedAt = at }).Keep(DeskSteps.Review, at),
            _ => note,
        };
        return after.IsOver ? after.Close(at) : after;
    }

    protected override IEnumerable<(string Step, DateTimeOffset DueAt)> StepsOf(
        Desk before, Desk after, CaseEvent caseEvent, CaseStandards standards) => caseEvent switch
    {
        NoteWritten { DueAt: { } due } x => [(DeskSteps.Acceptance, standards.NextShift(x.OccurredAt)), (DeskSteps.Completion, due)],
        NoteWritten x => [(DeskSteps.Acceptance, standards.NextShift(x.OccurredAt))],
        // 「每天由领班负责审阅签名」: what was accepted or refused on a day, by the end of that day.
        NoteAccepted or NoteRefused when before is { IsRefused: false, ReviewedAt: null } =>
            [(DeskSteps.Review, standards.Days(caseEvent.OccurredAt, 0))],
        _ => [],
    };

    protected override string StatusOf(Desk note) => WireNames<DeskStatus>.All[(int)note.Status];

    protected override CaseRow Fill(Desk note, CaseRow row) => row with
    {
        Desk = new(note.Writer, note.Receiver, note.IsRefused, [.. note.Cases], note.DoneAt, note.ReviewedAt),
    };

    private static Refusal? Keys(IReadOnlyList<string>? cases)
    {
        if (cases is null) return null;
        if (cases.Count > MaxListed || cases.Distinct().Count() < cases.Count)
            return Invalid("data.cases", $"at most {MaxListed} cases, each once");
        for (var i = 0; i < cases.Count; i++)
            if (CaseStreams.Parse(cases[i]) is not var (type, number) || type.Stream(number) != cases[i])
                return Invalid($"data.cases[{i}]", CaseStreams.Expected);
        return null;
    }
}
