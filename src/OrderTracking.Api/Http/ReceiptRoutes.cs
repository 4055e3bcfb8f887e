using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Returned receipts (返单): where each is, and the rates of return, timeliness and accuracy.</summary>
internal static class ReceiptRoutes
{
    public static void MapReceipts(this IEndpointRouteBuilder routes)
    {
        var receipts = routes.ServiceProvider.GetRequiredService<IReceiptsView>();
        var figures = routes.ServiceProvider.GetRequiredService<FigureReader>();
        var definitions = routes.ServiceProvider.GetRequiredService<Definitions>();
        var calendar = routes.ServiceProvider.GetRequiredService<CompanyCalendar>();
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        routes.MapView("/v1/receipts", query => List(query, receipts, calendar, clock))
            .WithSummary("Where each receipt is, in order of waybill number.")
            .Takes(
                ViewAnswers.Account, ViewAnswers.Lane, ViewAnswers.Station, Parameter.ListOf<ReceiptStatus>("status", "Only this status."),
                ViewAnswers.From,
                ViewAnswers.To, new("waybill", "Only this waybill."),
                Parameter.ListOf<ReceiptVerdict>("verdict", "Only this side of a figure."),
                ViewAnswers.Limit, ViewAnswers.After, ViewAnswers.WaitFor)
            .Answers(200, typeof(Page<ReceiptRow>), 400);
        routes.MapView("/v1/receipts/report", query => Report(query, figures, definitions))
            .WithSummary("Return, timeliness and accuracy of receipts, and the ages of those outstanding.")
            .Takes(
                ViewAnswers.Account, ViewAnswers.Lane, ViewAnswers.Station, ViewAnswers.From, ViewAnswers.To,
                Parameter.ListOf<FigureGrouping>("groupBy", "Figures for each of these as well."), ViewAnswers.Compare, ViewAnswers.WaitFor)
            .Answers(200, typeof(ReceiptReport), 400);
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> List(
        Query query, IReceiptsView receipts, CompanyCalendar calendar, TimeProvider clock)
    {
        var filter = new ReceiptFilter(
            query.AccessScope, query.Text("account"), query.Text("lane"), query.OneOf<ReceiptStatus>("status"), query.Days(calendar),
            query.Text("waybill"), query.After(1)?[0],
            query.Text("station"), query.OneOf<ReceiptVerdict>("verdict") is { } verdict ? (verdict, clock.GetUtcNow()) : null);
        var limit = query.Limit();
        return async (position, cancellationToken) =>
            ViewAnswers.PageOf(await receipts.List(filter, limit + 1, cancellationToken), limit, position,
                row => Query.Cursor(row.Waybill));
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Report(Query query, FigureReader figures, Definitions definitions)
    {
        var (scope, compared) = (query.Scope(), query.Compared());
        return async (position, cancellationToken) =>
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
        };
    }

    private static ReceiptGroup Group(ReceiptCounts counts) => new(
        counts.Key, counts.Receipts, Rate(ReceiptFigureKind.Return, counts), Rate(ReceiptFigureKind.Timeliness, counts),
        Rate(ReceiptFigureKind.Accuracy, counts),
        counts.Lost, [.. counts.Ages
            .Select((count, index) => new ReceiptAge(index < Receipts.AgeBounds.Count ? Receipts.AgeBounds[index] : null, count))]);

    private static PlainRate Rate(ReceiptFigureKind kind, ReceiptCounts counts) => PlainRate.Of(Receipts.RateOf(kind, counts));
}

public sealed record ReceiptReport(
    IReadOnlyList<RateDefinition> Definitions, ReceiptGroup Total, IReadOnlyList<ReceiptGroup>? Groups,
    ComparedAnswer<ReceiptGroup>? Compared, long Position, long LagMs);

/// <param name="Outstanding">Receipts of signed waybills that are neither back nor lost, by age in days since the signature.</param>
public sealed record ReceiptGroup(string? Key, long Receipts, PlainRate Return, PlainRate Timeliness, PlainRate Accuracy, long Lost,
    IReadOnlyList<ReceiptAge> Outstanding);

/// <param name="UpToDays">The upper bound of the age; null for the oldest class.</param>
public sealed record ReceiptAge(int? UpToDays, long Receipts);
