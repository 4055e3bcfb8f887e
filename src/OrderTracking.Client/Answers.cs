using System.Text.Json;

namespace OrderTracking.Client;

/// <summary>What became of a line of a batch.</summary>
public enum LineStatus
{
    /// <summary>Recorded now.</summary>
    Accepted,

    /// <summary>Recorded before: the line was sent again.</summary>
    Duplicate,

    /// <summary>Kept until its waybill is received, and decided then.</summary>
    Held,

    /// <summary>Not recorded; the code says why. It is in the quarantine, to be mended there.</summary>
    Refused,

    /// <summary>Not recorded, because another line of the batch was refused.</summary>
    RolledBack,
}

/// <summary>What to do when a line of a batch is refused.</summary>
public enum OnError
{
    /// <summary>Each line is for itself.</summary>
    Proceed,

    /// <summary>All or none; at most 10,000 lines, of waybills only.</summary>
    Rollback,
}

/// <summary>The answer to a batch.</summary>
/// <param name="Released">How many lines held earlier are recorded now, because the batch had their waybills received.</param>
/// <param name="Position">Of the last event that the batch added, released or found: wait for it to read what it did.</param>
public sealed record BatchAnswer(int Accepted, int Duplicates, int Held, int Refused, int Released, long Position,
    IReadOnlyList<LineAnswer> Results);

/// <param name="Line">Which line it is, from 1: of the batch, or of all that was sent where the client cut the batches.</param>
/// <param name="Id">The event's id; null where it could not be read.</param>
/// <param name="Code">Why it was refused or held; stable.</param>
/// <param name="Field">What is at fault.</param>
/// <param name="Expected">What was expected there.</param>
/// <param name="Gaps">What an order lacks of what its channel asks for; it is recorded all the same.</param>
public sealed record LineAnswer(int Line, LineStatus Status, Guid? Id = null, string? Waybill = null, string? Case = null,
    long? Version = null, long? Position = null, string? Code = null, string? Field = null, string? Expected = null,
    IReadOnlyList<string>? Gaps = null);

/// <summary>The answer to events of one waybill or case, or of reference data.</summary>
/// <param name="Waybill">Null where they were not of a waybill.</param>
/// <param name="Position">Of the last event of the waybill or case: wait for it to read what they did.</param>
public sealed record RecordedAnswer(long Position, IReadOnlyList<EventAnswer> Events, string? Waybill = null, long? Version = null,
    IReadOnlyList<string>? Gaps = null);

/// <param name="Status">Accepted, or a duplicate.</param>
public sealed record EventAnswer(Guid Id, LineStatus Status, long Version, long Position, DateTimeOffset RecordedAt);

/// <summary>A page of a list.</summary>
/// <param name="Next">What <c>after</c> takes for the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>An event as the service shows it: of a waybill's stream, of the feed, in a webhook.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="Version">Its place among the events of its waybill or case.</param>
/// <param name="Data">What it says.</param>
/// <param name="Waybill">Null for a case's event, and where the address names it.</param>
/// <param name="Case">As <c>claim:CL-1</c>.</param>
/// <param name="By">Not shown to customers.</param>
public sealed record RecordedEvent(long Position, long Version, Guid Id, string Type, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt,
    string Station, JsonElement Data, string? Waybill = null, string? Case = null, string? By = null, string? Source = null,
    string? Correlation = null, Guid? Causation = null);

/// <summary>A rate, in all and by group.</summary>
/// <param name="Position">How far the log was counted.</param>
public sealed record RateAnswer(RateDefinition Definition, RateGroup Total, IReadOnlyList<RateGroup>? Groups, long Position, long LagMs);

/// <summary>By which definition a rate was worked out.</summary>
public sealed record RateDefinition(string Name, int Version);

/// <param name="Rate">Numerator by denominator; null where there is nothing to count, never 100 %.</param>
/// <param name="Excluded">How many were left out, by reason.</param>
public sealed record RateGroup(string? Key, long Numerator, long Denominator, decimal? Rate, IReadOnlyDictionary<string, long> Excluded);
