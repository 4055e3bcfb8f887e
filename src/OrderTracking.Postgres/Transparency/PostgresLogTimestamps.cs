using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Transparency;

internal sealed class PostgresLogTimestamps(NpgsqlDataSource source) : ILogTimestamps
{
    public async Task<HeadTimestamp?> Find(DateOnly day, CancellationToken cancellationToken) => (await source.Ask(
        "Transparency.find_timestamp", reader => new HeadTimestamp(
            reader.GetFieldValue<DateOnly>(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)),
        cancellationToken, QueryParameters.Day("day", day))).SingleOrDefault();

    public Task Keep(HeadTimestamp stamped, CancellationToken cancellationToken) => source.Write(
        "Transparency.keep_timestamp", _ => 0, cancellationToken, QueryParameters.Day("day", stamped.Day),
        QueryParameters.Text("checkpoint", stamped.Checkpoint), QueryParameters.Bytes("token", stamped.Token));
}
