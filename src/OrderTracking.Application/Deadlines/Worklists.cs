using OrderTracking.Application.Access;
using OrderTracking.Application.Insurance;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Deadlines;

/// <summary>How a loading plan was kept.</summary>
public enum LoadingVerdict
{
    /// <summary>All of it in time: by the plan's own time, else by the end of its day.</summary>
    Kept,

    /// <summary>All of it, but later.</summary>
    Late,

    /// <summary>Some of it (部分装).</summary>
    Partial,

    /// <summary>Not all of it, and pieces were loaded for a station that no plan names (错装).</summary>
    Wrong,

    /// <summary>None of it in time (漏装).</summary>
    Missed,

    /// <summary>None of it, and it is not due yet.</summary>
    Pending,
}

/// <summary>A loading plan and how it was kept.</summary>
public sealed record LoadingItem(DeadlineRow Row, LoadingCheck Plan, LoadingVerdict Verdict);

/// <summary>The times of the daily checks: at 10:00 yesterday's loading; at 17:00 today's, and what of it is to be confirmed.</summary>
public enum WorklistCheck { Now, AtTen, AtSeventeen }

/// <summary>What an account manager has to attend to.</summary>
/// <param name="LoadingDay">The day whose plans are compared with what was loaded.</param>
/// <param name="Loading">Its plans that were not kept in full.</param>
/// <param name="DueToday">What should leave today and has not been loaded in full.</param>
/// <param name="ToConfirm">
/// What is planned for today and of which nobody has said whether it can leave; at 17:00 nothing should be left of it.
/// </param>
/// <param name="Held">What waits for the customer's instruction, the longest first.</param>
/// <param name="CustomersToTell">Of what went otherwise than agreed and the customer has not been told, the most urgent first.</param>
/// <param name="Exceptions">Not resolved, or of a waybill that is not closed; first those not reported back, the most urgent first.</param>
/// <param name="Stagnating">Freight that has stayed longer than it should, the longest over first.</param>
/// <param name="Receipts">Overdue, rejected or lost.</param>
/// <param name="Remarks">Remarks and odd marks recorded since the day before began, oldest first.</param>
/// <param name="NotIssued">Orders from before today whose goods have not left and whose waybill was not made out, oldest first.</param>
/// <param name="Incomplete">Orders that lack something of what their channel asks for, the most urgent first.</param>
/// <param name="CorrectiveActions">Not verified yet and due by the end of the day, the longest over first.</param>
/// <param name="Cases">Cases with a step that is due by the end of the day, the longest over first.</param>
/// <param name="Silent">Watched freight of high insured value that has been without an event for too long, the longest first.</param>
public sealed record Worklist(
    DateOnly LoadingDay, IReadOnlyList<LoadingItem> Loading, IReadOnlyList<LoadingItem> DueToday, IReadOnlyList<DeadlineRow> ToConfirm,
    IReadOnlyList<WaybillRow> Held, IReadOnlyList<DeadlineRow> CustomersToTell, IReadOnlyList<ExceptionRow> Exceptions,
    IReadOnlyList<DeadlineRow> Stagnating, IReadOnlyList<ReceiptRow> Receipts, IReadOnlyList<RemarkRow> Remarks,
    IReadOnlyList<WaybillRow> NotIssued, IReadOnlyList<DeadlineRow> Incomplete, IReadOnlyList<DeadlineRow> CorrectiveActions,
    IReadOnlyList<CaseRow> Cases, IReadOnlyList<WatchedConsignment> Silent);

