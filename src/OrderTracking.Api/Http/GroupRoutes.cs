using System.Globalization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Reports;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>The group's month (集团月报) by branch. As files, and handed out, it is the report monthly-group.</summary>
internal static class GroupRoutes
{
    /// <summary>Which rows a question about the past needs for it.</summary>
    public static readonly AskedCases Asked = new([AllCases.Claims.Kind, AllCases.Complaints.Kind], WithWaybills: true);

    private static readonly Parameter<string?> Month = Parameter.Text("month", "A month of the company's days: 2026-11.");

    public static void MapGroup(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Group").MapGet("/group/report", Report)
            .WithSummary("The group's month by branch, ranked, beside the month before: complaints, claims, loss and damage, salvage.")
            .Takes(Month, Parameters.WaitFor, Parameters.AsOf)
            .WithMetadata(Asked);

    private static Task<ViewAnswer<GroupReportAnswer>> Report(
        Query query, ViewAnswers views, GroupReader groups, ReferenceDataCache data, Definitions definitions, TimeProvider clock)
    {
        if (!DateOnly.TryParseExact(query.Get(Month), "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            || month.Year is < 2000 or > 2199) query.Lacks(Month, "a month such as 2026-11");
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var reference = await data.OfQuestion(cancellationToken);
            var read = await groups.Read(query.AccessScope, month, reference, clock.OfQuestion(), cancellationToken);
            return GroupReportAnswer.Of(month, read, GroupReader.Definitions(definitions), position);
        });
    }
}
