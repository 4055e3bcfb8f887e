using System.Globalization;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>GET /v1/audit/access: who was shown whose personal data.</summary>
internal static class AccessRoutes
{
    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        var log = routes.ServiceProvider.GetRequiredService<IAccessLog>();
        routes.MapGet("/v1/audit/access", (RequestDelegate)(context => List(context, log)))
            .WithSummary("Who was shown whose personal data, newest first.")
            .Takes(
                new("subject", "Only this caller."),
                new("waybill", "Only this waybill; exports of the log, which name no waybills, are left out then."),
                new("from", "The first moment of the period.", Format: "date-time"),
                new("to", "The moment after its last.", Format: "date-time"), ViewAnswers.Limit, ViewAnswers.After)
            .Answers(200, typeof(Page<AccessItem>), 400);
    }

    private static async Task List(HttpContext context, IAccessLog log)
    {
        var query = new Query(context);
        var (subject, text, from, to, limit) =
            (query.Text("subject"), query.Text("waybill"), query.Time("from"), query.Time("to"), query.Limit());
        var waybill = text is null ? null : WaybillNumber.Parse(text);
        if (text is not null && waybill is null) query.Lacks("waybill", WaybillNumber.Expected);
        if (to <= from) query.Lacks("to", "a time after 'from'; it does not belong to the period itself");
        (DateTimeOffset, long)? after = null;
        if (query.After(2) is [var at, var last])
        {
            if (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                query.Lacks("after", "the 'next' of the page before");
            after = (Query.CursorTime(at), id);
        }
        if (query.Fault is { } fault)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        var found = await log.List(new(subject, waybill, new(from, to), after), limit + 1, context.RequestAborted);
        var next = found.Count > limit
            ? Query.Cursor(Query.Cursor(found[limit - 1].At), found[limit - 1].Id.ToString(CultureInfo.InvariantCulture)) : null;
        await Results.Ok(new Page<AccessItem>([.. found.Take(limit).Select(AccessItem.Of)], next)).ExecuteAsync(context);
    }
}

/// <summary>An answer with personal data.</summary>
/// <param name="Subject">The caller's subject; never a personal name.</param>
/// <param name="Query">The path and query, without personal data; of an export, its positions.</param>
public sealed record AccessItem(long Id, DateTimeOffset At, string Subject, IReadOnlyCollection<Role> Roles, string Route,
    IReadOnlyCollection<string> Waybills, string Query)
{
    internal static AccessItem Of(RecordedAccess noted) =>
        new(noted.Id, noted.At, noted.Entry.Subject, noted.Entry.Roles, noted.Entry.Route, noted.Entry.Waybills, noted.Entry.Query);
}
