using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Reports (报表): made from the views as they are now, or were; a report that was handed out never changes.</summary>
internal static class ReportRoutes
{
    private static readonly Dictionary<string, ReportKind> Kinds = Enum.GetValues<ReportKind>().ToDictionary(kind => kind.Wire());

    private static readonly Parameter<string?> Account = Parameter.Text("account", "The account that it is about.");
    private static readonly Parameter<string?> Station =
        Parameter.Text("station", "Only exceptions raised there, or for which it is responsible.");
    private static readonly Parameter<string?> Recipient = Parameter.Text("account", "The account that it is handed out to.");
    private static readonly Parameter<DateOnly?> From =
        Parameter.Day("from", "The first day of the period: of a week its Monday, of a month the first.");
    private static readonly Parameter<ReportFormat?> Format =
        Parameter.OneOf<ReportFormat>("format", "The file format; xlsx by default.");
    private static readonly Parameter<ReportKind?> Kind = Parameter.OneOf("kind", "Only this kind.", Kinds);
    private static readonly Parameter<DeadlineVerdict?> Verdict = Parameter.OneOf<DeadlineVerdict>("verdict", "Only this verdict.");
    private static readonly Parameter<string[]?> After = Parameters.After(2);

    private static readonly Parameter<string?> NotedAccount =
        Parameter.Text("account", "The account that the report is of; none for the department's.");
    private static readonly Parameter<ReportKind?> NotedKind = Parameter.OneOf("kind", "The report's kind.", Kinds);

