using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>Reports (报表): made from the views as they are now; a report that was handed out never changes.</summary>
internal static class ReportRoutes
{
    private static readonly Dictionary<string, ReportKind> Kinds = Enum.GetValues<ReportKind>().ToDictionary(kind => kind.Wire());

    private static readonly Parameter<string?> Account = Parameter.Text("account", "The account that it is about.");
    private static readonly Parameter<string?> Recipient = Parameter.Text("account", "The account that it is handed out to.");
    private static readonly Parameter<DateOnly?> From =
        Parameter.Day("from", "The first day of the period: of a week its Monday, of a month the first.");
    private static readonly Parameter<ReportFormat?> Format =
        Parameter.OneOf<ReportFormat>("format", "The file format; xlsx by default.");
    private static readonly Parameter<ReportKind?> Kind = Parameter.OneOf("kind", "Only this kind.", Kinds);
    private static readonly Parameter<DeadlineVerdict?> Verdict = Parameter.OneOf<DeadlineVerdict>("verdict", "Only this verdict.");
    private static readonly Parameter<string[]?> After = Parameters.After(2);

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/reports").WithTags("Reports");
        foreach (var kind in Enum.GetValues<ReportKind>())
        {
            foreach (var format in Enum.GetValues<ReportFormat>())
                group.MapGet($"/{kind.Wire()}{(format == ReportFormat.Json ? "" : "." + format.FileExtension())}",
                    (Query query, ViewAnswers views, ReportBuilder reporting, IReportWriter writer) =>
                        Make(kind, format, query, views, reporting, writer))
                    .WithSummary($"{Summary(kind)}{(format == ReportFormat.Json ? "" : $", as .{format.FileExtension()}")}.")
                    .ProducesFile(format.ContentType()).Problems(400)
                    .Takes(kind == ReportKind.DailyExceptions ? Parameters.Account : Account, From, Parameters.WaitFor)
                    .TakesLong();
            group.MapPost($"/{kind.Wire()}",
                (Query query, ViewAnswers views, ReportBuilder reporting, ReportHandOut handOut, ActRecord acts) =>
                    HandOut(kind, query, views, reporting, handOut, acts))
                .WithSummary($"Hands out: {Summary(kind).ToLowerInvariant()}; its bytes are kept.")
                .Problems(400, 404, 503)
                .Takes(Recipient, From, Format, Parameters.WaitFor)
                .TakesLong()
                .RunsOnce();
        }
        group.MapGet("/handed-out", ListHandedOut)
            .WithSummary("Reports that were handed out, newest made first.")
            .Takes(Parameters.Account, Kind, Parameters.Limit, After).Problems(400);
        group.MapGet("/handed-out/{id}", HandedOutFile)
            .WithSummary("A report as it was handed out, byte for byte.")
            .ProducesFile(MediaTypeNames.Application.Octet).Problems(404);
        group.MapGet("/due", ListDue)
            .WithSummary("Reports that are or were due by the accounts' terms, and whether they were handed out in time.")
            .Takes(Parameters.Account, Kind, Verdict).Problems(400);
    }

    private static RouteHandlerBuilder ProducesFile(this RouteHandlerBuilder route, string contentType) =>
        route.Produces<byte[]>(200, contentType.Split(';')[0]);

    private static string Summary(ReportKind kind) => kind switch
    {
        ReportKind.DailyExceptions => "The exceptions of a day, and those still open",
        ReportKind.WeeklyAccount => "The week of an account",
        ReportKind.MonthlyAccount => "The month of an account, beside the one before",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static async Task<Results<FileContentHttpResult, Problem>> Make(
        ReportKind kind, ReportFormat format, Query query, ViewAnswers views, ReportBuilder reporting, IReportWriter writer)
    {
        var (account, period) = (query.Get(Account), Period(query, kind));
        if (account is null && kind != ReportKind.DailyExceptions) query.Lacks(Account, "the account that the report is of");
        if ((await views.Reach(query)).Problem is { } problem) return problem;
        var report = await reporting.Make(query.AccessScope, period, account, query.Context.RequestAborted);
        return TypedResults.File(writer.Write(report, format), format.ContentType(), format == ReportFormat.Json
            ? null : FileName(kind, account, period.From, format));
    }

    private static ReportPeriod Period(Query query, ReportKind kind)
    {
        var from = query.Get(From);
        if (from is { } day && ReportPeriod.Beginning(kind, day) is { } period) return period;
        query.Lacks(From, kind switch
        {
            ReportKind.WeeklyAccount => "a Monday, such as 2026-11-16",
            ReportKind.MonthlyAccount => "the first of a month, such as 2026-11-01",
            _ => "a day such as 2026-11-20",
        });
        return default;
    }

    /// <summary>
    /// A name for the file on the reader's disk. An account may be any text: only its letters, digits and hyphens are kept, at most 60.
    /// </summary>
    internal static string FileName(ReportKind kind, string? account, DateOnly from, ReportFormat format)
    {
        var name = account is null
            ? "" : "-" + FileNames.Part(account);
        return $"{kind.Wire()}{name}-{from:yyyy-MM-dd}.{format.FileExtension()}";
    }

    private static async Task<Results<Created<HandedOut>, Ok<HandedOut>, Problem>> HandOut(
        ReportKind kind, Query query, ViewAnswers views, ReportBuilder reporting, ReportHandOut handOut,
        ActRecord acts)
    {
        var (account, period) = (query.Get(Recipient), Period(query, kind));
        var format = query.Get(Format) ?? ReportFormat.Xlsx;
        if (account is null) query.Lacks(Recipient, "the account that the report is handed out to");
        else if (!query.AccessScope.IncludesAccount(account)) query.Unknown("unknown-account", Recipient.Name, "a known account");
        if ((await views.Reach(query)).Problem is { } problem) return problem;
        var (context, cancellationToken) = (query.Context, query.Context.RequestAborted);
        var report = await reporting.Make(query.AccessScope, period, account, cancellationToken);
        await acts.Note(context, ActKind.ReportHandedOut, report.Account!, ("report", kind.Wire()), ("format", format.FileExtension()),
            ("from", period.From.ToString("O", CultureInfo.InvariantCulture)));
        var (handedOut, isNew) = await handOut.HandOut(report, format, context.CallerContext().Caller.Subject, cancellationToken);
        var (address, shape) = (Address(handedOut.Id), Http.HandedOut.Of(handedOut));
        if (isNew) return TypedResults.Created(address, shape);
        context.Response.Headers.Location = address;
        return TypedResults.Ok(shape);
    }

    private static async Task<Results<Ok<Page<HandedOut>>, Problem>> ListHandedOut(
        Query query, IHandedOutReports reports, CancellationToken cancellationToken)
    {
        var (account, kind, limit) = (query.Get(Parameters.Account), query.Get(Kind), query.Get(Parameters.Limit));
        (DateTimeOffset, Guid)? after = null;
        if (query.Get(After) is [var at, var id]) after = (PageCursor.Time(at), Guid.TryParse(id, out var last) ? last : default);
        if (query.Fault is { } fault) return fault;
        var found = await reports.List(query.AccessScope, account, kind, after, limit + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, row => PageCursor.Of(PageCursor.Part(row.MadeAt), row.Id.ToString()))
            .Select(Http.HandedOut.Of));
    }

    private static async Task<Results<FileContentHttpResult, Problem>> HandedOutFile(
        string id, Query query, IHandedOutReports reports, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var reportId)
            || await reports.Find(query.AccessScope, reportId, cancellationToken) is not var (report, content))
            return new Problem(404, "unknown-report", "No such report was handed out.", "id");
        var format = Enum.GetValues<ReportFormat>().Single(format => format.FileExtension() == report.Format);
        return TypedResults.File(content, format.ContentType(), FileName(report.Report, report.Account, report.From, format),
            entityTag: new EntityTagHeaderValue($"\"{report.Sha256}\""));
    }

    private static async Task<Results<Ok<Page<DueReport>>, Problem>> ListDue(
        Query query, DueReports due, Company company, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (account, kind, verdict) = (query.Get(Parameters.Account), query.Get(Kind), query.Get(Verdict));
        if (query.Fault is { } fault) return fault;
        var now = clock.GetUtcNow();
        var rows = (await due.List(query.AccessScope, now, cancellationToken))
            .Where(row => (account is null || row.Account == account) && (kind is null || row.Report == kind)
                && (verdict is null || row.Verdict(now) == verdict))
            .Select(row => DueReport.Of(row, company, now));
        return TypedResults.Ok(Page.All<DueReport>([.. rows]));
    }

    public static string Address(Guid id) => $"/v1/reports/handed-out/{id}";
}
