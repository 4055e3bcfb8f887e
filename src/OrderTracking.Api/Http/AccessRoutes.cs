using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>GET /v1/audit/access: who was shown whose personal data.</summary>
internal static class AccessRoutes
{
    private static readonly Parameter<string?> Subject = Parameter.Text("subject", "Only this caller.");
    private static readonly Parameter<string?> Waybill = Parameter.Text(
        "waybill", "Only this waybill; exports of the log, which name no waybills, are left out then.");
    private static readonly Parameter<DateTimeOffset?> From = Parameter.Time("from", "The first moment of the period.");
    private static readonly Parameter<DateTimeOffset?> To = Parameter.Time("to", "The moment after its last.");
    private static readonly Parameter<string[]?> After = Parameters.After(2);

    public static void MapAccess(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Audit").MapGet("/audit/access", List)
            .WithSummary("Who was shown whose personal data, newest first.")
            .Takes(Subject, Waybill, From, To, Parameters.Limit, After).Problems(400);

    private static async Task<Results<Ok<Page<AccessItem>>, Problem>> List(
        Query query, IAccessLog log, ActRecord acts, CancellationToken cancellationToken)
    {
        var (subject, text, from, to, limit) =
            (query.Get(Subject), query.Get(Waybill), query.Get(From), query.Get(To), query.Get(Parameters.Limit));
        var waybill = text is null ? null : WaybillNumber.Parse(text);
        if (text is not null && waybill is null) query.Lacks(Waybill, WaybillNumber.Expected);
        if (to <= from) query.Lacks(To, "a time after 'from'; it does not belong to the period itself");
        (DateTimeOffset, long)? after = null;
        if (query.Get(After) is [var at, var last])
        {
            if (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                query.Lacks(After, "the 'next' of the page before");
            after = (PageCursor.Time(at), id);
        }
        if (query.Fault is { } fault) return fault;
        var asked = $"{query.Context.Request.Path.ToUriComponent()}{query.Context.Request.QueryString}";
        await acts.Note(query.Context, ActKind.AccessLogRead, asked);
        var found = await log.List(new(subject, waybill, new(from, to), after), limit + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, row => PageCursor.Of(PageCursor.Part(row.At), PageCursor.Part(row.Id)))
            .Select(AccessItem.Of));
    }
}
