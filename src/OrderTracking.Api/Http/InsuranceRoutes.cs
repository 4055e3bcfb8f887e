using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Insurance;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;

namespace OrderTracking.Api.Http;

/// <summary>What is to be declared for insurance (货物投保清单), and the watch list of what is insured for much.</summary>
internal static class InsuranceRoutes
{
    private static readonly Parameter<DateOnly?> Date =
        Parameter.Day("date", "The company's day on which the freight was received; today by default.");
    private static readonly Parameter<string?> Station = Parameter.Text("station", "Only what this station received.");
    private static readonly Parameter<WatchedPart?> Only =
        Parameter.OneOf<WatchedPart>("only", "silent: only what has been without an event for too long.");
    private static readonly Parameter<string[]?> After = Parameters.After(2);

    /// <summary>A part of the watch list.</summary>
    private enum WatchedPart { Silent }

    public static void MapInsurance(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/insurance").WithTags("Cases")
            .WithMetadata(new AskedCases([AllCases.Insurance.Kind], WithWaybills: true));
        group.MapGet("/declarations", Declarations)
            .WithSummary("What is to be declared for insurance of the freight received on a day, and what of the "
                + $"{InsuranceLists.CarriedDays} days before is not declared yet; with what insurers do not cover, and why.")
            .Takes(Date, Parameters.Account, Station, Parameters.Limit, After, Parameters.WaitFor, Parameters.AsOf);
        foreach (var format in new[] { ReportFormat.Csv, ReportFormat.Xlsx })
            group.MapGet($"/declarations.{format.FileExtension()}",
                (Query query, ViewAnswers views, InsuranceLists lists, Company company, ITableWriter writer, TimeProvider clock) =>
                    File(format, query, views, lists, company, writer, clock))
                .WithSummary($"The declaration list of a day as .{format.FileExtension()}.")
                .Produces<byte[]>(200, format.ContentType().Split(';')[0])
                .Takes(Date, Parameters.Account, Station, Parameters.WaitFor, Parameters.AsOf).Problems(400, 422).TakesLong();
        group.MapGet("/watchlist", Watched)
            .WithSummary("Freight under way that is insured for much, what had no event for the longest first.")
            .Takes(Only, Parameters.Account, Station, Parameters.Limit, After, Parameters.WaitFor, Parameters.AsOf);
    }

    private static Task<ViewAnswer<Page<DeclarationLine>>> Declarations(
        Query query, ViewAnswers views, InsuranceLists lists, Company company, TimeProvider clock)
    {
        var (date, account, station, limit) =
            (query.Get(Date), query.Get(Parameters.Account), query.Get(Station), query.Get(Parameters.Limit));
        var after = AfterOf(query);
        return views.Answer(query, async (position, cancellationToken) => Page.Of(
            await lists.Declarations(
                query.AccessScope, date ?? company.Day(clock.OfQuestion()), account, station, after, limit + 1, cancellationToken), limit,
            item => PageCursor.Of(PageCursor.Part(item.Row.ReceivedAt), item.Row.Waybill))
            .Select(item => DeclarationLine.Of(item)).At(position));
    }

    private static async Task<Results<PushStreamHttpResult, Problem>> File(
        ReportFormat format, Query query, ViewAnswers views, InsuranceLists lists, Company company, ITableWriter writer,
        TimeProvider clock)
    {
        var (date, account, station) = (query.Get(Date), query.Get(Parameters.Account), query.Get(Station));
        if (query.Fault is { } fault) return fault;
        var day = date ?? company.Day((await query.Moment())?.Moment.Now ?? clock.GetUtcNow());
        var table = Table(company);
        return await views.File(query, (stream, cancellationToken) => writer.Write(
                stream, format, new("货物投保清单", "Declaration list"), table.Columns,
                lists.AllDeclarations(query.AccessScope, day, account, station, cancellationToken).Select(item => table.Cells(item)),
                cancellationToken),
            format.ContentType(), $"declarations-{day:yyyy-MM-dd}.{format.FileExtension()}");
    }

    private static Task<ViewAnswer<Page<WatchedInsurance>>> Watched(
        Query query, ViewAnswers views, InsuranceLists lists, TimeProvider clock)
    {
        var (only, account, station, limit) =
            (query.Get(Only), query.Get(Parameters.Account), query.Get(Station), query.Get(Parameters.Limit));
        var after = AfterOf(query);
        return views.Answer(query, async (position, cancellationToken) => Page.Of(
            await lists.Watched(
                query.AccessScope, account is null ? null : [account], station, only == WatchedPart.Silent, after, limit + 1,
                cancellationToken), limit,
            item => PageCursor.Of(PageCursor.Part(item.Row.LastEventAt), item.Row.Waybill))
            .Select(item => WatchedInsurance.Of(item, clock.OfQuestion())).At(position));
    }

