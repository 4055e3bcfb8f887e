using System.Diagnostics;
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
    private const int WaybillsOfFigure = 200, WaybillsOfViews = 1_000, MaxLagMs = 1_000, MaxSums = 25;
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
        var filter = new StreamFilter(request.Account is { } account ? [account] : null, request.Lane);
        var progress = new ReplayProgress(await log.Head(cancellationToken), 0, 0, 0, 0);
        var (after, size) = ((string?)null, figure is null ? WaybillsOfViews : WaybillsOfFigure);
        var head = progress.Position;
        while (await past.Streams(filter, after, size, cancellationToken) is { Count: > 0 } streams)
        {
            var partStarted = Stopwatch.GetTimestamp();
            string[] waybills = [.. streams.Select(stream => stream.Waybill)];
            var (found, events) = figure is null
                ? await Compare(waybills, only, request, cancellationToken)
                : await Judge(waybills, figure, progress.Position, cancellationToken);
            progress = progress with
            {
                Waybills = progress.Waybills + waybills.Length, Events = progress.Events + events,
                Changed = progress.Changed + found.Count, Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            };
            if (!await replays.Keep(replay.Id, progress, found, cancellationToken)) return null;
            after = waybills[^1];
            if (streams.Count < size) break;
            head = await Rest(Stopwatch.GetElapsedTime(partStarted), head, cancellationToken);
        }
        if (figure is not null) return (progress, figure.Result());
        if (request is not { Account: null, Lane: null } || request.Rules?.ChangeStandards() is true) return (progress, null);
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
        var found = await live.Differences(waybills, only, Rows, cancellationToken);
        return ([.. found.GroupBy(row => row.Waybill)
            .Select(waybill => new ReplayChange(waybill.Key, [.. waybill.Select(row => new ReplayDifference(row.View))]))], events);

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
