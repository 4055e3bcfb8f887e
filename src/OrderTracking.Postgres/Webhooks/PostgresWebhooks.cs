using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Webhooks;

/// <summary>Webhooks and their deliveries in two tables.</summary>
internal sealed class PostgresWebhooks(NpgsqlDataSource source) : IWebhooks
{
    private const int ColumnsOfWebhook = 15;

    public async Task<bool> Add(StoredWebhook webhook, int mostOfOwner, int mostOfAll, CancellationToken cancellationToken)
    {
        var (made, target) = (webhook.Webhook, webhook.Webhook.Target);
        return (await source.Write("Webhooks.add", Webhook, cancellationToken,
            Id("id", made.Id), Text("owner", made.Owner), Claims(webhook.Claims), Time("created_at", made.CreatedAt),
            Text("url", target.Url), Text("account", target.Account), Text("station", target.Station), Text("role", target.Role),
            Texts("types", target.Types), Text("signature", made.Signature), Number("kek", webhook.Secret.Kek),
            Bytes("secret", webhook.Secret.Wrapped), Number("position", (long?)made.Position), Number("most_of_owner", mostOfOwner),
            Number("most_of_all", mostOfAll))).Count > 0;
    }

    public async Task<StoredWebhook?> Find(Guid id, CancellationToken cancellationToken) =>
        (await source.Ask("Webhooks.find", Stored, cancellationToken, Id("id", id))).SingleOrDefault();

    public Task<IReadOnlyList<Webhook>> List(
        string? owner, (DateTimeOffset CreatedAt, Guid Id)? after, int limit, CancellationToken cancellationToken) => source.Ask(
        "Webhooks.list", Webhook, cancellationToken, Text("owner", owner), Time("after_created_at", after?.CreatedAt),
        Id("after_id", after?.Id), Number("limit", limit));

    public Task<Webhook?> Change(Guid id, WebhookTarget target, CancellationToken cancellationToken) => One("Webhooks.change",
        cancellationToken, Id("id", id), Text("url", target.Url), Text("account", target.Account), Text("station", target.Station),
        Text("role", target.Role), Texts("types", target.Types));

    public Task<Webhook?> Set(
        Guid id, WebhookStatus status, WebhookReason? reason, DateTimeOffset at, CancellationToken cancellationToken) =>
        One("Webhooks.set_status", cancellationToken, Id("id", id), Text("status", status), Text("reason", reason), Time("at", at));

    public Task Confirm(Guid id, Caller claims, DateTimeOffset at, CancellationToken cancellationToken) => source.Write(
        "Webhooks.confirm", _ => true, cancellationToken, Id("id", id), Claims(claims), Time("at", at), Text("owner", claims.Subject));

    public Task<Webhook?> Rotate(Guid id, WrappedSecret secret, DateTimeOffset previousUntil, CancellationToken cancellationToken) => One(
        "Webhooks.rotate", cancellationToken, Id("id", id), Number("kek", secret.Kek), Bytes("secret", secret.Wrapped),
        Time("previous_until", previousUntil));

    public Task<Webhook?> Move(Guid id, long position, CancellationToken cancellationToken) =>
        One("Webhooks.move", cancellationToken, Id("id", id), Number("position", (long?)position));

    public Task<Webhook?> Remove(Guid id, CancellationToken cancellationToken) =>
        One("Webhooks.remove", cancellationToken, Id("id", id));

    public Task<IReadOnlyList<(Guid Id, long Revision)>> Active(CancellationToken cancellationToken) =>
        source.Ask("Webhooks.active", reader => (reader.GetGuid(0), reader.GetInt64(1)), cancellationToken);