    private static (DateTimeOffset, string)? AfterOf(Query query) =>
        query.Get(After) is [var at, var waybill] ? (PageCursor.Time(at), waybill) : null;

    private static Table<Declaration> Table(Company company) => new Table<Declaration>(company, "lines", "货物投保清单", "Declaration list")
        .Text("waybill", "运单号", "Waybill", item => item.Row.Waybill)
        .Text("account", "客户", "Account", item => item.Row.Account)
        .Text("origin", "发站", "Origin", item => item.Row.Origin)
        .Text("destination", "到站", "Destination", item => item.Row.Destination)
        .Time("receivedAt", "受理时间", "Received", item => item.Row.ReceivedAt)
        .Text("goods", "品名", "Goods", item => item.Row.Goods)
        .Whole("pieces", "件数", "Pieces", item => item.Row.Pieces)
        .Decimal("weightKg", "重量(公斤)", "Weight kg", item => item.Row.WeightKg)
        .Money("insuredValue", "保价(元)", "Insured value, CNY", item => item.Row.InsuredValue)
        .Text("reason", "投保依据", "Reason", item => DeclarationLabels.Of(item.Reason))
        .Text("state", "状态", "State", item => DeclarationLabels.Of(item.State))
        .Text("excluded", "不承保货物", "Excluded", item => item.Excluded)
        .Text("insurance", "投保编号", "Insurance", item => item.Cover?.Number)
        .Text("status", "投保状态", "Status", item => item.Cover is { } cover ? CaseLabels.OfStatus(cover.Kind, cover.Status) : null)
        .Money("amount", "投保金额(元)", "Amount insured, CNY", item => item.Cover?.Insurance!.Amount)
        .Text("policy", "保单号", "Policy", item => item.Cover?.Insurance!.Policy);
}

/// <summary>The newest insurance of a consignment.</summary>
/// <param name="Amount">CNY insured.</param>
public sealed record CoverShape(string Number, string Status, string StatusLabel, decimal Amount, string? Policy)
{
    internal static CoverShape? Of(CaseRow? cover) => cover is null ? null : new(
        cover.Number, cover.Status, CaseLabels.OfStatus(cover.Kind, cover.Status), cover.Insurance!.Amount, cover.Insurance.Policy);
}

/// <summary>A line of a day's declaration list. Amounts in CNY.</summary>
/// <param name="Station">That received it.</param>
/// <param name="Reason">insured, included, highValue or fragile.</param>
/// <param name="State">toDeclare, excluded or declared.</param>
/// <param name="Excluded">The word of the goods for which insurers do not cover them.</param>
/// <param name="Carried">Whether it was received on an earlier day.</param>
public sealed record DeclarationLine(
    string Waybill, string Account, string Station, string Destination, DateTimeOffset ReceivedAt, string? Goods, int Pieces,
    decimal? WeightKg, decimal? InsuredValue, decimal? CollectOnDelivery, string Reason, string ReasonLabel, string State,
    string StateLabel, string? Excluded, CoverShape? Insurance, bool Carried)
{
    internal static DeclarationLine Of(Declaration item) => new(
        item.Row.Waybill, item.Row.Account, item.Row.Origin, item.Row.Destination, item.Row.ReceivedAt, item.Row.Goods, item.Row.Pieces,
        item.Row.WeightKg, item.Row.InsuredValue, item.Row.CollectOnDelivery, ResponseJson.Name(item.Reason),
        DeclarationLabels.Of(item.Reason), ResponseJson.Name(item.State), DeclarationLabels.Of(item.State), item.Excluded,
        CoverShape.Of(item.Cover), item.IsCarried);
}

/// <summary>A consignment that is watched because of what it is insured for.</summary>
/// <param name="At">The station of its newest status.</param>
/// <param name="Value">CNY that it is insured for.</param>
/// <param name="SilentAt">When it has been without an event for too long.</param>
/// <param name="MinutesLeft">Minutes until then; negative once it is silent.</param>
public sealed record WatchedInsurance(
    string Waybill, string Account, string Lane, string Station, string At, string Status, string StatusLabel, decimal Value,
    CoverShape? Insurance, DateTimeOffset LastEventAt, DateTimeOffset SilentAt, bool Silent, long MinutesLeft)
{
    internal static WatchedInsurance Of(WatchedConsignment item, DateTimeOffset now) => new(
        item.Row.Waybill, item.Row.Account, item.Row.Lane, item.Row.Origin, item.Row.Station, ResponseJson.Name(item.Row.Status),
        Labels.Of(item.Row.Status), item.Value, CoverShape.Of(item.Cover), item.Row.LastEventAt, item.SilentAt, item.SilentAt < now,
        (long)Math.Floor((item.SilentAt - now).TotalMinutes));
}
