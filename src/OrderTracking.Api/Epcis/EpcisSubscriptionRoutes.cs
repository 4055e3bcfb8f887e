using System.Text;
using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Api.Http;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Epcis;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Webhooks;
using OrderTracking.Domain;

namespace OrderTracking.Api.Epcis;

/// <summary>Subscriptions of named queries: where their results are sent, at once or by a schedule.</summary>
internal static class EpcisSubscriptionRoutes
{
    private const string Path = "/queries/{id}/subscriptions", One = Path + "/{subscription}";

    private const int MaxBytes = 16 * 1024, LongestToken = 512;

    private static readonly string[] Members = ["dest", "signatureToken", "stream", "schedule", "reportIfEmpty", "initialRecordTime"];

    public static void MapEpcisSubscriptions(this RouteGroupBuilder group)
    {
        group.MapPost(Path, Make)
            .WithSummary("Has the results of a named query sent to an address: as they are recorded (stream), or at times (schedule).")
            .Accepts<JsonElement>(RequestBodies.JsonType, EpcisNegotiation.JsonLdType)
            .Produces<EpcisSubscriptionShape>(StatusCodes.Status201Created).Problems(400, 404, 406, 409, 413, 415);
        group.MapGet(Path, List).WithSummary("The subscriptions of a named query, newest first.")
            .Produces<EpcisSubscriptionShape[]>().Problems(404, 406);
        group.MapGet(One, Get).WithSummary("A subscription, and when its receiver last took something.")
            .Produces<EpcisSubscriptionShape>().Problems(404, 406);
        group.MapDelete(One, Remove).WithSummary("Ends a subscription.")
            .Produces(StatusCodes.Status204NoContent).Problems(404, 406);
        group.MapMethods(One, [HttpMethods.Options], (string id, string subscription, HttpContext context) =>
            EpcisNegotiation.Discover(context, "GET, DELETE, OPTIONS"))
            .WithSummary("Versions and limits of the resource.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> Make(string id, HttpContext context, IEpcisStore queries, IEpcisSubscriptions store,
        WebhookConnections connections, WebhookSecrets secrets, WebhookLimits limits, IAdministrativeActs acts, IEventLog log,
        IPastViews past, EpcisLinks links, Company company, TimeProvider clock)
    {
        var (body, unread) = await EpcisNegotiation.Read(context, MaxBytes);
        if (unread is not null) return unread;
        if (await EpcisQueryRoutes.OwnQuery(context, queries, id) is not { } query) return EpcisExceptions.Unknown("id", "query");
        var (root, refusal) = EpcisDocument.Parse(body);
        if (root is not { } sent) return EpcisExceptions.Refused(refusal!);
        using var parsed = JsonDocument.Parse(query.Query);
        if (EpcisQuery.Read(parsed.RootElement, EpcisContext.Of(links)).Query is { } read && (read.Limit ?? read.Max) is not null)
            return Wrong("eventCountLimit", "a query without a limit: a subscription is sent all");
        if (sent.EnumerateObject().Select(member => member.Name).Except(Members).FirstOrDefault() is { } unknown)
            return Wrong(unknown, string.Join(", ", Members));
        if (Text(sent, "dest") is not { } dest || dest.Length > 2_000) return Wrong("dest", "an address");
        if (connections.Wrong(dest) is { } expected) return Wrong("dest", expected);
        var token = Text(sent, "signatureToken");
        if (sent.TryGetProperty("signatureToken", out _) && token is not { Length: >= 1 and <= LongestToken })
            return Wrong("signatureToken", $"1 to {LongestToken} characters");
        var (isStream, isScheduled) = (IsTrue(sent, "stream"), sent.TryGetProperty("schedule", out var given));
        if (isStream == isScheduled) return Wrong("stream", "true, or a schedule, and not both");
        var (schedule, part) = isScheduled ? EpcisSchedule.Read(given) : default;
        if (isScheduled && schedule is null) return Wrong($"schedule.{part}", "numbers, or ranges such as [1-5], separated by commas");
        DateTimeOffset? since = null;
        if (Text(sent, "initialRecordTime") is { } text && (since = Time(text)) is null)
            return Wrong("initialRecordTime", "an RFC 3339 time with an offset, such as 2026-11-20T21:40:00+08:00");

        var (caller, now, subscription) = (context.CallerContext().Caller, Microseconds.Now(clock), Guid.NewGuid());
        var nextAt = schedule is null ? now : schedule.Next(now, company);
        if (nextAt is null) return Wrong("schedule", "a time that comes");
        var position = since is { } from ? (await past.Last(from.AddMicroseconds(-1), null, context.RequestAborted)).Position
            : await log.Head(context.RequestAborted);
        await acts.Note(new(caller.Subject, ActKind.WebhookMade, subscription.ToString(), new Dictionary<string, string>
        {
            ["host"] = new Uri(dest).Authority, ["query"] = query.Name,
        }), context.RequestAborted);
        var made = new EpcisSubscription(
            new(new(subscription, caller.Subject, new(dest, null, null, null, null), WebhookSignatureKind.V1, WebhookStatus.Active, null,
                    position, now, null, null, 0),
                caller, now, secrets.Wrap(subscription, Encoding.UTF8.GetBytes(token ?? "")), null),
            query.Name, token is not null, isScheduled ? given.GetRawText() : null, IsTrue(sent, "reportIfEmpty"), since, nextAt, 0, null);
        if (!await store.Add(made, limits.OfOwner, limits.OfAll, context.RequestAborted))
            return new Problem(409, "too-many-subscriptions", "There are as many subscriptions as there may be; remove one.");
        return new EpcisAnswer(writer => Write(writer, made), 201)
        {
            Location = $"{EpcisExceptions.Root}/queries/{query.Name}/subscriptions/{subscription}",
        };
    }

    private static async Task<IResult> List(string id, HttpContext context, IEpcisStore queries, IEpcisSubscriptions store)
    {
        if (await EpcisQueryRoutes.OwnQuery(context, queries, id) is not { } query) return EpcisExceptions.Unknown("id", "query");
        var found = await store.List(query.Owner, query.Name, context.RequestAborted);
        return new EpcisAnswer(writer =>
        {
            writer.WriteStartArray();
            foreach (var one in found) Write(writer, one);
            writer.WriteEndArray();
        });
    }

    private static async Task<IResult> Get(
        string id, string subscription, HttpContext context, IEpcisSubscriptions store) =>
        (await store.List(context.CallerContext().Caller.Subject, id, context.RequestAborted))
            .FirstOrDefault(one => one.Id.ToString() == subscription) is { } found
            ? new EpcisAnswer(writer => Write(writer, found)) : EpcisExceptions.Unknown("subscription", "subscription");

    private static async Task<IResult> Remove(
        string id, string subscription, HttpContext context, IEpcisSubscriptions store, IAdministrativeActs acts)
    {
        var caller = context.CallerContext().Caller.Subject;
        if (!Guid.TryParseExact(subscription, "D", out var known)
            || !(await store.List(caller, id, context.RequestAborted)).Any(one => one.Id == known))
            return EpcisExceptions.Unknown("subscription", "subscription");
        await acts.Note(new(caller, ActKind.WebhookRemoved, subscription, new Dictionary<string, string>()), context.RequestAborted);
        await store.Remove(known, caller, id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    // Without the token.
    private static void Write(Utf8JsonWriter writer, EpcisSubscription one)
    {
        var webhook = one.Webhook.Webhook;
        writer.WriteStartObject();
        writer.WriteString("subscriptionID", one.Id);
        writer.WriteString("queryName", one.Query);
        writer.WriteString("dest", webhook.Target.Url);
        writer.WriteString("createdAt", webhook.CreatedAt);
        if (webhook.DeliveredAt is { } at) writer.WriteString("lastNotifiedAt", at);
        if (one.InitialRecordTime is { } since) writer.WriteString("initialRecordTime", since);
        if (one.Schedule is null) writer.WriteBoolean("stream", true);
        else
        {
            writer.WritePropertyName("schedule");
            writer.WriteRawValue(one.Schedule);
            writer.WriteBoolean("reportIfEmpty", one.ReportIfEmpty);
        }
        // Ours: whether and why it has ended, and how many tries in a row have failed.
        writer.WriteBoolean("active", one.NextAt is not null);
        if (one.Reason is not null) writer.WriteString("reason", one.Reason);
        if (one.Tries > 0) writer.WriteNumber("tries", one.Tries);
        writer.WriteEndObject();
    }

    private static string? Text(JsonElement sent, string name) =>
        sent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsTrue(JsonElement sent, string name) =>
        sent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static DateTimeOffset? Time(string text) => OffsetTimeConverter.TryParse(text, out var time) ? time : null;

    private static Problem Wrong(string field, string expected) =>
        Problem.Of(400, "invalid-parameter", field, expected) with { Type = EpcisExceptions.SubscriptionControls };
}

/// <summary>A subscription of a named query.</summary>
/// <param name="Active">False once it has ended, for the reason beside it.</param>
public sealed record EpcisSubscriptionShape(
    Guid SubscriptionID, string QueryName, string Dest, DateTimeOffset CreatedAt, DateTimeOffset? LastNotifiedAt,
    DateTimeOffset? InitialRecordTime, bool? Stream, JsonElement? Schedule, bool? ReportIfEmpty, bool Active, string? Reason, int? Tries);