    private const int MaxNote = 2000, MaxNoteBytes = 16_384;

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
                    .ProducesReport(format).Problems(400, 422)
                    .Takes([.. AccountOf(kind), From, Parameters.WaitFor, Parameters.AsOf])
                    .TakesLong()
                    .WithMetadata([.. CasesOf(kind)]);
            group.MapPost($"/{kind.Wire()}",
                (Query query, ViewAnswers views, ReportBuilder reporting, ReportHandOut handOut) =>
                    HandOut(kind, query, views, reporting, handOut))
                .WithSummary($"Hands out: {Summary(kind).ToLowerInvariant()}; its bytes are kept.")
                .Problems(400, 404, 503)
                .Takes([.. kind.IsOfDepartment() ? (Parameter[])[] : [Recipient], From, Format, Parameters.WaitFor])
                .TakesLong()
                .RunsOnce();
        }
        group.MapPost("/notes", Note)
            .WithSummary("Adds a note to a report: it is part of the report from then on.")
            .Accepts<NewReportNote>(RequestBodies.JsonType)
            .Problems(400, 404, 413, 415, 422)
            .Takes(NotedAccount, NotedKind, From)
            .RunsOnce();
        group.MapGet("/handed-out", ListHandedOut)
            .WithSummary("Reports that were handed out, newest made first.")
            .Takes(Parameters.Account, Kind, Parameters.Limit, After, Parameters.AsOf).Problems(400);
        group.MapGet("/handed-out/{id}", HandedOutFile)
            .WithSummary("A report as it was handed out, byte for byte.")
            .Produces<byte[]>(200, MediaTypeNames.Application.Octet).Problems(404);
        group.MapGet("/due", ListDue)
            .WithSummary("Reports that are or were due by the accounts' terms, and whether they were handed out in time.")
            .Takes(Parameters.Account, Kind, Verdict, Parameters.AsOf).Problems(400);
    }

    // Which cases a question about the past needs for it.
    private static IEnumerable<AskedCases> CasesOf(ReportKind kind) => kind switch
    {
        ReportKind.MonthlyClaims => [new([AllCases.Claims.Kind], WithWaybills: false)],
        ReportKind.MonthlyComplaints => [new([AllCases.Complaints.Kind], WithWaybills: true)],
        ReportKind.MonthlyGroup => [GroupRoutes.Asked],
        _ => [],
    };

    private static Parameter[] AccountOf(ReportKind kind) => kind switch
    {
        ReportKind.DailyExceptions => [Parameters.Account, Station],
        _ when kind.IsOfDepartment() => [],
        _ => [Account],
    };

    private static string Summary(ReportKind kind) => kind switch
    {
        ReportKind.DailyExceptions => "The exceptions of a day, and those still open",
        ReportKind.WeeklyAccount => "The week of an account",
        ReportKind.MonthlyAccount => "The month of an account, beside the one before",
        ReportKind.MonthlyArchive => "The archive report of an account: its month, beside the one before, with every exception",
        ReportKind.MonthlyDepartment => "The department's month by account, beside the one before",
        ReportKind.MonthlyClaims => "The claims of a month, beside the one before, with every claim opened in it or open",
        ReportKind.MonthlyComplaints => "The complaints of a month, beside the one before, with every complaint received in it or open",
        ReportKind.MonthlyGroup => "The group's month: complaints, claims, loss and damage, and salvage by branch, beside the one before",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static async Task<Results<FileContentHttpResult, Problem>> Make(
        ReportKind kind, ReportFormat format, Query query, ViewAnswers views, ReportBuilder reporting, IReportWriter writer)
    {
        var (account, period) = (kind.IsOfDepartment() ? null : query.Get(Account), Period(query, kind));
        if (account is null && kind != ReportKind.DailyExceptions && !kind.IsOfDepartment())
            query.Lacks(Account, "the account that the report is of");
        var stations = kind == ReportKind.DailyExceptions ? StationsOf(query) : null;
        var (report, problem) = await views.Ask(query, (_, cancellationToken) =>
            reporting.Make(query.AccessScope, period, account, stations, cancellationToken));
        if (report is null) return problem!;
        return TypedResults.File(writer.Write(report, format), format.ContentType(), format == ReportFormat.Json
            ? null : FileName(kind, account, period.From, format));
    }

    // Who sees waybills by their stations alone is sent the sheet of these stations.
    private static IReadOnlyCollection<string>? StationsOf(Query query) =>
        query.Get(Station) is { } station ? [station] : query.AccessScope.AnyAccounts is null ? query.AccessScope.Stations : null;

    private static ReportPeriod Period(Query query, ReportKind kind)
    {
        var from = query.Get(From);
        if (from is { } day && ReportPeriod.Beginning(kind, day) is { } period) return period;
        query.Lacks(From, kind switch
        {
            ReportKind.WeeklyAccount => "a Monday, such as 2026-11-16",
            ReportKind.DailyExceptions => "a day such as 2026-11-20",
            _ => "the first of a month, such as 2026-11-01",
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
        ReportKind kind, Query query, ViewAnswers views, ReportBuilder reporting, ReportHandOut handOut)
    {
        var (account, period) = (kind.IsOfDepartment() ? null : query.Get(Recipient), Period(query, kind));
        var format = query.Get(Format) ?? ReportFormat.Xlsx;
        if (account is null && !kind.IsOfDepartment()) query.Lacks(Recipient, "the account that the report is handed out to");
        else if (account is not null && !query.AccessScope.IncludesAccount(account))
            query.Unknown("unknown-account", Recipient.Name, "a known account");
        if ((await views.Reach(query)).Problem is { } problem) return problem;
        var (context, cancellationToken) = (query.Context, query.Context.RequestAborted);
        var report = await reporting.Make(query.AccessScope, period, account, null, cancellationToken);
        var (handedOut, isNew) = await handOut.HandOut(report, format, context.CallerContext().Caller.Subject, cancellationToken);
        var (address, shape) = (Address(handedOut.Id), Http.HandedOut.Of(handedOut));
        if (isNew) return TypedResults.Created(address, shape);
        context.Response.Headers.Location = address;
        return TypedResults.Ok(shape);
    }

    private static async Task<Results<Created<NotedReport>, Ok<NotedReport>, Problem>> Note(Query query, HttpContext context,
        ReportNotes notes)
    {
        var (account, kind) = (query.Get(NotedAccount), query.Get(NotedKind));
        if (kind is null) query.Lacks(NotedKind, "the report's kind");
        var period = kind is null ? default : Period(query, kind.Value);
        if (kind is { } report && account is null != report.IsOfDepartment())
            query.Lacks(NotedAccount, account is null ? "the account that the report is of" : "none: the report is the department's");
        if (account is null ? !query.AccessScope.IsEverything : !query.AccessScope.IncludesAccount(account))
            query.Unknown("unknown-account", NotedAccount.Name, "a known account");
        var (wanted, problem) = await RequestBodies.ReadJson<NewReportNote>(context, MaxNoteBytes);
        if ((query.Fault ?? problem) is { } fault) return fault;
        var note = wanted!.Note.Trim();
        if (note.Length is 0 or > MaxNote) return Problem.Of(422, RefusalCodes.InvalidValue, "note", $"1 to {MaxNote} characters");
        var isNew = await notes.Add(account, period, note, context.CallerContext().Caller.Subject, context.RequestAborted);
        var noted = new NotedReport(period.Kind.Wire(), account, period.From, note, isNew);
        return isNew ? TypedResults.Created((string?)null, noted) : TypedResults.Ok(noted);
    }

    private static async Task<Results<Ok<Page<HandedOut>>, Problem>> ListHandedOut(
        Query query, IHandedOutReports reports, CancellationToken cancellationToken)
    {
        var (account, kind, limit) = (query.Get(Parameters.Account), query.Get(Kind), query.Get(Parameters.Limit));
        (DateTimeOffset, Guid)? after = null;
        if (query.Get(After) is [var at, var id]) after = (PageCursor.Time(at), Guid.TryParse(id, out var last) ? last : default);
        if (query.Fault is { } fault) return fault;
        QuestionMoment.Current = (await query.Moment())?.Moment;
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
        QuestionMoment.Current = (await query.Moment())?.Moment;
        var now = clock.OfQuestion();
        var rows = (await due.List(query.AccessScope, now, cancellationToken))
            .Where(row => (account is null || row.Account == account) && (kind is null || row.Report == kind)
                && (verdict is null || row.Verdict(now) == verdict))
            .Select(row => DueReport.Of(row, company, now));
        return TypedResults.Ok(Page.All<DueReport>([.. rows]));
    }

    public static string Address(Guid id) => $"/v1/reports/handed-out/{id}";
}
