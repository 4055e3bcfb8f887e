using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Access;

/// <summary>Idempotency keys and the answers kept for them, in a table. The request that inserts a key's row runs.</summary>
internal sealed class PostgresIdempotency(NpgsqlDataSource source) : IIdempotency
{
    public async Task<IdempotencyClaim> Claim(byte[] key, byte[] request, CancellationToken cancellationToken)
    {
        var run = Guid.NewGuid();
        while (true)
        {
            await using var batch = source.CreateBatch();
            batch.BatchCommands.Add(Command("Access.claim_run", Bytes(key), Bytes(request), new() { Value = run }));
            // A separate statement, so that its snapshot includes the row that the insert had to wait for.
            batch.BatchCommands.Add(Command("Access.find_run", Bytes(key), Bytes(request)));
            batch.BatchCommands.Add(Command("Access.sweep_answers"));
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            var isMine = await reader.ReadAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            IdempotencyClaim? claim = null;
            // No row now means that the first request failed in between and gave the key back: this one may try to claim it.
            if (await reader.ReadAsync(cancellationToken))
                claim = isMine ? new(IdempotencyClaimStatus.Mine, run, null)
                    : !reader.GetBoolean(0) ? new(IdempotencyClaimStatus.Reused, default, null)
                    : reader.IsDBNull(1) ? new(IdempotencyClaimStatus.InFlight, default, null)
                    : new(IdempotencyClaimStatus.Answered, default, reader.GetFieldValue<byte[]>(1));
            while (await reader.NextResultAsync(cancellationToken))
            {
            }
            if (claim is not null) return claim;
        }
    }

    public Task Keep(byte[] key, Guid run, byte[] answer, CancellationToken cancellationToken) =>
        Run("Access.keep_answer", cancellationToken, Bytes(key), new() { Value = run }, Bytes(answer));

    public Task Release(byte[] key, Guid run, CancellationToken cancellationToken) =>
        Run("Access.release_run", cancellationToken, Bytes(key), new() { Value = run });

    private async Task Run(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(Sql.Text(sql));
        command.Parameters.AddRange(parameters);
        command.CommandTimeout = QueryParameters.Acknowledged;
        await command.ExecuteNonQueryAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(Sql.Text(sql));
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter Bytes(byte[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bytea };
}
