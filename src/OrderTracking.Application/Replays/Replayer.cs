using System.Diagnostics;
using System.Runtime.CompilerServices;
using OrderTracking.Application.Past;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Projections;

namespace OrderTracking.Application.Replays;

/// <summary>
/// Runs one replay: over the log's streams one part after the other, each of which is forgotten before the next. It rests as long as it has
/// worked, four times as long while events come in, and longer while the views are behind, so that live work goes first.
/// </summary>
public sealed class Replayer(
    IEventLog log, IPastViews past, IViewComparison live, IReplays replays, IViewPosition views, Projection projection,
    ReferenceDataCache data, Company company, TimeProvider clock)
{
    private const int StreamsOfFigure = 200, StreamsOfViews = 1_000, MaxLagMs = 1_000, MaxSums = 25, MaxWithoutStream = 1_000;
    private const int RestsWhileBusy = 4, BusyEventsPerSecond = 100;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200), LongestRest = TimeSpan.FromSeconds(5);

    /// <returns>What it came to; null when it was cancelled meanwhile.</returns>
    /// <exception cref="UnreadableEventException">An event that it is about cannot be read.</exception>
    public async Task<(ReplayProgress Progress, ReplayResult? Result)?> Run(Replay replay, CancellationToken cancellationToken)
    {
        var (request, started) = (replay.Request, Stopwatch.GetTimestamp());
        var figure = request.Figure is null
            ? null : new FigureReplay(request, await data.Refresh(cancellationToken), company, clock.GetUtcNow());
        var only = request.View is { } view ? new HashSet<string> { view } : null;
        var progress = new ReplayProgress(await log.Head(cancellationToken), 0, 0, 0, 0);
        var head = progress.Position;
        await foreach (var waybills in Waybills(request, cancellationToken))
        {
            var partStarted = Stopwatch.GetTimestamp();
            var (found, events) = figure is null
                ? await Compare(waybills, only, request, cancellationToken)
                : await Judge(waybills, figure, progress.Position, cancellationToken);
            progress = progress with { Waybills = progress.Waybills + waybills.Length };
            if (!await Keep(found, events)) return null;
            head = await Rest(Stopwatch.GetElapsedTime(partStarted), head, cancellationToken);
        }
        if (figure is not null) return (progress, figure.Result());
        // Other standards are of waybills alone, and so are lanes; what is summed is summed over all.
        if (request is not { Account: null, Lane: null } || request.Rules?.ChangeStandards() is true) return (progress, null);

        await foreach (var cases in Cases(only, cancellationToken))
        {
            var partStarted = Stopwatch.GetTimestamp();
            var (found, events) = await CompareCases(cases, only, cancellationToken);
            progress = progress with { Cases = progress.Cases + cases.Count };
            if (!await Keep(found, events)) return null;
            head = await Rest(Stopwatch.GetElapsedTime(partStarted), head, cancellationToken);
        }
        if (!await Keep(Changes(await live.WithoutStream(only, MaxWithoutStream, cancellationToken)), 0)) return null;
        var sums = new List<SumDifference>();
        var sumsStarted = Stopwatch.GetTimestamp();
        await foreach (var different in live.Sums(only, MaxSums, cancellationToken))
        {
            sums.AddRange(different.First);
            progress = progress with { Sums = progress.Sums + different.Count, Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
            if (!await replays.Keep(replay.Id, progress, [], cancellationToken)) return null;
            head = await Rest(Stopwatch.GetElapsedTime(sumsStarted), head, cancellationToken);
            sumsStarted = Stopwatch.GetTimestamp();
        }
        return (progress, new(null, null, sums));

        Task<bool> Keep(List<ReplayChange> found, long events)
        {
            progress = progress with
            {
                Events = progress.Events + events, Changed = progress.Changed + found.Count,
                Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            };
            return replays.Keep(replay.Id, progress, found, cancellationToken);
        }
    }

    private async IAsyncEnumerable<string[]> Waybills(
        ReplayRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new StreamFilter(request.Account is { } account ? [account] : null, request.Lane);
        var (after, size) = ((string?)null, request.Figure is null ? StreamsOfViews : StreamsOfFigure);
        while (await past.Streams(filter, after, size, cancellationToken) is { Count: > 0 } part)
        {
            yield return [.. part.Select(stream => stream.Waybill)];
            if (part.Count < size) break;
            after = part[^1].Waybill;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<string>> Cases(
        HashSet<string>? only, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!AllViews.All.Any(view => view.IsOfCases && only?.Contains(view.Name) is not false)) yield break;
        for (string? after = null;
             await log.CaseKeys(null, after, StreamsOfViews, cancellationToken) is { Count: > 0 } part; after = part[^1])
            yield return part;
    }

    private async Task<(List<ReplayChange> Found, long Events)> Judge(
        string[] waybills, FigureReplay figure, long position, CancellationToken cancellationToken)
    {
        var (found, events) = (new List<ReplayChange>(), 0L);
        foreach (var history in await log.ReadKnown(waybills, position, cancellationToken))
        {
            var known = history.KnownAtPosition(position);
            if (known.Events.Count == 0) continue;
            events += known.Events.Count;
            if (figure.Add(known) is { } change) found.Add(change);
        }
        return (found, events);
    }

    private async Task<(List<ReplayChange> Found, long Events)> Compare(
        string[] waybills, HashSet<string>? only, ReplayRequest request, CancellationToken cancellationToken)
    {
        var events = 0L;
        var rules = request.Rules ?? ReplayRules.Live;
        var reference = rules.ChangeStandards() ? OtherRules.Of(rules, await data.Refresh(cancellationToken)) : null;
        return (Changes(await live.Differences(waybills, only, Rows, cancellationToken)), events);

        async Task<ViewChanges> Rows(long position)
        {
            var rows = new ViewChanges();
            foreach (var history in await log.ReadKnown(waybills, position, cancellationToken))
            {
                var known = history.KnownAtPosition(position);
                if (known.Events.Count == 0) continue;
                events += known.Events.Count;
                if (reference is not null) known = OtherRules.Of(known, reference, company);
                projection.Add(0, known, rows, only);
            }
            return rows;
        }
    }

    private async Task<(List<ReplayChange> Found, long Events)> CompareCases(
        IReadOnlyList<string> cases, HashSet<string>? only, CancellationToken cancellationToken)
    {
        var events = 0L;
        return (Changes(await live.Differences(cases, only, Rows, cancellationToken)), events);

        async Task<ViewChanges> Rows(long position)
        {
            var rows = new ViewChanges();
            foreach (var history in await log.ReadCases(cases, cancellationToken))
            {
                var known = history.KnownAtPosition(position);
                events += known.Events.Count;
                Projection.Add(0, known, rows, only);
            }
            return rows;
        }
    }

    private static List<ReplayChange> Changes(IReadOnlyList<(string View, string Stream)> rows) =>
        [.. rows.GroupBy(row => row.Stream)
            .Select(stream => new ReplayChange(stream.Key, [.. stream.Select(row => new ReplayDifference(row.View))]))];

    /// <param name="head">The log's end when the work began.</param>
    /// <returns>The log's end after the rest.</returns>
    private async Task<long> Rest(TimeSpan worked, long head, CancellationToken cancellationToken)
    {
        var isBusy = await log.Head(cancellationToken) - head > BusyEventsPerSecond * worked.TotalSeconds;
        await Task.Delay(isBusy ? worked * RestsWhileBusy : worked, cancellationToken);
        var since = Stopwatch.GetTimestamp();
        while ((await views.Now(cancellationToken)).LagMs > MaxLagMs && Stopwatch.GetElapsedTime(since) < LongestRest)
            await Task.Delay(BetweenLooks, cancellationToken);
        return await log.Head(cancellationToken);
    }
}
