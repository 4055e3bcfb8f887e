using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Api.Http;

/// <summary>Returned receipts (返单): where each is, and the rates of return, timeliness and accuracy.</summary>
internal static class ReceiptRoutes
{
    private static readonly Parameter<ReceiptStatus?> Status = Parameter.OneOf<ReceiptStatus>("status", "Only this status.");
    private static readonly Parameter<ReceiptVerdict?> Verdict =
        Parameter.OneOf<ReceiptVerdict>("verdict", "Only this side of a figure.");
    private static readonly Parameter<FigureGrouping?> GroupBy = Parameters.GroupBy("Figures for each of these as well.");
    private static readonly Parameter<string[]?> After = Parameters.After(1);

    public static void MapReceipts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Receipts");
        group.MapGet("/receipts", List)
            .WithSummary("Where each receipt is, in order of waybill number.")
            .Takes(
                Parameters.Account, Parameters.Lane, Parameters.Station, Status, Parameters.From, Parameters.To, Parameters.Waybill,
                Verdict, Parameters.Limit, After, Parameters.WaitFor, Parameters.AsOf);
        group.MapGet("/receipts/report", Report)
            .WithSummary("Return, timeliness and accuracy of receipts, and the ages of those outstanding.")
            .Takes(
                Parameters.Account, Parameters.Lane, Parameters.Station, Parameters.From, Parameters.To, GroupBy, Parameters.Compare,
                Parameters.WaitFor, Parameters.AsOf);
    }

    private static Task<ViewAnswer<Page<ReceiptRow>>> List(
        Query query, ViewAnswers views, IReceiptsView receipts, CompanyCalendar calendar, TimeProvider clock)
    {
        var filter = new ReceiptFilter(
            query.AccessScope, query.Get(Parameters.Account), query.Get(Parameters.Lane), query.Get(Status), query.Days(calendar),
            query.Get(Parameters.Waybill), query.Get(After)?[0], query.Get(Parameters.Station))
        {
            BranchStations = query.BranchStations,
        };
        var (side, limit) = (query.Get(Verdict), query.Get(Parameters.Limit));
        return views.Answer(query, async (position, cancellationToken) => Page.Of(
            await receipts.List(
                filter with { Side = side is { } verdict ? (verdict, clock.OfQuestion()) : null }, limit + 1, cancellationToken),
            limit, row => PageCursor.Of(row.Waybill)).At(position));
    }

    private static Task<ViewAnswer<ReceiptReport>> Report(Query query, ViewAnswers views, FigureReader figures, Definitions definitions)
    {
        var (scope, compared) = (query.Scope(GroupBy), query.Compared());
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var (total, groups) = await Read(scope);
            ComparedAnswer<ReceiptGroup>? before = null;
            if (compared is { } with)
            {
                var (earlier, itsGroups) = await Read(scope with { From = with.From, To = with.To });
                before = new(with.Months, with.From, with.To, earlier, itsGroups);
            }
            return new ReceiptReport(
                [.. Enum.GetValues<ReceiptFigureKind>().Select(kind => definitions.Of(new ReceiptFigure(kind)))], total, groups, before,
                position.Position, position.LagMs);

            async Task<(ReceiptGroup Total, IReadOnlyList<ReceiptGroup>? Groups)> Read(FigureScope of)
            {
                var table = await figures.Receipts(of, cancellationToken);
                return (Group(table.Total), table.Groups is null ? null : [.. table.Groups.Select(Group)]);
            }
        });
    }

    private static ReceiptGroup Group(ReceiptCounts counts) => new(
        counts.Key, counts.Receipts, Rate(ReceiptFigureKind.Return, counts), Rate(ReceiptFigureKind.Timeliness, counts),
        Rate(ReceiptFigureKind.Accuracy, counts),
        counts.Lost, [.. counts.Ages
            .Select((count, index) => new ReceiptAge(index < Receipts.AgeBounds.Count ? Receipts.AgeBounds[index] : null, count))]);

    private static PlainRate Rate(ReceiptFigureKind kind, ReceiptCounts counts) => PlainRate.Of(Receipts.RateOf(kind, counts));
}
