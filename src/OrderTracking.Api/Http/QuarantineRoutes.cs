using System.Globalization;
using System.Text;
using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Refused and held lines: listed, corrected and sent again.</summary>
internal static class QuarantineRoutes
{
    public static void MapQuarantine(this IEndpointRouteBuilder routes)
    {
        var quarantine = routes.ServiceProvider.GetRequiredService<IQuarantine>();
        var releaser = routes.ServiceProvider.GetRequiredService<HeldLineReleaser>();
        var accessLog = routes.ServiceProvider.GetRequiredService<PersonalDataAccessLog>();
        routes.MapGet("/v1/quarantine", (RequestDelegate)(context => List(context, quarantine, accessLog)))
            .WithSummary("Lines that did not get into the log, newest first.")
            .Takes(Parameter.ListOf<QuarantineStatus>("status", "Only this status."), new("code", "Only this code."), ViewAnswers.Limit,
                ViewAnswers.After)
            .Answers(200, typeof(Page<QuarantineItem>), 400);
        routes.MapPost("/v1/quarantine/{id}/retry", (RequestDelegate)(context => Retry(context, quarantine, releaser)))
            .WithSummary("Decides a line again: as it was kept, or as the body has it.")
            .WithDescription("The body is the mended line, or nothing.")
            .Answers(200, typeof(LineAnswer), 400, 404, 409, 413, 415, 422)
            .RunsOnce();
    }

    private static async Task List(HttpContext context, IQuarantine quarantine, PersonalDataAccessLog accessLog)
    {
        var query = new Query(context);
        var (status, code, limit, after) =
            (query.OneOf<QuarantineStatus>("status"), query.Text("code"), query.Limit(), query.Number("after"));
        if (query.Fault is { } fault)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        var lines = await quarantine.List(ScopeOf(context), status, code, after, limit + 1, context.RequestAborted);
        var items = lines.Take(limit).Select(Item).ToList();
        var next = lines.Count > limit ? items[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        // A line is shown as it was sent, including any personal data in it.
        if (items.Count > 0) await accessLog.Note(context, [.. items.Select(item => item.Waybill).OfType<string>().Distinct()]);
        await Results.Ok(new Page<QuarantineItem>(items, next)).ExecuteAsync(context);
    }

    private static async Task Retry(HttpContext context, IQuarantine quarantine, HeldLineReleaser releaser)
    {
        if (!long.TryParse((string)context.Request.RouteValues["id"]!, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || await quarantine.Find(ScopeOf(context), id, context.RequestAborted) is not { } stored)
        {
            await new Problem(404, "unknown-line", "There is no such line in quarantine.", "id").ExecuteAsync(context);
            return;
        }
        if (await RequestBodies.Read(context.Request, RequestBodies.MaxSingleBytes, context.RequestAborted) is not { } body)
        {
            await RequestBodies.TooLarge("1 MB").ExecuteAsync(context);
            return;
        }
        if (body.Length > 0 && RequestBodies.TypeOf(context.Request, RequestBodies.JsonType) is null)
        {
            await RequestBodies.WrongType(RequestBodies.JsonType).ExecuteAsync(context);
            return;
        }
        var result = await releaser.Retry(context.CallerContext().Author, stored, body.Length > 0 ? (ReadOnlyMemory<byte>?)body : null,
            context.Origin(), context.RequestAborted);
        if (result.Status is LineStatus.Refused or LineStatus.Held)
        {
            // Refusals by a rule have a label; any other code means that the line could not be read.
            var status = result.Code == RefusalCodes.IdReused
                ? 409 : result.Code is RefusalCodes.NotYourStation or RefusalCodes.NotYourEvent
                ? 403 : Labels.OfRefusals.ContainsKey(result.Code!) ? 422 : 400;
            await Problem.Of(status, result.Code!, result.Field!, result.Expected!).ExecuteAsync(context);
            return;
        }
        context.Response.ContentType = RequestBodies.JsonType;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, ResponseJson.Writing);
        BatchRoutes.WriteResult(writer, result);
    }

    private static QuarantineScope ScopeOf(HttpContext context) =>
        QuarantineScope.Of(context.CallerContext().Caller, context.CallerContext().Scope);

    private static QuarantineItem Item(StoredQuarantinedLine stored) => new(
        stored.Id, stored.Line.Status, stored.Line.Code, stored.Line.Field, stored.Line.Expected, stored.Line.Waybill, stored.Line.EventId,
        stored.KeptAt, stored.SettledAt,
        Encoding.UTF8.GetString(stored.Line.Line));
}

/// <param name="Line">As it was sent; bytes that are not UTF-8 are shown as U+FFFD, and stored unchanged.</param>
public sealed record QuarantineItem(
    long Id, QuarantineStatus Status, string Code, string Field, string Expected, string? Waybill, Guid? EventId, DateTimeOffset KeptAt,
    DateTimeOffset? SettledAt,
    string Line);