/// <summary>Computes today's worklist from the views alone.</summary>
public sealed class Worklists(
    IDeadlinesView deadlines, IFollowUpQueries chasing, ICasesView caseRows, InsuranceLists insurance, Company company)
{
    /// <summary>The rules whose breach means stagnating freight.</summary>
    public static IReadOnlyList<DeadlineRule> Dwell { get; } =
        [DeadlineRule.DwellOrigin, DeadlineRule.DwellTransit, DeadlineRule.DwellTransfer, DeadlineRule.DwellDestination];

    /// <param name="accounts">Only of these accounts; null for all.</param>
    /// <param name="limit">The most items of each kind.</param>
    public async Task<Worklist> For(
        AccessScope scope, IReadOnlyCollection<string>? accounts, WorklistCheck check, DateTimeOffset now, int limit,
        CancellationToken cancellationToken)
    {
        var today = company.Day(now);
        var checkedDay = check == WorklistCheck.AtSeventeen ? today : today.AddDays(-1);
        // Concurrently, because a user waits for all of them.
        var loading = NotLoaded(checkedDay);
        var dueToday = checkedDay == today ? loading : NotLoaded(today);
        var toConfirm = deadlines.Open([DeadlineRule.LoadingConfirmation], Planned(today), limit, cancellationToken);
        var held = chasing.Held(new(scope, accounts), limit, cancellationToken);
        var toTell = deadlines.Open([DeadlineRule.CustomerNotification], new(scope, Accounts: accounts), limit, cancellationToken);
        var exceptions = chasing.FollowedExceptions(scope, accounts, null, null, limit, cancellationToken);
        var stagnating = deadlines.Open(Dwell, new(scope, Accounts: accounts, Due: new(null, now)), limit, cancellationToken);
        var receipts = chasing.ReceiptsToChase(scope, accounts, now, limit, cancellationToken);
        var remarks = chasing.Remarks(scope, accounts, company.Begin(today.AddDays(-1)), limit, cancellationToken);
        var notIssued = chasing.NotIssued(scope, accounts, company.Begin(today), limit, cancellationToken);
        var incomplete = deadlines.Open([DeadlineRule.OrderComplete], new(scope, Accounts: accounts), limit, cancellationToken);
        var actions = deadlines.Open([DeadlineRule.CorrectiveAction],
            new(scope, Accounts: accounts, Due: new(null, company.Begin(today.AddDays(1)))), limit, cancellationToken);
        var cases = caseRows.Due(scope, accounts, company.Begin(today.AddDays(1)), limit, cancellationToken);
        var silent = insurance.Watched(scope, accounts, null, silentOnly: true, null, limit, cancellationToken);
        await Task.WhenAll(
            loading, dueToday, toConfirm, held, toTell, exceptions, stagnating, receipts, remarks, notIssued, incomplete, actions, cases,
            silent);
        return new(checkedDay, Items(await loading, now), Items(await dueToday, now), await toConfirm, await held, await toTell,
            await exceptions, await stagnating, await receipts, await remarks, await notIssued, await incomplete, await actions,
            await cases, await silent);

        Task<IReadOnlyList<DeadlineRow>> NotLoaded(DateOnly day) =>
            deadlines.Open([DeadlineRule.Loading], Planned(day), limit, cancellationToken);

        DeadlineFilter Planned(DateOnly day) => new(scope, Accounts: accounts, Due: DueOn(day));
    }

    /// <summary>The plans of a day, compared with what was loaded.</summary>
    public async Task<IReadOnlyList<LoadingItem>> Loading(
        AccessScope scope, DateOnly day, IReadOnlyCollection<string>? accounts, string? station, DateTimeOffset now, int limit,
        CancellationToken cancellationToken)
    {
        var filter = new DeadlineFilter(scope, DeadlineRule.Loading, accounts, Station: station, Due: DueOn(day));
        return Items(await deadlines.List(filter, null, now, limit, cancellationToken), now);
    }

    // A plan is due, and to be confirmed, on the day that it is planned for; where its goods were held then, after their release.
    private Period DueOn(DateOnly day) => new(company.Begin(day), company.Begin(day.AddDays(1)));

    private static LoadingItem[] Items(IEnumerable<DeadlineRow> rows, DateTimeOffset now) =>
        [.. from row in rows
            where row is { Withdrawn: false, Loading: not null }
            select new LoadingItem(row, row.Loading!, Verdict(row, now))];

    private static LoadingVerdict Verdict(DeadlineRow row, DateTimeOffset now) => row switch
    {
        { KeptAt: { } kept } => kept <= row.DueAt ? LoadingVerdict.Kept : LoadingVerdict.Late,
        { Loading.Wrong: > 0 } => LoadingVerdict.Wrong,
        { Loading.Loaded: > 0 } => LoadingVerdict.Partial,
        _ => row.DueAt < now ? LoadingVerdict.Missed : LoadingVerdict.Pending,
    };
}
