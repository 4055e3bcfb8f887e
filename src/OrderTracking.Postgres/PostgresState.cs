using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres;

internal sealed class PostgresState(NpgsqlDataSource source) : IStoreState
{
    public async Task<StoreState> Look(CancellationToken cancellationToken) =>
        (await source.Ask(
            "Engine.state", reader => new StoreState(
                reader.GetBoolean(0), new DateTimeOffset(reader.GetDateTime(1)),
                reader.IsDBNull(2) ? null : TimeSpan.FromMilliseconds(reader.GetInt64(2))), cancellationToken)).Single();
}
