using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Ports;

/// <summary>A part of what is known and of what had happened.</summary>
/// <param name="Position">What had been recorded up to this position of the log.</param>
/// <param name="AsOf">What had happened by then; null for all of it.</param>
public sealed record PastCut(long Position, DateTimeOffset? AsOf = null)
{
    public History Of(History history)
    {
        var known = history.KnownAtPosition(Position);
        return AsOf is { } time ? known.AsOf(time) : known;
    }

    public CaseHistory Of(CaseHistory history)
    {
        var known = history.KnownAtPosition(Position);
        return AsOf is { } time ? known.AsOf(time) : known;
    }
}

/// <summary>
/// Which streams can have rows that a question is about. An account and a lane are looked for in every order that the stream ever held,
/// corrected or not, because a past answer may rest on one that was corrected since.
/// </summary>
/// <param name="Cases">The kinds of cases that it is about; null for a question about waybills alone.</param>
/// <param name="WithWaybills">Whether it is about waybills as well.</param>
public sealed record StreamFilter(
    IReadOnlyCollection<string>? Accounts = null, string? Lane = null, string? Waybill = null, IReadOnlyCollection<string>? Cases = null,
    bool WithWaybills = false);

/// <summary>The number of a waybill and the version of its stream.</summary>
public readonly record struct WaybillStream(string Waybill, long Version);

/// <summary>Answers of the views' queries from rows that are worked out for one question.</summary>
public interface IPastViews
{
    /// <summary>
    /// The last event that was recorded by a time and up to a position, where these are given; position 0 when there is none.
    /// </summary>
    Task<(long Position, DateTimeOffset RecordedAt)> Last(DateTimeOffset? by, long? upTo, CancellationToken cancellationToken);

    /// <summary>The waybills in the log that a filter leaves, in order of number.</summary>
    /// <param name="after">Only numbers after this one.</param>
    Task<IReadOnlyList<WaybillStream>> Streams(StreamFilter filter, string? after, int? limit, CancellationToken cancellationToken);

    /// <summary>The waybills among these streams with events between two positions, in order of number.</summary>
    /// <param name="from">The position before the first one.</param>
    Task<IReadOnlyList<string>> Changed(
        StreamFilter filter, long from, long to, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Answers all queries of the views within <paramref name="ask"/> from these rows alone. Nothing of them is seen by anybody else, and
    /// nothing stays.
    /// </summary>
    Task<T> Within<T>(IAsyncEnumerable<ViewChanges> rows, Func<Task<T>> ask, CancellationToken cancellationToken);
}

/// <summary>A question about the past needs more of the log than one request may read.</summary>
public sealed class PastTooLargeException(string needed, string atMost) : Exception($"{needed} of at most {atMost}.")
{
    public string Needed { get; } = needed;

    public string AtMost { get; } = atMost;
}
