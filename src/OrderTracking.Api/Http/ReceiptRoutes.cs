using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>返单: where each returned receipt is, and how many come back, in time and right.</summary>
internal static class ReceiptRoutes
{
    public static void MapReceipts(this IEndpointRouteBuilder routes)
    {
        var receipts = routes.ServiceProvider.GetRequiredService<IReceiptsView>();
        var calendar = routes.ServiceProvider.GetRequiredService<CompanyCalendar>();
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        routes.MapView("/v1/receipts", query => List(query, receipts, calendar))
            .WithSummary("Where each receipt is, in order of waybill number.")
            .Takes(
                ViewAnswers.Account, ViewAnswers.Lane, Parameter.ListOf<ReceiptStatus>("status", "In this status alone."), ViewAnswers.From, ViewAnswers.To,
                new("waybill", "Of this waybill alone."), ViewAnswers.Limit, ViewAnswers.After, ViewAnswers.WaitFor)
            .Answers(200, typeof(Page<ReceiptRow>), 400);
        routes.MapView("/v1/receipts/report", query => Report(query, receipts, calendar, clock))
            .WithSummary("Return, timeliness and accuracy of receipts, and the ages of those outstanding.")
            .Takes(
                ViewAnswers.Account, ViewAnswers.Lane, ViewAnswers.From, ViewAnswers.To,
                Parameter.ListOf<ReceiptGrouping>("groupBy", "Figures for each of these as well."), ViewAnswers.WaitFor)
            .Answers(200, typeof(ReceiptReport), 400);
    }

    private static ReceiptFilter Filter(Query query, CompanyCalendar calendar) => new(
        query.Text("account"), query.Text("lane"), query.OneOf<ReceiptStatus>("status"), query.Days(calendar), query.Text("waybill"), query.After(1)?[0]);

    private static Func<ViewPosition, CancellationToken, Task<object>> List(Query query, IReceiptsView receipts, CompanyCalendar calendar)
    {
        var (filter, limit) = (Filter(query, calendar), query.Limit());
        return async (position, cancellation) =>
            ViewAnswers.PageOf(await receipts.List(filter, limit + 1, cancellation), limit, position, row => Query.Cursor(row.Waybill));
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Report(Query query, IReceiptsView receipts, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, grouping) = (Filter(query, calendar), query.OneOf<ReceiptGrouping>("groupBy"));
        return async (position, cancellation) =>
        {
            var counts = await receipts.Report(filter, grouping, calendar.Zone, clock.GetUtcNow(), cancellation);
            return new ReceiptReport(
                [Receipts.Return(calendar.Zone), Receipts.Timeliness(calendar.Zone), Receipts.Accuracy(calendar.Zone)],
                Group(counts.Single(count => count.Key is null)), grouping is null ? null : [.. counts.Where(count => count.Key is not null).Select(Group)],
                position.Position, position.LagMs);
        };
    }

    private static ReceiptGroup Group(ReceiptCounts counts)
    {
        var notDue = counts.Receipts - counts.Signed;
        return new(
            counts.Key, counts.Receipts,
            Of(counts.Returned, counts.Signed, ("notDue", notDue)),
            Of(counts.InTime, counts.TermOver, ("notDue", notDue), ("open", counts.Signed - counts.TermOver)),
            Of(counts.Right, counts.Checked, ("notDue", notDue), ("outstanding", counts.Signed - counts.Checked)),
            counts.Lost, [.. counts.Ages.Select((count, index) => new Age(index < Receipts.AgeBounds.Count ? Receipts.AgeBounds[index] : null, count))]);
    }

    private static PlainRate Of(long numerator, long denominator, params (string Why, long Count)[] excluded)
    {
        var rate = new Rate("", numerator, denominator, excluded.ToDictionary(item => item.Why, item => item.Count));
        return new(rate.Numerator, rate.Denominator, rate.Value, rate.Excluded);
    }
}

public sealed record ReceiptReport(IReadOnlyList<RateDefinition> Definitions, ReceiptGroup Total, IReadOnlyList<ReceiptGroup>? Groups, long Position, long LagMs);

/// <param name="Outstanding">Receipts of signed waybills that are neither back nor lost, by days since the signature.</param>
public sealed record ReceiptGroup(string? Key, long Receipts, PlainRate Return, PlainRate Timeliness, PlainRate Accuracy, long Lost, IReadOnlyList<Age> Outstanding);

/// <param name="UpToDays">Null for what is older than the other bounds.</param>
public sealed record Age(int? UpToDays, long Receipts);
