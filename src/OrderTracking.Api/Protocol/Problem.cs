using System.Text.Json;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Protocol;

/// <summary>
/// An RFC 9457 problem with a stable code, the field at fault and what was expected. Whoever asked for a page is answered by a page.
/// </summary>
/// <param name="Position">The position of the event in the log that it is about, if any.</param>
public sealed record Problem(int Status, string Code, string Detail, string? Field = null, string? Expected = null, long? Position = null)
    : IResult
{
    internal const string ContentType = "application/problem+json";

    /// <summary>Its type where that does not follow from the code.</summary>
    public string? Type { get; init; }

    private const string SecondsUntilMended = "10";

    /// <summary>The refusal has been counted, as that of a line.</summary>
    internal bool IsCounted { get; init; }

    public static Problem Malformed(Malformed wrong, string under = "") =>
        Of(400, wrong.Code, InContextOf(under, wrong.Field), wrong.Expected);

    public static Problem Refused(Refusal refusal, string under = "") =>
        Of(refusal.Code is RefusalCodes.NotYourStation or RefusalCodes.NotYourEvent ? 403 : 422, refusal.Code,
            InContextOf(under, refusal.Field), refusal.Expected);

    public static Problem UnknownWaybill(string number) =>
        new(404, RefusalCodes.UnknownWaybill, $"Nothing is recorded of the waybill {number}.", "number");

    /// <summary>
    /// An unreadable event stops the request. 422 for an event of a waybill or a case, which concerns that alone; 503 for reference data,
    /// without which nothing can be decided, whatever was sent.
    /// </summary>
    public static Problem Unreadable(UnreadableEvent unreadable) => new(
        unreadable.IsOfOneStream ? 422 : 503, RefusalCodes.UnreadableEvent,
        $"The event at position {unreadable.Position} of the log cannot be read ({unreadable.Code}), and nothing that depends on it is "
        + "answered without it. An administrator can set it aside.",
        unreadable.Field, unreadable.Expected, unreadable.Position);

    /// <summary>The database takes no writes.</summary>
    public static Problem ReadOnly { get; } =
        new(503, "read-only", "Nothing can be recorded here: the database is a standby. Send the same to a node on the primary.");

    public static Problem Of(int status, string code, string field, string expected) =>
        new(status, code, field.Length == 0 ? $"Expected {expected}." : $"{field}: expected {expected}.", field, expected);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!IsCounted) httpContext.RequestServices.GetRequiredService<Telemetry>().CountRefusal(Code);
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Status == 503 && Code == RefusalCodes.UnreadableEvent) response.Headers.RetryAfter = SecondsUntilMended;
        if (FaultPage.IsFor(httpContext))
        {
            await FaultPage.Write(httpContext, Status, Code);
            return;
        }
        response.ContentType = ContentType;
        await using var writer = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Writing);
        writer.WriteStartObject();
        writer.WriteString("type", Type ?? EpcisExceptions.TypeOf(httpContext, Status) ?? $"urn:ordertracking:problem:{Code}");
        writer.WriteString("title", Code.Replace('-', ' '));
        writer.WriteNumber("status", Status);
        writer.WriteString("detail", Detail);
        writer.WriteString("code", Code);
        if (Field is { Length: > 0 }) writer.WriteString("field", Field);
        if (Expected is not null) writer.WriteString("expected", Expected);
        if (Position is { } position) writer.WriteNumber("position", position);
        if (Labels.OfRefusals.TryGetValue(Code, out var label)) writer.WriteString("label", label);
        writer.WriteEndObject();
    }

    private static string InContextOf(string path, string field) => path.Length == 0 ? field : field.Length == 0 ? path : $"{path}.{field}";
}

/// <summary>A problem's shape, for the OpenAPI document.</summary>
/// <param name="Position">The position of the event in the log that it is about, if any.</param>
public sealed record ProblemAnswer(string Type, string Title, int Status, string Detail, string Code, string? Field = null,
    string? Expected = null, string? Label = null, long? Position = null);
