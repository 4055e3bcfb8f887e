using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Reports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>The account manager's worklist, and a day's loading plans compared with what was loaded.</summary>
internal static class WorklistRoutes
{
    private static readonly Dictionary<string, WorklistCheck> Checks =
        new() { ["10:00"] = WorklistCheck.AtTen, ["17:00"] = WorklistCheck.AtSeventeen, ["now"] = WorklistCheck.Now };

    private static readonly Parameter<WorklistCheck?> At = Parameter.OneOf("at", "10:00, 17:00 or now; now by default.", Checks);
    private static readonly Parameter<string?> Manager =
        Parameter.Text("manager", "Only the accounts that this manager has today.");
    private static readonly Parameter<int> LimitOfEach =
        Parameter.Limit("limit", "How many of each kind at most; 100 by default, 1000 at most.");
    private static readonly Parameter<DateOnly?> Date =
        Parameter.Day("date", "The company's day that was planned for; today by default.");
    private static readonly Parameter<string?> Station = Parameter.Text("station", "Only this station.");

    public static void MapWorklists(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Worklists");
        group.MapGet("/worklist", Worklist)
            .WithSummary("What an account manager has to see to: at 10:00 yesterday's loading, at 17:00 what is to be confirmed, and "
                + "always what is open.")
            .Takes(At, Manager, Parameters.Account, LimitOfEach, Parameters.WaitFor, Parameters.AsOf)
            .WithMetadata(new AskedCases([.. AllCases.All.Select(type => type.Kind)], WithWaybills: true));
        group.MapGet("/loading", Loading)
            .WithSummary("The plans to load of a day against what was loaded.")
            .Takes(Date, Station, Parameters.Account, Parameters.Limit, Parameters.WaitFor, Parameters.AsOf);
    }

    private static Task<ViewAnswer<WorklistAnswer>> Worklist(
        Query query, ViewAnswers views, Worklists worklists, HandOvers handOvers, ReferenceDataCache data, AccountInstructions instructions,
        DueReports due, RouteAdmission admission, Company company, TimeProvider clock)
    {
        var (manager, account, limit) = (query.Get(Manager), query.Get(Parameters.Account), query.Get(LimitOfEach));
        var check = query.Get(At) ?? WorklistCheck.Now;
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var now = clock.OfQuestion();
            // The parts of other accounts only where the caller sees no more of them: the list is of whole accounts.
            var reference = await data.OfQuestion(cancellationToken);
            IReadOnlyList<string>? accounts = manager is null
                ? null
                : [.. reference.AccountsOf(manager, now).Where(query.AccessScope.IncludesAccount)
                    .Union(reference.PartsOf(manager, now).Where(part => query.AccessScope.Parts?.Contains(part) is true)
                        .Select(part => part.Account))];
            if (account is not null) accounts = accounts is null || accounts.Contains(account) ? [account] : [];
            var goingOver = await handOvers.Open(
                handOver => HandOverRoutes.IsSeen(query.Context, handOver) && (account is null || handOver.Account == account)
                    && (manager is null || manager == handOver.From || manager == handOver.To), cancellationToken);
            var list = await worklists.For(query.AccessScope, accounts, check, now, limit, cancellationToken);
            return new WorklistAnswer(
                manager, accounts, now, list.LoadingDay, [.. list.Loading.Select(LoadingShape.Of)],
                [.. list.DueToday.Select(LoadingShape.Of)], [.. list.ToConfirm.Select(row => LoadingToConfirm.Of(row, now))],
                [.. list.Held.Select(row => HeldFreight.Of(row, now))],
                [.. list.CustomersToTell.Select(row => CustomerToTell.Of(row, now))],
                [.. list.Exceptions.Select(row => FollowedException.Of(row, now))],
                [.. list.Stagnating.Select(row => WatchItem.Of(row, now))],
                [.. list.Receipts.Select(row => ReceiptToChase.Of(row, now))],
                [.. list.Remarks.Select(RemarkToFollow.Of)], [.. list.NotIssued.Select(WaybillToIssue.Of)],
                [.. list.Incomplete.Select(row => OrderToComplete.Of(row, now))],
                [.. list.CorrectiveActions.Select(row => WatchItem.Of(row, now))], [.. list.Cases.Select(row => CaseToHandle.Of(row, now))],
                [.. list.Silent.Select(item => WatchedInsurance.Of(item, now))],
                [.. goingOver.Select(HandOverSummary.Of)], [.. await ReportsToHandOut(accounts, now, cancellationToken)],
                await instructions.Of(AccountsOn(list), cancellationToken), position.Position, position.LagMs);
        });

        // Of the periods that are over, those that the caller hands out.
        async Task<IEnumerable<DueReport>> ReportsToHandOut(
            IReadOnlyList<string>? accounts, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var kinds = new HashSet<ReportKind>();
            foreach (var kind in Enum.GetValues<ReportKind>())
                if (Policy.OfRoute($"POST /v1/reports/{kind.Wire()}") is { } row
                    && await admission.Admit(query.Context.CallerContext().Caller, row, cancellationToken) is not null) kinds.Add(kind);
            return (await due.List(query.AccessScope, now, cancellationToken))
                .Where(row => kinds.Contains(row.Report) && row.To <= company.Day(now)
                    && (row.Verdict(now) is DeadlineVerdict.Open or DeadlineVerdict.Missed)
                    && (accounts is null || (row.Account is not null && accounts.Contains(row.Account))))
                .Take(limit).Select(row => DueReport.Of(row, company, now));
        }
    }

    private static IEnumerable<string> AccountsOn(Worklist list) =>
    [
        .. list.Loading.Concat(list.DueToday).Select(item => item.Row.Account), .. list.Exceptions.Select(row => row.Account),
        .. list.ToConfirm.Concat(list.Stagnating).Concat(list.Incomplete).Select(row => row.Account),
        .. list.Receipts.Select(row => row.Account), .. list.Held.Select(row => row.Account),
        .. list.Remarks.Select(row => row.Account), .. list.NotIssued.Select(row => row.Account),
        .. list.Cases.Select(row => row.Account), .. list.Silent.Select(item => item.Row.Account),
    ];

    private static Task<ViewAnswer<LoadingAnswer>> Loading(
        Query query, ViewAnswers views, Worklists worklists, AccountInstructions instructions, Company company, TimeProvider clock)
    {
        var (date, station, account, limit) =
            (query.Get(Date), query.Get(Station), query.Get(Parameters.Account), query.Get(Parameters.Limit));
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var now = clock.OfQuestion();
            var day = date ?? company.Day(now);
            var items = await worklists.Loading(query.AccessScope, day, account is null ? null : [account], station, now, limit,
                cancellationToken);
            return new LoadingAnswer(
                day, items.GroupBy(item => item.Verdict).ToDictionary(group => ResponseJson.Name(group.Key), group => group.Count()),
                [.. items.Select(LoadingShape.Of)], await instructions.Of(items.Select(item => item.Row.Account), cancellationToken),
                position.Position, position.LagMs);
        });
    }
}
