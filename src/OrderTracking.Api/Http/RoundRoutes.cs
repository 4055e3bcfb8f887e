using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reports;
using OrderTracking.Domain.Cases;

namespace OrderTracking.Api.Http;

/// <summary>网点回访: the report of a call round for the customer's headquarters. What else there is of a round is as of every case.</summary>
internal static class RoundRoutes
{
    public static void MapRounds(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Cases").WithMetadata(new AskedCases([AllCases.Rounds.Kind], WithWaybills: false));
        foreach (var format in Enum.GetValues<ReportFormat>())
        {
            var suffix = format == ReportFormat.Json ? "" : $".{format.FileExtension()}";
            group.MapGet($"/rounds/{{number}}/report{suffix}",
                    (string number, Query query, IEventLog log, ViewAnswers views, RoundReports reports, IReportWriter writer) =>
                    Make(format, number, query, log, views, reports, writer))
                .WithSummary($"The report of a round for the customer's headquarters{(suffix == "" ? "" : $", as {suffix}")}: every site, "
                    + "beside the round before.")
                .ProducesReport(format)
                .Takes(Parameters.WaitFor, Parameters.AsOf).Problems(400, 404, 422);
        }
    }

    private static async Task<Results<FileContentHttpResult, Problem>> Make(
        ReportFormat format, string number, Query query, IEventLog log, ViewAnswers views, RoundReports reports, IReportWriter writer)
    {
        var (shown, problem) = await CaseRoutes.Read(AllCases.Rounds, number, query, log);
        if (shown is null) return problem!;
        if (AllCases.Rounds.Row(shown.History) is not { } row) return CaseRoutes.Unknown(AllCases.Rounds, shown.History.Number);
        var (report, refused) = await views.Ask(query, async (position, cancellationToken) => reports.Of(
            await reports.Compare(row, query.AccessScope, cancellationToken), position.Position));
        return report is null ? refused! : TypedResults.File(writer.Write(report, format), format.ContentType(),
            format == ReportFormat.Json ? null : $"call-round-{FileNames.Part(row.Number)}.{format.FileExtension()}");
    }
}
