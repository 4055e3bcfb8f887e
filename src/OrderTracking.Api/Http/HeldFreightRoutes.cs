using OrderTracking.Api.Protocol;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Api.Http;

/// <summary>What waits for the customer's instruction (待客户指示).</summary>
internal static class HeldFreightRoutes
{
    private static readonly Parameter<string?> Station = Parameter.Text("station", "Only what waits at this station.");
    private static readonly Parameter<string[]?> After = Parameters.After(2);

    public static void MapHeldFreight(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Worklists").MapGet("/held-freight", List)
            .WithSummary("Freight that waits for the customer's instruction, with its age, the longest first.")
            .Takes(Parameters.Account, Parameters.Lane, Station, Parameters.Limit, After, Parameters.WaitFor, Parameters.AsOf);

    private static Task<ViewAnswer<Page<HeldFreight>>> List(
        Query query, ViewAnswers views, IFollowUpQueries following, TimeProvider clock)
    {
        var filter = new HeldFilter(
            query.AccessScope, query.Get(Parameters.Account) is { } account ? [account] : null, query.Get(Parameters.Lane),
            query.Get(Station), query.Get(After) is [var since, var waybill] ? (PageCursor.Time(since), waybill) : null);
        var limit = query.Get(Parameters.Limit);
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var now = clock.OfQuestion();
            var rows = await following.Held(filter, limit + 1, cancellationToken);
            return Page.Of(rows, limit, row => PageCursor.Of(PageCursor.Part(row.Held!.Since), row.Waybill))
                .Select(row => HeldFreight.Of(row, now)).At(position);
        });
    }
}

/// <param name="Station">Where it waits.</param>
/// <param name="AgeHours">For how long, in hours to one decimal.</param>
/// <param name="CustomerToldAt">When the customer was first told of the waybill since then.</param>
public sealed record HeldFreight(
    string Waybill, string Account, string Lane, string Station, int Pieces, HoldReason Reason, string Label, string? Note,
    DateTimeOffset Since, decimal AgeHours, DateTimeOffset? CustomerToldAt)
{
    public static HeldFreight Of(WaybillRow row, DateTimeOffset now)
    {
        var held = row.Held!;
        return new(
            row.Waybill, row.Account, row.Lane, held.Station, row.Pieces, held.Reason, Labels.Of(held.Reason), held.Note, held.Since,
            Math.Round((decimal)(now - held.Since).TotalHours, 1), held.CustomerToldAt);
    }
}
