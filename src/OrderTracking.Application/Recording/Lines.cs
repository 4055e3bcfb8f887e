using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Recording;

/// <summary>A line of a batch, raw and parsed.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Author">Who records it, and what they may record.</param>
public sealed record Line(int Number, ReadOnlyMemory<byte> Raw, WireEvent Event, Author Author)
{
    public string? Waybill => Event.Waybill;
}

/// <summary>What happened to a line.</summary>
public enum LineStatus
{
    Accepted,

    /// <summary>Already in the log, with the same content.</summary>
    Duplicate,

    /// <summary>Kept until its waybill is received.</summary>
    Held,

    /// <summary>Kept until somebody corrects it.</summary>
    Refused,

    /// <summary>Would have been accepted, but the whole batch was not.</summary>
    RolledBack,
}

/// <summary>The result of a line.</summary>
/// <param name="Through">Position of the last event that rules derived from it; its own position when there is none.</param>
public sealed record LineResult(
    int Line, Guid? Id, string? Waybill, LineStatus Status, long? Version = null, long? Position = null, long? Through = null,
    string? Code = null, string? Field = null, string? Expected = null)
{
    /// <summary>What the order lacks, where the line is an order or an amendment; empty when it lacks nothing.</summary>
    public IReadOnlyList<OrderField> Gaps { get; init; } = [];

    /// <summary>The waybill cannot be read, so the rules decided nothing, whatever the code says to who may not know that.</summary>
    public bool IsUndecided { get; init; }
}

/// <summary>The results of a batch.</summary>
public sealed record BatchResult(IReadOnlyList<LineResult> Results)
{
    public int Accepted => Count(LineStatus.Accepted);

    public int Duplicates => Count(LineStatus.Duplicate);

    public int Held => Count(LineStatus.Held);

    public int Refused => Count(LineStatus.Refused);

    /// <summary>Position of the last event that the batch added or found in the log, derived ones included; 0 when there is none.</summary>
    public long Position => Results.Max(result => result.Through) ?? 0;

    private int Count(LineStatus status) => Results.Count(result => result.Status == status);
}
