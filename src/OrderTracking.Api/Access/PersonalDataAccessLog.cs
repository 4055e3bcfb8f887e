using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Views;

namespace OrderTracking.Api.Access;

/// <summary>Sends answers that may contain personal data: with persons masked, or after an entry in the access log.</summary>
internal sealed class PersonalDataAccessLog(IAccessLog log, IOptions<JsonOptions> json)
{
    private const string Text = "q", Hidden = "hidden";

    private readonly JsonSerializerOptions masked = EventJson.Masked(json.Value.SerializerOptions);

    /// <summary>The answer for what a view returned. The request must have read everything it needs.</summary>
    public async ValueTask<IResult> Answer(HttpContext context, object found)
    {
        if (context.CallerContext().Scope.IsMasked) return Results.Json(found, masked);
        if (found is Page<WaybillRow> page && page.Items.Where(PersonalData.AreIn).Select(row => row.Waybill)
            .ToList() is { Count: > 0 } waybills) await Note(context, waybills);
        return Results.Ok(found);
    }

    /// <summary>
    /// Logs that the caller is shown the persons of these waybills, unless they are masked for the caller. To be awaited before anything
    /// is written; the request must have read everything it needs.
    /// </summary>
    public Task Note(HttpContext context, IReadOnlyCollection<string> waybills)
    {
        CallerLimits.HasRead(context);
        return Note(context, waybills, null);
    }

    /// <summary>The same for a part of the log, which is named by its positions. The request may read on afterwards.</summary>
    public Task NotePart(HttpContext context, string part) => Note(context, [], part);

    private Task Note(HttpContext context, IReadOnlyCollection<string> waybills, string? part)
    {
        var (caller, scope, _) = context.CallerContext();
        if (scope.IsMasked) return Task.CompletedTask;
        var route = ((RouteEndpoint)context.GetEndpoint()!).RoutePattern.RawText!;
        return log.Note(new(caller.Subject, caller.Roles, route, waybills, part ?? Asked(context.Request)), context.RequestAborted);
    }

    // A search text is left out of the log: it may be a name or a phone.
    private static string Asked(HttpRequest request) =>
        request.Path.ToUriComponent() + QueryString.Create(request.Query.Select(one =>
            one.Key.Equals(Text, StringComparison.OrdinalIgnoreCase) ? new KeyValuePair<string, StringValues>(one.Key, Hidden) : one))
                .ToUriComponent();
}
