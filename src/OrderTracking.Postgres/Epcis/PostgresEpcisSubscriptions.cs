using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Epcis;

/// <summary>Subscriptions of named queries in a table.</summary>
internal sealed class PostgresEpcisSubscriptions(NpgsqlDataSource source) : IEpcisSubscriptions
{
    public async Task<bool> Add(
        EpcisSubscription subscription, int mostOfOwner, int mostOfAll, CancellationToken cancellationToken)
    {
        var (made, stored) = (subscription.Webhook.Webhook, subscription.Webhook);
        return (await source.Write("Epcis.add_subscription", reader => reader.GetGuid(0), cancellationToken,
            Id("id", made.Id), Text("owner", made.Owner), Text("query", subscription.Query),
            new("claims", NpgsqlDbType.Jsonb) { Value = JsonSerializer.SerializeToUtf8Bytes(stored.Claims, EventJson.Rows) },
            Time("created_at", made.CreatedAt), Text("url", made.Target.Url), Number("kek", stored.Secret.Kek),
            Bytes("secret", stored.Secret.Wrapped), Flag("signed", subscription.IsSigned), Text("schedule", subscription.Schedule),
            Flag("report_if_empty", subscription.ReportIfEmpty), Time("initial_record_time", subscription.InitialRecordTime),
            Number("position", (long?)made.Position), Time("next_at", subscription.NextAt), Number("most_of_owner", mostOfOwner),
            Number("most_of_all", mostOfAll))).Count > 0;
    }

    public Task<IReadOnlyList<EpcisSubscription>> List(string owner, string query, CancellationToken cancellationToken) => source.Ask(
        "Epcis.list_subscriptions", Subscription, cancellationToken, Text("owner", owner), Text("query", query));

    public async Task<bool> Remove(Guid id, string owner, string query, CancellationToken cancellationToken) => (await source.Write(
        "Epcis.remove_subscription", reader => reader.GetGuid(0), cancellationToken, Id("id", id), Text("owner", owner),
        Text("query", query))).Count > 0;

    public Task<IReadOnlyList<EpcisSubscription>> Due(
        DateTimeOffset now, long head, int limit, CancellationToken cancellationToken) => source.Ask(
        "Epcis.due_subscriptions", Subscription, cancellationToken, Time("now", now), Number("head", (long?)head), Number("limit", limit));

    public async Task<bool> Settle(EpcisSubscription was, EpcisSettlement settlement, CancellationToken cancellationToken) =>
        (await source.Ask("Epcis.settle_subscription", reader => reader.GetGuid(0), cancellationToken,
            Id("id", was.Id), Number("from", (long?)was.Webhook.Webhook.Position), Time("was_next_at", was.NextAt),
            Number("to", (long?)settlement.Position), Time("next_at", settlement.NextAt), Number("tries", settlement.Tries),
            Time("notified_at", settlement.NotifiedAt), Text("reason", settlement.Reason))).Count > 0;

    public Task Rewrap(Guid id, WrappedSecret secret, CancellationToken cancellationToken) => source.Ask(
        "Epcis.rewrap_subscription", _ => true, cancellationToken, Id("id", id), Number("kek", secret.Kek),
        Bytes("secret", secret.Wrapped));

    private static EpcisSubscription Subscription(NpgsqlDataReader reader) => new(
        new(new(reader.GetGuid(0), reader.GetString(1), new(reader.GetString(5), null, null, null, null), WebhookSignatureKind.V1,
                reader.IsDBNull(14) ? WebhookStatus.Disabled : WebhookStatus.Active, null, reader.GetInt64(13),
                TimeOf(reader, 12)!.Value, null, TimeOf(reader, 16), 0),
            JsonSerializer.Deserialize<Caller>(reader.GetFieldValue<byte[]>(3), EventJson.Rows)!, TimeOf(reader, 4)!.Value,
            new(reader.GetInt32(6), reader.GetFieldValue<byte[]>(7)), null),
        reader.GetString(2), reader.GetBoolean(8), TextOf(reader, 9), reader.GetBoolean(10), TimeOf(reader, 11), TimeOf(reader, 14),
        reader.GetInt32(15), TextOf(reader, 17));
}