    public async Task<WebhookBacklog> Backlog(CancellationToken cancellationToken) => (await source.Ask(
        "Webhooks.backlog", reader => new WebhookBacklog(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2),
            reader.IsDBNull(3) ? null : reader.GetInt64(3), reader.GetInt64(4)), cancellationToken)).Single();

    public Task<IReadOnlyList<WebhookEventDelivery>> Waiting(Guid id, int limit, CancellationToken cancellationToken) =>
        source.Ask("Webhooks.waiting", Delivery, cancellationToken, Id("id", id), Number("limit", limit));

    public async Task<bool> Settle(
        Guid id, long from, long to, IReadOnlyCollection<WebhookEventDelivery> outcomes, DateTimeOffset? deliveredAt,
        CancellationToken cancellationToken) => (await source.Ask(
        "Webhooks.settle", reader => reader.GetGuid(0), cancellationToken,
        Id("id", id), Number("from", (long?)from), Number("to", (long?)to), Time("delivered_at", deliveredAt),
        Array("positions", outcomes.Select(one => one.Position), NpgsqlDbType.Bigint),
        Array("events", outcomes.Select(one => one.EventId), NpgsqlDbType.Uuid), Texts("streams", outcomes.Select(one => one.Stream)),
        Texts("types", outcomes.Select(one => one.Type)), Texts("statuses", outcomes.Select(one => StoredNames.Of(one.Status))),
        Array("tries", outcomes.Select(one => one.Tries), NpgsqlDbType.Integer), Times("first_at", outcomes.Select(one => one.FirstAt)),
        Times("last_at", outcomes.Select(one => one.LastAt)), Times("next_at", outcomes.Select(one => one.NextAt)),
        Array("answers", outcomes.Select(one => one.Answer?.Status), NpgsqlDbType.Integer),
        Texts("bodies", outcomes.Select(one => one.Answer?.Body)), Texts("faults", outcomes.Select(one => one.Answer?.Fault)))).Count > 0;

    public Task<IReadOnlyList<WebhookEventDelivery>> Deliveries(
        Guid id, DeliveryStatus? status, long? before, int limit, CancellationToken cancellationToken) => source.Ask(
        "Webhooks.deliveries", Delivery, cancellationToken, Id("id", id), Text("status", status), Number("before", before),
        Number("limit", limit));

    public async Task<WebhookEventDelivery?> Retry(Guid id, long position, DateTimeOffset at, CancellationToken cancellationToken) =>
        (await source.Write("Webhooks.retry", Delivery, cancellationToken, Id("id", id), Number("position", (long?)position),
            Time("at", at))).SingleOrDefault();

    public async Task<int> Retry(Guid id, long from, long to, int limit, DateTimeOffset at, CancellationToken cancellationToken) =>
        (await source.Write("Webhooks.retry_range", reader => reader.GetInt64(0), cancellationToken, Id("id", id),
            Number("from", (long?)from), Number("to", (long?)to), Number("limit", limit), Time("at", at))).Count;

    public async Task<int> Sweep(
        DateTimeOffset deliveredBefore, DateTimeOffset failedBefore, int limit, CancellationToken cancellationToken)
    {
        var swept = (await source.Ask("Webhooks.sweep", reader => reader.GetInt32(0), cancellationToken,
            Time("delivered_before", deliveredBefore), Time("failed_before", failedBefore), Number("limit", limit))).Single();
        if (swept == 0) await source.Ask("Webhooks.sweep_removed", _ => true, cancellationToken);
        return swept;
    }

    public Task<IReadOnlyList<StoredWebhook>> UnderOthers(int kek, int limit, CancellationToken cancellationToken) =>
        source.Ask("Webhooks.under_others", Stored, cancellationToken, Number("kek", kek), Number("limit", limit));

    public Task Rewrap(StoredWebhook was, WrappedSecret secret, WrappedSecret? previous, CancellationToken cancellationToken) =>
        source.Ask("Webhooks.rewrap", _ => true, cancellationToken, Id("id", was.Webhook.Id), Number("kek", secret.Kek),
            Bytes("secret", secret.Wrapped), Number("previous_kek", previous?.Kek),
            Bytes("previous", previous?.Wrapped), Bytes("was", was.Secret.Wrapped),
            Bytes("previous_was", was.Previous?.Wrapped));

    private async Task<Webhook?> One(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        (await source.Write(sql, Webhook, cancellationToken, parameters)).SingleOrDefault();

    private static Webhook Webhook(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1),
        new(reader.GetString(2), TextOf(reader, 3), TextOf(reader, 4), Named<Role>(reader, 5),
            reader.IsDBNull(6) ? null : reader.GetFieldValue<string[]>(6)),
        Named<WebhookSignatureKind>(reader, 7)!.Value, Status(reader.GetString(8)), Named<WebhookReason>(reader, 9), reader.GetInt64(10),
        TimeOf(reader, 11)!.Value, TimeOf(reader, 12), TimeOf(reader, 13), reader.GetInt64(14));

    private static StoredWebhook Stored(NpgsqlDataReader reader) => new(
        Webhook(reader), JsonSerializer.Deserialize<Caller>(reader.GetFieldValue<byte[]>(ColumnsOfWebhook), EventJson.Rows)!,
        TimeOf(reader, ColumnsOfWebhook + 1)!.Value,
        new(reader.GetInt32(ColumnsOfWebhook + 2), reader.GetFieldValue<byte[]>(ColumnsOfWebhook + 3)),
        reader.IsDBNull(ColumnsOfWebhook + 4) ? null
            : new(reader.GetInt32(ColumnsOfWebhook + 4), reader.GetFieldValue<byte[]>(ColumnsOfWebhook + 5)));

    private static WebhookEventDelivery Delivery(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), Named<DeliveryStatus>(reader, 4)!.Value,
        reader.GetInt32(5), TimeOf(reader, 6), TimeOf(reader, 7), TimeOf(reader, 8),
        reader.IsDBNull(9) && reader.IsDBNull(11) ? null
            : new(reader.IsDBNull(9) ? null : reader.GetInt32(9), TextOf(reader, 10), TextOf(reader, 11)));

    // A removed one, which is only answered to whoever removed it, is no more than disabled.
    private static WebhookStatus Status(string name) =>
        Enum.TryParse<WebhookStatus>(name, ignoreCase: true, out var status) ? status : WebhookStatus.Disabled;

    private static T? Named<T>(NpgsqlDataReader reader, int column) where T : struct, Enum =>
        reader.IsDBNull(column) ? null : Enum.Parse<T>(reader.GetString(column), ignoreCase: true);

    private static NpgsqlParameter Claims(Caller caller) =>
        new("claims", NpgsqlDbType.Jsonb) { Value = JsonSerializer.SerializeToUtf8Bytes(caller, EventJson.Rows) };

    private static NpgsqlParameter Times(string name, IEnumerable<DateTimeOffset?> times) =>
        Array(name, times.Select(time => time?.UtcDateTime), NpgsqlDbType.TimestampTz);
}
