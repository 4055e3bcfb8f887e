using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

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
            .WithSummary("What an account manager has to see to: at 10:00 yesterday's loading, at 17:00 today's, and always what is open.")
            .Takes(At, Manager, Parameters.Account, LimitOfEach, Parameters.WaitFor);
        group.MapGet("/loading", Loading)
            .WithSummary("The plans to load of a day against what was loaded.")
            .Takes(Date, Station, Parameters.Account, Parameters.Limit, Parameters.WaitFor);
    }

    private static Task<ViewAnswer<WorklistAnswer>> Worklist(
        Query query, ViewAnswers views, Worklists worklists, ReferenceDataCache data, TimeProvider clock)
    {
        var (manager, account, limit) = (query.Get(Manager), query.Get(Parameters.Account), query.Get(LimitOfEach));
        var check = query.Get(At) ?? WorklistCheck.Now;
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var now = clock.GetUtcNow();
            IReadOnlyList<string>? accounts = manager is null
                ? null : [.. (await data.Now(cancellationToken)).AccountsOf(manager, now).Where(query.AccessScope.IncludesAccount)];
            if (account is not null) accounts = accounts is null || accounts.Contains(account) ? [account] : [];
            var list = await worklists.For(query.AccessScope, accounts, check, now, limit, cancellationToken);
            return new WorklistAnswer(
                manager, accounts, now, list.LoadingDay, [.. list.Loading.Select(LoadingShape.Of)],
                [.. list.DueToday.Select(LoadingShape.Of)],
                [.. list.Exceptions.Select(row => ExceptionToReportBack.Of(row, now))],
                [.. list.Stagnating.Select(row => WatchItem.Of(row, now))],
                [.. list.Receipts.Select(row => ReceiptToChase.Of(row, now))], position.Position, position.LagMs);
        });
    }

    private static Task<ViewAnswer<LoadingAnswer>> Loading(
        Query query, ViewAnswers views, Worklists worklists, Company company, TimeProvider clock)
    {
        var (date, station, account, limit) =
            (query.Get(Date), query.Get(Station), query.Get(Parameters.Account), query.Get(Parameters.Limit));
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var now = clock.GetUtcNow();
            var day = date ?? company.Day(now);
            var items = await worklists.Loading(query.AccessScope, day, account is null ? null : [account], station, now, limit,
                cancellationToken);
            return new LoadingAnswer(
                day, items.GroupBy(item => item.Verdict).ToDictionary(group => ResponseJson.Name(group.Key), group => group.Count()),
                [.. items.Select(LoadingShape.Of)],
                position.Position, position.LagMs);
        });
    }
}

public sealed record WorklistAnswer(
    string? Manager, IReadOnlyList<string>? Accounts, DateTimeOffset At, DateOnly LoadingDay, IReadOnlyList<LoadingShape> Loading,
    IReadOnlyList<LoadingShape> DueToday,
    IReadOnlyList<ExceptionToReportBack> Exceptions, IReadOnlyList<WatchItem> Stagnating, IReadOnlyList<ReceiptToChase> Receipts,
    long Position,
    long LagMs);

/// <param name="Verdicts">The number of plans by verdict.</param>
public sealed record LoadingAnswer(DateOnly Date, IReadOnlyDictionary<string, int> Verdicts, IReadOnlyList<LoadingShape> Items,
    long Position, long LagMs);

public sealed record LoadingShape(
    string Waybill, string Account, string Lane, string Station, string NextStation, string? LoadingList, int Planned, int Loaded,
    int Wrong, LoadingVerdict Verdict)
{
    public static LoadingShape Of(LoadingItem item) => new(
        item.Row.Waybill, item.Row.Account, item.Row.Lane, item.Row.Station, item.Plan.NextStation, item.Plan.LoadingList,
        item.Plan.Planned, item.Plan.Loaded,
        item.Plan.Wrong, item.Verdict);
}

/// <param name="MinutesLeft">Minutes left to report it back; negative once the time is over.</param>
public sealed record ExceptionToReportBack(
    string Waybill, string ExceptionId, string Account, string Lane, ExceptionKind Kind, string Label, string? ResponsibleStation,
    int? Pieces, string? Description,
    DateTimeOffset RaisedAt, DateTimeOffset DueAt, long MinutesLeft)
{
    public static ExceptionToReportBack Of(ExceptionRow row, DateTimeOffset now) => new(
        row.Waybill, row.ExceptionId, row.Account, row.Lane, row.Kind, Labels.Of(row.Kind), row.ResponsibleStation, row.Pieces,
        row.Description, row.RaisedAt,
        row.ReportBackDueAt, (long)Math.Floor((row.ReportBackDueAt - now).TotalMinutes));
}

/// <param name="DaysOver">Whole days since it was due back.</param>
public sealed record ReceiptToChase(
    string Waybill, string Account, string Lane, string Destination, ReceiptStatus Status, string Label, DateTimeOffset? SignedAt,
    DateTimeOffset? DueAt, int DaysOver)
{
    public static ReceiptToChase Of(ReceiptRow row, DateTimeOffset now) => new(
        row.Waybill, row.Account, row.Lane, row.Destination, row.Status, Labels.Of(row.Status), row.SignedInFullAt, row.DueAt,
        row.DueAt < now ? (now - row.DueAt.Value).Days : 0);
}
