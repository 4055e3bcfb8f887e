using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Reports;

/// <summary>What goes over with an account.</summary>
public enum HandOverKind { Account, Exception, Receipt, Report }

/// <summary>Something that goes over: the account itself, an exception, a receipt, a report that is kept.</summary>
/// <param name="Item">Names it within the hand-over.</param>
public sealed record HandOverItem(string Item, HandOverKind Kind, bool Accepted);

/// <summary>A hand-over and all that goes over with it.</summary>
public sealed record HandOverList(HandOver HandOver, IReadOnlyList<HandOverItem> Items)
{
    public int Open => Items.Count(item => !item.Accepted);
}

/// <summary>
/// 工作交接: what goes over when an account gets another manager, and what of it the next manager has taken over. It is open, for both of
/// them, until nothing is left. What is settled meanwhile goes over no more.
/// </summary>
public sealed class HandOvers(ReferenceDataCache data, IReportRows rows, IHandedOutReports reports, IEventLog log, TimeProvider clock)
{
    private const int ReportsPerPage = 1000;

    private static readonly Guid Space = new("c3b0d7a4-19f2-5b8e-8a0d-5f1e6b7c9d20");

    /// <summary>
    /// Whether a caller sees a hand-over: of the accounts in scope, and as the manager whom the account goes from. One of the past only of
    /// the accounts in scope: whom an account went from then may have nothing to do with it today.
    /// </summary>
    public static bool IsSeenBy(CallerContext who, HandOver handOver) => who.Scope.IncludesAccount(handOver.Account)
        || (QuestionMoment.Current is null && handOver.From == who.Caller.Handle);

    /// <summary>Whether a caller may take a hand-over's items over: as the next manager, while the account is in scope.</summary>
    public static bool IsFor(CallerContext who, HandOver handOver) =>
        who.Scope.IncludesAccount(handOver.Account) && handOver.To == who.Caller.Handle;

    /// <summary>The open hand-overs that are to be seen, in order of account.</summary>
    public async Task<IReadOnlyList<HandOverList>> Open(Func<HandOver, bool> isSeen, CancellationToken cancellationToken)
    {
        var (reference, now) = (await data.OfQuestion(cancellationToken), clock.OfQuestion());
        var open = new List<HandOverList>();
        foreach (var account in reference.Accounts)
            if (HandOver.Of(reference, account, now) is { IsComplete: false } found && isSeen(found))
                if (await List(found, cancellationToken) is { Open: > 0 } list) open.Add(list);
        return open;
    }

    /// <summary>The newest hand-over of an account; null when there is none, or it is not to be seen.</summary>
    public async Task<HandOverList?> Find(string account, Func<HandOver, bool> isSeen, CancellationToken cancellationToken) =>
        HandOver.Of(await data.NewestOfQuestion(cancellationToken), account, clock.OfQuestion()) is { } found && isSeen(found)
            ? await List(found, cancellationToken) : null;

    /// <summary>Records that the next manager took over items.</summary>
    /// <param name="by">The subject of the next manager, as <see cref="Caller.Subject"/>.</param>
    public async Task<HandOverList> Accept(
        HandOverList list, IReadOnlyCollection<string> items, string by, CancellationToken cancellationToken)
    {
        var stream = ReferenceStreams.Account(list.HandOver.Account);
        while (true)
        {
            string[] taken = [.. list.Items.Where(item => !item.Accepted && items.Contains(item.Item)).Select(item => item.Item)];
            if (taken.Length == 0) return list;
            var reference = await data.Refresh(cancellationToken);
            var accepted = new HandOverAccepted(list.HandOver.Account, list.HandOver.Assignment, taken, taken.Length == list.Open)
            {
                OccurredAt = clock.GetUtcNow(), Station = "", By = by,
            };
            var id = UuidV5.Create(Space, $"{list.HandOver.Assignment}/{string.Join('/', taken)}");
            await log.Append(
                [new(stream, await data.VersionOf(reference, stream, cancellationToken), [new(id, accepted, Sender: by)])],
                cancellationToken);
            // After a conflict the list says what is still to be taken over.
            list = await List(HandOver.Of(await data.Refresh(cancellationToken), list.HandOver.Account, clock.GetUtcNow())!,
                cancellationToken);
        }
    }

    // What there was when the next manager began: later exceptions, receipts and reports were never the earlier manager's.
    private async Task<HandOverList> List(HandOver handOver, CancellationToken cancellationToken)
    {
        var (account, since) = (handOver.Account, handOver.Since);
        var scope = new AccessScope([account], null);
        var items = new List<HandOverItem> { Item("account", HandOverKind.Account) };
        foreach (var row in await rows.Exceptions(scope, account, null, new(since, since), cancellationToken))
            items.Add(Item($"exception:{row.Exception.Waybill}/{row.Exception.ExceptionId}", HandOverKind.Exception));
        foreach (var row in await rows.Receipts(scope, account, since, cancellationToken))
            items.Add(Item($"receipt:{row.Receipt.Waybill}", HandOverKind.Receipt));
        (DateTimeOffset, Guid)? after = (since, Guid.Empty);
        while (await reports.List(scope, account, null, after, ReportsPerPage, cancellationToken) is { Count: > 0 } page)
        {
            items.AddRange(page.Select(report => Item($"report:{report.Id}", HandOverKind.Report)));
            after = (page[^1].MadeAt, page[^1].Id);
        }
        return new(handOver, items);

        HandOverItem Item(string name, HandOverKind kind) => new(name, kind, handOver.Accepted.Contains(name));
    }
}
