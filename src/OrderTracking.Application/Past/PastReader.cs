using System.Diagnostics;
using System.Runtime.CompilerServices;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Past;

/// <summary>
/// Answers questions about the past: from the kept rows where these hold just what was known, else from rows that the same views give for
/// the histories as they were known, on which the same queries and figures run.
/// </summary>
public sealed class PastReader(
    IEventLog log, IPastViews past, IViewSnapshots snapshots, ViewGate gate, Projection projection, ReferenceDataCache data,
    PastLimits limits, TimeProvider clock) : IDisposable
{
    private const int WaybillsPerPart = 500;

    private readonly SemaphoreSlim free = new(limits.AtOnce);

    /// <summary>
    /// Looks a question up in the log. It is judged by the time that it is about, the earlier one where both clocks are given, and never
    /// by one to come; by a position alone, by when the event there was recorded.
    /// </summary>
    public async Task<KnownPast> Find(PastQuestion question, CancellationToken cancellationToken)
    {
        var (position, recordedAt) = await past.Last(question.KnownAt, question.KnownAtPosition, cancellationToken);
        var present = clock.GetUtcNow();
        var known = question.KnownAt ?? (question.KnownAtPosition is null || position == 0 ? present : recordedAt);
        var asked = new[] { known, question.AsOf ?? known, present }.Min();
        // Before that nothing of the log can be judged, and the days around the first one of the calendar cannot be worked out.
        var now = asked < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : asked;
        var reference = question.IsOfKnowledge ? await ReferenceAt(position, cancellationToken) : await data.Now(cancellationToken);
        return new(new(position, question.AsOf), new(now, reference, question));
    }

    /// <summary>Answers a question; what it is asked with says by which position.</summary>
    /// <param name="scope">What the caller may see today: what is out of it was so at no time.</param>
    /// <exception cref="PastTooLargeException">It needs more events or more time than it may.</exception>
    public async Task<(T Answer, ReplayCost? Cost)> Answer<T>(
        KnownPast moment, AccessScope scope, StreamFilter filter, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        QuestionMoment.Current = moment.Moment;
        if (moment.Cut.AsOf is null && (await gate.Reach(moment.Cut.Position, cancellationToken)).Position <= moment.Cut.Position)
        {
            var (isKept, kept) = await snapshots.Within(
                async position => position == moment.Cut.Position ? (true, await ask()) : (false, default(T)), cancellationToken);
            if (isKept) return (kept!, null);
        }
        await free.WaitAsync(cancellationToken);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limits.Time);
        try
        {
            var started = Stopwatch.GetTimestamp();
            var (cases, events) = filter.Cases is { } kinds ? await OfCases(moment.Cut, kinds, limited.Token) : (null, 0);
            var streams = cases is not null && !filter.WithWaybills ? [] : await past.Streams(filter, null, null, limited.Token);
            events += streams.Sum(stream => stream.Version);
            if (events > limits.Events) throw new PastTooLargeException($"{events} events", $"{limits.Events} events");
            var answer = await past.Within(Rows(streams, cases, moment.Cut, scope, limited.Token), ask, limited.Token);
            return (answer, new(events, Stopwatch.GetElapsedTime(started)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PastTooLargeException("More time", $"{limits.Time.TotalSeconds:0} s");
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose() => free.Dispose();

    // The query leaves out what is out of the caller's scope, by the account and the stations in the rows.
    private async Task<(ViewChanges Rows, long Events)> OfCases(
        PastCut cut, IReadOnlyCollection<string> kinds, CancellationToken cancellationToken)
    {
        var (rows, events, last) = (new ViewChanges(), 0L, (string?)null);
        while (events <= limits.Events
            && await log.CaseKeys(kinds, last, WaybillsPerPart, cancellationToken) is { Count: > 0 } part)
        {
            foreach (var history in await log.ReadCases(part, cancellationToken))
            {
                events += history.Events.Count;
                Projection.Add(0, cut.Of(history), rows);
            }
            last = part[^1];
        }
        return (rows, events);
    }

    private async Task<ReferenceSnapshot> ReferenceAt(long position, CancellationToken cancellationToken)
    {
        var events = await log.ReferenceEvents(0, cancellationToken);
        return ReferenceSnapshot.Empty.With(
            events.Where(entry => entry.Entry.Position <= position).Select(entry => (entry.Stream, entry.Entry)));
    }

    private async IAsyncEnumerable<ViewChanges> Rows(
        IReadOnlyList<WaybillStream> streams, ViewChanges? cases, PastCut cut, AccessScope scope,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (cases is not null) yield return cases;
        foreach (var part in streams.Chunk(WaybillsPerPart))
        {
            var rows = new ViewChanges();
            foreach (var history in await log.ReadKnown([.. part.Select(stream => stream.Waybill)], cut.Position, cancellationToken))
                if (scope.Includes(history) && cut.Of(history) is { Events.Count: > 0 } known) projection.Add(0, known, rows);
            yield return rows;
        }
    }
}

internal static class KnownHistories
{
    /// <summary>The streams, of which what is after the position need not be readable.</summary>
    /// <exception cref="UnreadableEventException">An event up to the position cannot be read.</exception>
    public static async Task<IReadOnlyList<History>> ReadKnown(
        this IEventLog log, IReadOnlyCollection<string> waybills, long position, CancellationToken cancellationToken)
    {
        var (histories, unreadable) = await log.ReadApart(waybills, cancellationToken);
        if (unreadable.Where(stream => stream.First.Position <= position).ToList() is { Count: > 0 } stopped)
            throw new UnreadableEventException(stopped);
        return [.. histories, .. unreadable.Select(stream => stream.Readable)];
    }
}
