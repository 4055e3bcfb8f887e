using System.Net.Mime;
using Microsoft.Net.Http.Headers;
using OrderTracking.Api.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Reports (报表): made from the views as they are now; a report that was handed out never changes.</summary>
internal static class ReportRoutes
{
    private static readonly Parameter From =
        new("from", "The first day of the period: of a week its Monday, of a month the first.", Format: "date");
    private static readonly Parameter By = new("by", "Who hands it out: a handle, never a personal name.");
    private static readonly Parameter Format = Parameter.ListOf<ReportFormat>("format", "The file format; xlsx by default.");

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var reporting = routes.ServiceProvider.GetRequiredService<ReportBuilder>();
        var writer = routes.ServiceProvider.GetRequiredService<IReportWriter>();
        foreach (var kind in Enum.GetValues<ReportKind>())
        {
            var account = kind == ReportKind.DailyExceptions
                ? ViewAnswers.Account : new Parameter("account", "The account that it is about.");
            foreach (var format in Enum.GetValues<ReportFormat>())
                routes.MapView($"/v1/reports/{kind.Wire()}{(format == ReportFormat.Json ? "" : "." + format.FileExtension())}",
                    query => Make(query, kind, format, reporting, writer))
                    .WithSummary($"{Summary(kind)}{(format == ReportFormat.Json ? "" : $", as .{format.FileExtension()}")}.")
                    .TakesLong()
                    .Takes(account, From, ViewAnswers.WaitFor)
                    .AnswersFile(200, format.ContentType(), 400);
            MapHandOut(routes, kind, reporting);
        }
        MapHandedOut(routes);
        MapDue(routes);
    }

    private static string Summary(ReportKind kind) => kind switch
    {
        ReportKind.DailyExceptions => "The exceptions of a day, and those still open",
        ReportKind.WeeklyAccount => "The week of an account",
        ReportKind.MonthlyAccount => "The month of an account, beside the one before",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static Func<ViewPosition, CancellationToken, Task<object>> Make(
        Query query, ReportKind kind, ReportFormat format, ReportBuilder reporting, IReportWriter writer)
    {
        var (account, period) = (query.Text("account"), Period(query, kind));
        if (account is null && kind != ReportKind.DailyExceptions) query.Lacks("account", "the account that the report is of");
        return async (_, cancellationToken) =>
        {
            var report = await reporting.Make(query.AccessScope, period, account, cancellationToken);
            return Results.File(writer.Write(report, format), format.ContentType(), format == ReportFormat.Json
                ? null : FileName(kind, account, period.From, format));
        };
    }

    private static ReportPeriod Period(Query query, ReportKind kind)
    {
        var from = query.Day("from");
        if (from is { } day && ReportPeriod.Beginning(kind, day) is { } period) return period;
        query.Lacks("from", kind switch
        {
            ReportKind.WeeklyAccount => "a Monday, such as 2026-11-16",
            ReportKind.MonthlyAccount => "the first of a month, such as 2026-11-01",
            _ => "a day such as 2026-11-20",
        });
        return default;
    }

    private static string FileName(ReportKind kind, string? account, DateOnly from, ReportFormat format) =>
        $"{kind.Wire()}{(account is null ? "" : "-" + account)}-{from:yyyy-MM-dd}.{format.FileExtension()}";

    private static void MapHandOut(IEndpointRouteBuilder routes, ReportKind kind, ReportBuilder reporting)
    {
        var handingOut = routes.ServiceProvider.GetRequiredService<ReportHandOut>();
        var gate = routes.ServiceProvider.GetRequiredService<ViewGate>();
        routes.MapPost($"/v1/reports/{kind.Wire()}", (RequestDelegate)(async context =>
            {
                var query = new Query(context);
                var (account, period, waitFor) = (query.Text("account"), Period(query, kind), query.Number("waitFor"));
                var (format, by) = (query.OneOf<ReportFormat>("format") ?? ReportFormat.Xlsx, query.Text("by"));
                if (account is null) query.Lacks("account", "the account that the report is handed out to");
                else if (!query.AccessScope.IncludesAccount(account)) query.Unknown("unknown-account", "account", "a known account");
                if (await ViewAnswers.Reach(context, query, gate, waitFor) is null) return;
                var report = await reporting.Make(query.AccessScope, period, account, context.RequestAborted);
                var (handedOut, isNew) = await handingOut.HandOut(report, format, by ?? DerivedExceptions.By, context.RequestAborted);
                context.Response.Headers.Location = Address(handedOut.Id);
                await Results.Json(HandedOut.Of(handedOut), statusCode: isNew ? 201 : 200).ExecuteAsync(context);
            }))
            .WithSummary($"Hands out: {Summary(kind).ToLowerInvariant()}; its bytes are kept.")
            .TakesLong()
            .Takes(new("account", "The account that it is handed out to."), From, Format, By, ViewAnswers.WaitFor)
            .Answers(201, typeof(HandedOut), 200, 400, 404, 503)
            .RunsOnce();
    }

    private static void MapHandedOut(IEndpointRouteBuilder routes)
    {
        var reports = routes.ServiceProvider.GetRequiredService<IHandedOutReports>();
        routes.MapGet("/v1/reports/handed-out", (RequestDelegate)(async context =>
            {
                var query = new Query(context);
                var (account, kind, limit) = (query.Text("account"), query.OneOf("kind", Kinds), query.Limit());
                (DateTimeOffset, Guid)? after = null;
                if (query.After(2) is [var at, var id]) after = (Query.CursorTime(at), Guid.TryParse(id, out var last) ? last : default);
                if (query.Fault is { } fault)
                {
                    await fault.ExecuteAsync(context);
                    return;
                }
                var found = await reports.List(query.AccessScope, account, kind, after, limit + 1, context.RequestAborted);
                var next = found.Count > limit ? Query.Cursor(Query.Cursor(found[limit - 1].MadeAt), found[limit - 1].Id.ToString()) : null;
                await Results.Ok(new Page<HandedOut>([.. found.Take(limit).Select(HandedOut.Of)], next)).ExecuteAsync(context);
            }))
            .WithSummary("Reports that were handed out, newest made first.")
            .Takes(ViewAnswers.Account, new("kind", "Only this kind.", OneOf: [.. Kinds.Keys]), ViewAnswers.Limit, ViewAnswers.After)
            .Answers(200, typeof(Page<HandedOut>), 400);
        routes.MapGet("/v1/reports/handed-out/{id}", (RequestDelegate)(async context =>
            {
                if (!Guid.TryParse((string)context.Request.RouteValues["id"]!, out var id)
                    || await reports.Find(new Query(context).AccessScope, id, context.RequestAborted) is not var (report, content))
                {
                    await new Problem(404, "unknown-report", "No such report was handed out.", "id").ExecuteAsync(context);
                    return;
                }
                var format = Enum.GetValues<ReportFormat>().Single(format => format.FileExtension() == report.Format);
                await Results.File(
                    content, format.ContentType(), FileName(report.Report, report.Account, report.From, format),
                    entityTag: new EntityTagHeaderValue($"\"{report.Sha256}\"")).ExecuteAsync(context);
            }))
            .WithSummary("A report as it was handed out, byte for byte.")
            .AnswersFile(200, MediaTypeNames.Application.Octet, 404);
    }

    private static void MapDue(IEndpointRouteBuilder routes)
    {
        var due = routes.ServiceProvider.GetRequiredService<DueReports>();
        var company = routes.ServiceProvider.GetRequiredService<Company>();
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        routes.MapGet("/v1/reports/due", (RequestDelegate)(async context =>
            {
                var query = new Query(context);
                var (account, kind, verdict) = (query.Text("account"), query.OneOf("kind", Kinds), query.OneOf<DeadlineVerdict>("verdict"));
                if (query.Fault is { } fault)
                {
                    await fault.ExecuteAsync(context);
                    return;
                }
                var now = clock.GetUtcNow();
                var rows = (await due.List(query.AccessScope, now, context.RequestAborted))
                    .Where(row => (account is null || row.Account == account) && (kind is null || row.Report == kind)
                        && (verdict is null || row.Verdict(now) == verdict))
                    .Select(row => DueReport.Of(row, company, now));
                await Results.Ok(new Page<DueReport>([.. rows], null)).ExecuteAsync(context);
            }))
            .WithSummary("Reports that are or were due by the accounts' terms, and whether they were handed out in time.")
            .Takes(ViewAnswers.Account, new("kind", "Only this kind.", OneOf: [.. Kinds.Keys]),
                Parameter.ListOf<DeadlineVerdict>("verdict", "Only this verdict."))
            .Answers(200, typeof(Page<DueReport>), 400);
    }

    private static readonly Dictionary<string, ReportKind> Kinds = Enum.GetValues<ReportKind>().ToDictionary(kind => kind.Wire());

    public static string Address(Guid id) => $"/v1/reports/handed-out/{id}";
}

