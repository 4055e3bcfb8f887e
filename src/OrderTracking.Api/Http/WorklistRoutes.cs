using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
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

    public static void MapWorklists(this IEndpointRouteBuilder routes)
    {
        var parts = routes.ServiceProvider;
        var (worklists, reference) = (parts.GetRequiredService<Worklists>(), parts.GetRequiredService<ReferenceDataCache>());
        var (clock, company) = (parts.GetRequiredService<TimeProvider>(), parts.GetRequiredService<Company>());
        routes.MapView("/v1/worklist", query => Worklist(query, worklists, reference, clock))
            .WithSummary("What an account manager has to see to: at 10:00 yesterday's loading, at 17:00 today's, and always what is open.")
            .Takes(
                new("at", "10:00, 17:00 or now; now by default."), new("manager", "Only the accounts that this manager has today."),
                ViewAnswers.Account,
                new("limit", "How many of each kind at most; 100 by default, 1000 at most.", "integer"), ViewAnswers.WaitFor)
            .Answers(200, typeof(WorklistAnswer), 400);
        routes.MapView("/v1/loading", query => Loading(query, worklists, company, clock))
            .WithSummary("The plans to load of a day against what was loaded.")
            .Takes(
                new("date", "The company's day that was planned for; today by default.", Format: "date"),
                new("station", "Only this station."), ViewAnswers.Account,
                new("limit", "How many at most; 100 by default, 1000 at most.", "integer"), ViewAnswers.WaitFor)
            .Answers(200, typeof(LoadingAnswer), 400);
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Worklist(
        Query query, Worklists worklists, ReferenceDataCache data, TimeProvider clock)
    {
        var (manager, account, limit) = (query.Text("manager"), query.Text("account"), query.Limit());
        var check = query.OneOf("at", Checks) ?? WorklistCheck.Now;
        return async (position, cancellationToken) =>
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
        };
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Loading(
        Query query, Worklists worklists, Company company, TimeProvider clock)
    {
        var (date, station, account, limit) = (query.Day("date"), query.Text("station"), query.Text("account"), query.Limit());
        return async (position, cancellationToken) =>
        {
            var now = clock.GetUtcNow();
            var day = date ?? company.Day(now);
            var items = await worklists.Loading(query.AccessScope, day, account is null ? null : [account], station, now, limit,
                cancellationToken);
            return new LoadingAnswer(
                day, items.GroupBy(item => item.Verdict).ToDictionary(group => ResponseJson.Name(group.Key), group => group.Count()),
                [.. items.Select(LoadingShape.Of)],
                position.Position, position.LagMs);
        };
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
