using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>
/// Applies changed reference data to the waybills under way: it appends the new terms and promises, which move their deadlines. It looks
/// through all of them when this node begins to lead, and through those of an account or a lane when its reference data change; 4 seconds
/// later through the waybills that had events meanwhile, because another node may have decided those without the change.
/// </summary>
public sealed partial class StandardsUpdater(
    IEventLog log, ReferenceDataCache data, IOpenWaybills open, IViewPosition views, ViewGate gate, WaybillCache cache, LogEpoch epoch,
    Company company, ILogger<StandardsUpdater> logger) : ILeaderTask
{
    private const int PageSize = 500;

    /// <summary>
    /// How far before the views' position a new leader begins: the leader before may have died before its second look, and a waybill
    /// finished since is no longer under way. More than can have been appended in that time.
    /// </summary>
    private const int EventsBeforeLead = 20_000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1), BetweenTries = TimeSpan.FromSeconds(10);

    // Twice the cache's greatest age, because a node that just decided on old data may take a while to append.
    private static readonly TimeSpan Settling = ReferenceDataCache.Oldest * 2;

    // Waybills that could not be read when terms were to be applied: the others do not wait for them, and they are tried again.
    private readonly HashSet<string> unread = [];

    public async Task Run(CancellationToken cancellationToken)
    {
        var (known, tried) = (-1L, Stopwatch.GetTimestamp());
        (long From, long Since)? unsettled = null;
        while (true)
        {
            try
            {
                var reference = await data.WaitForChange(known, BetweenLooks, cancellationToken);
                if (reference.Position > known)
                {
                    // What had been appended by then is in the views; what comes after is found in the changed streams.
                    var seen = known < 0 ? await views.Now(cancellationToken) : await gate.Reach(reference.Position, cancellationToken);
                    var from = known < 0 ? Math.Max(0, seen.Position - EventsBeforeLead) : seen.Position;
                    unsettled = (Math.Min(unsettled?.From ?? long.MaxValue, from), Stopwatch.GetTimestamp());
                    if (reference.HasStandards)
                        await Look(reference, known < 0 ? Scope.All : Scope.Of(reference, known), cancellationToken);
                    known = reference.Position;
                }
                if (unsettled is { } waiting && Stopwatch.GetElapsedTime(waiting.Since) > Settling)
                {
                    if (reference.HasStandards) await LookAtChangedStreams(waiting.From, cancellationToken);
                    unsettled = null;
                }
                if (unread.Count > 0 && Stopwatch.GetElapsedTime(tried) > BetweenTries)
                {
                    tried = Stopwatch.GetTimestamp();
                    string[] again = [.. unread];
                    unread.Clear();
                    await Hold(again, reference, cancellationToken);
                }
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(BetweenLooks, cancellationToken);
            }
        }
    }

    private async Task Look(Domain.Reference.ReferenceSnapshot reference, Scope scope, CancellationToken cancellationToken)
    {
        if (scope is { Accounts.Count: 0, Lanes.Count: 0 }) return;
        var moved = 0;
        OpenWaybill? last = null;
        do
        {
            var page = await open.Open(scope.Accounts, scope.Lanes, last, PageSize, cancellationToken);
            moved += await Hold([.. page.Select(waybill => waybill.Number)], reference, cancellationToken);
            last = page.Count < PageSize ? null : page[^1];
        }
        while (last is not null);
        if (moved > 0) LogMoved(moved);
    }

    private async Task LookAtChangedStreams(long from, CancellationToken cancellationToken)
    {
        var reference = await data.Now(cancellationToken);
        while (await log.ReadChangedStreams(from, PageSize, cancellationToken) is { Events: > 0 } changed)
        {
            await Hold([.. changed.Waybills.Keys], reference, cancellationToken);
            from = changed.To;
            if (changed.Events < PageSize) return;
        }
    }

    /// <summary>Appends the missing events to these waybills; one whose stream was appended to meanwhile is read and tried again.</summary>
    /// <returns>How many waybills got other terms.</returns>
    private async Task<int> Hold(string[] numbers, Domain.Reference.ReferenceSnapshot reference, CancellationToken cancellationToken)
    {
        var held = 0;
        while (numbers.Length > 0)
        {
            var (readable, unreadable) = await log.ReadApart(numbers, cancellationToken);
            foreach (var stream in unreadable)
                if (unread.Add(stream.First.Stream)) LogUnreadable(stream.First.Position);
            var lacking = readable.Select(history => Waybill.Of(history))
                .Select(waybill => (Waybill: waybill, Changes: WaybillRules.HoldToStandards(waybill, reference, company)))
                .Where(item => item.Changes.Count > 0).ToList();
            var answers = await Task.WhenAll(lacking.Select(item => Append(item.Waybill, item.Changes, cancellationToken)));
            held += answers.Count(appended => appended);
            numbers = [.. lacking.Zip(answers).Where(item => !item.Second).Select(item => item.First.Waybill.History.Waybill)];
        }
        return held;
    }

    private async Task<bool> Append(Waybill waybill, IReadOnlyList<NewEvent> changes, CancellationToken cancellationToken)
    {
        var (number, decidedIn) = (waybill.History.Waybill, epoch.Current);
        var appended = await log.Append([new(number, waybill.History.Version, changes)], cancellationToken);
        if (appended.Status != AppendStatus.Appended) return false;
        if (cache.Find(number) is not null) cache.Keep(Recording.WaybillAfterAppend.After(waybill, changes, appended), decidedIn);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reference data changed the terms of {Waybills} waybills")]
    private partial void LogMoved(int waybills);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A waybill could not be held to reference data, because its event at position {Position} cannot be read; trying again")]
    private partial void LogUnreadable(long position);

    [LoggerMessage(Level = LogLevel.Error, Message = "Waybills could not be held to reference data; trying again")]
    private partial void LogFault(Exception fault);

    /// <summary>The waybills that a change may affect; null for all.</summary>
    private sealed record Scope(IReadOnlyCollection<string>? Accounts, IReadOnlyCollection<string>? Lanes)
    {
        public static readonly Scope All = new(null, null);

        public static Scope Of(Domain.Reference.ReferenceSnapshot reference, long after)
        {
            var (accounts, lanes) = (new HashSet<string>(), new HashSet<string>());
            foreach (var (_, entry) in reference.After(after))
                switch (entry.Event)
                {
                    case AccountSet set: accounts.Add(set.Account); break;
                    case MandateGranted granted: accounts.Add(granted.Account); break;
                    case LaneStandardSet set: lanes.Add(Lane.Key(set.Origin, set.Destination)); break;
                    case CalendarSet set:
                        var (by, on) = reference.Using(set.Calendar);
                        accounts.UnionWith(by);
                        lanes.UnionWith(on.Select(lane => Lane.Key(lane.Origin, lane.Destination)));
                        break;
                }
            return new(accounts, lanes);
        }
    }
}