/// <summary>A report that was handed out.</summary>
/// <param name="To">The day after the period's last.</param>
/// <param name="Position">The position of the views that it was made from.</param>
/// <param name="Content">The path at which it can be downloaded.</param>
public sealed record HandedOut(
    Guid Id, string Report, string Account, DateOnly From, DateOnly To, string Format, DateTimeOffset MadeAt, long Position, string By,
    string Sha256, string Content)
{
    internal static HandedOut Of(HandedOutReport kept) => new(
        kept.Id, kept.Report.Wire(), kept.Account, kept.From, kept.To, kept.Format, kept.MadeAt, kept.Position, kept.By, kept.Sha256,
        ReportRoutes.Address(kept.Id));
}

/// <summary>A report that is or was due.</summary>
/// <param name="Raised">Whether it was not handed out by the due time, and the clock recorded that.</param>
public sealed record DueReport(
    string Account, string Report, DateOnly From, DateOnly To, DateTimeOffset DueAt, DateTimeOffset? HandedOutAt, bool Raised,
    DeadlineVerdict Verdict)
{
    internal static DueReport Of(ReportDeadline row, Company company, DateTimeOffset now) => new(
        row.Account, row.Report.Wire(), row.From, row.To, TimeZoneInfo.ConvertTime(row.DueAt, company.Zone),
        row.HandedOutAt is { } at ? TimeZoneInfo.ConvertTime(at, company.Zone) : null, row.Raised, row.Verdict(now));
}
