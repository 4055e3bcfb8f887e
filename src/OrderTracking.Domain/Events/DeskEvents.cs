namespace OrderTracking.Domain.Events;

/// <summary>交接班. An event of a note from one shift of a desk to the next, or to another desk.</summary>
public abstract record DeskEvent : CaseEvent;

/// <summary>交接留言. It is to be accepted by the start of the next shift.</summary>
/// <param name="ToStation">The desk that it is for; left out, the next shift of the desk that writes it.</param>
/// <param name="Account">The customer that it is about; left out, of none or of several.</param>
/// <param name="Cases">Keys of cases that it is about: kind, colon, number (<c>claim:CL-7</c>).</param>
/// <param name="DueAt">By when it is to be done; left out, there is no such time.</param>
public sealed record NoteWritten(
    string Note, string? ToStation = null, string? Account = null, IReadOnlyList<string>? Waybills = null,
    IReadOnlyList<string>? Cases = null, DateTimeOffset? DueAt = null) : DeskEvent;

/// <summary>接班确认.</summary>
public sealed record NoteAccepted(string? Note = null) : DeskEvent;

/// <summary>拒绝接班. Whoever wrote it has to answer; it may be accepted afterwards.</summary>
public sealed record NoteRefused(string Reason) : DeskEvent;

/// <summary>交接事项办结.</summary>
public sealed record NoteDone(string? Note = null) : DeskEvent;

/// <summary>领班审阅.</summary>
public sealed record NoteReviewed(string? Note = null) : DeskEvent;
