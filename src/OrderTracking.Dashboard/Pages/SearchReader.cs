using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Dashboard.Filters;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Dashboard.Pages;

/// <summary>Finds waybills: the same search as the API's, newest received first.</summary>
public sealed class SearchReader(
    IWaybillsView waybills, ReferenceDataCache reference, CompanyCalendar calendar, IViewPosition position, TimeProvider clock)
{
    /// <returns>What was found, and the position of the views that it is at least at; null where the query cannot be read.</returns>
    public async Task<(RowPage<WaybillRow> Page, long Position)?> Find(
        PageQuery query, AccessScope scope, CancellationToken cancellationToken)
    {
        var ((from, to), tier) = (query.Days(), query.OneOf<AccountTier>("tier"));
        var filter = new WaybillFilter(
            scope, query.Text("account"), query.OneOf<WaybillStatus>("status"), query.Text("lane"), calendar.Days(from, to),
            query.Text("q"), query.Cursor(2) is [var at, var number] ? (PageCursor.Time(at), number) : null);
        if (query.Fault is not null) return null;
        if (tier is { } one)
            filter = filter with
            {
                Scope = scope.Within(one, (await reference.Now(cancellationToken)).Tiers(clock.GetUtcNow())),
            };
        var now = await position.Now(cancellationToken);
        var rows = await waybills.Search(filter, RowPage.Limit + 1, cancellationToken);
        return (RowPage.Of(rows, row => PageCursor.Of(PageCursor.Part(row.ReceivedAt), row.Waybill)), now.Position);
    }
}
