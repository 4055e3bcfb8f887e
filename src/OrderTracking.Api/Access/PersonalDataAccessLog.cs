using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Domain.Views;

namespace OrderTracking.Api.Access;

/// <summary>
/// Sends answers from views with as much of each waybill as the caller may be shown, and with persons only after an entry in the access
/// log.
/// </summary>
internal sealed class PersonalDataAccessLog(IAccessLog log, IWaybillsView waybillsView, IOptions<JsonOptions> json)
    : IPersonalDataNotes
{
    private const string Text = "q", Hidden = "hidden";

    private readonly JsonSerializerOptions masked = EventJson.Masked(json.Value.SerializerOptions);
    private readonly JsonSerializerOptions forCustomers = EventJson.ForCustomers(json.Value.SerializerOptions);

    /// <summary>The answer for what a view returned. The request must have read everything else that it needs.</summary>
    public async ValueTask<IResult> Answer(HttpContext context, object found)
    {
        // Only pages of rows say something of single waybills; figures and reports count them.
        if (found is not IPage page || page.Items.OfType<IViewRow>().ToList() is not { Count: > 0 } rows) return Results.Ok(found);
        var disclosureOf = await Disclosures(context.CallerContext().Scope, [.. rows.Select(row => row.Waybill).Distinct()],
            context.RequestAborted);
        List<string> shown = [.. rows.OfType<WaybillRow>()
            .Where(row => disclosureOf(row.Waybill) == Disclosure.Full && PersonalData.AreIn(row)).Select(row => row.Waybill)];
        if (shown.Count > 0) await Note(context, shown);
        return rows.Select(row => disclosureOf(row.Waybill)).Distinct().ToList() is [var all]
            ? Results.Json(found, Options(all))
            : Results.Ok(page.Select(item => JsonSerializer.SerializeToNode(item, Options(disclosureOf(((IViewRow)item!).Waybill)))));
    }

    /// <summary>
    /// Logs that the caller is shown the persons of these waybills. To be awaited before anything is written; the request must have read
    /// everything it needs.
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
        var caller = context.CallerContext().Caller;
        var route = ((RouteEndpoint)context.GetEndpoint()!).RoutePattern.RawText!;
        return log.Note(new(caller.Subject, caller.Roles, route, waybills, part ?? Asked(context.Request)), context.RequestAborted);
    }

    // How much of each of these waybills is shown; they are in the scope. The database is asked only where the scope alone does not say it.
    private async ValueTask<Func<string, Disclosure>> Disclosures(
        AccessScope scope, IReadOnlyCollection<string> waybills, CancellationToken cancellationToken)
    {
        if (scope.IsCustomersOnly) return _ => Disclosure.Customer;
        if (scope is { Stations: null, CustomerAccounts: null }) return _ => scope.AtMost;
        var inFull = await waybillsView.Within(scope.AtLeast(Disclosure.Full), waybills, cancellationToken);
        var atLeastMasked = scope.CustomerAccounts is null || inFull.Count == waybills.Count
            ? null : await waybillsView.Within(scope.AtLeast(Disclosure.Masked), waybills, cancellationToken);
        return waybill => inFull.Contains(waybill) ? Disclosure.Full
            : atLeastMasked?.Contains(waybill) is false ? Disclosure.Customer : Disclosure.Masked;
    }

    private JsonSerializerOptions Options(Disclosure disclosure) => disclosure switch
    {
        Disclosure.Full => json.Value.SerializerOptions,
        Disclosure.Masked => masked,
        _ => forCustomers,
    };

    // A search text is left out of the log: it may be a name or a phone.
    private static string Asked(HttpRequest request) =>
        request.Path.ToUriComponent() + QueryString.Create(request.Query.Select(one =>
            one.Key.Equals(Text, StringComparison.OrdinalIgnoreCase) ? new KeyValuePair<string, StringValues>(one.Key, Hidden) : one))
                .ToUriComponent();
}
