using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Transparency;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Transparency;

/// <summary>Imports events as the owner of the tables: positions and times are not given anew, as an append would.</summary>
internal sealed class PostgresLogImport(NpgsqlDataSource source) : ILogImport
{
    public async Task<long> Import(IAsyncEnumerable<StoredEvent> events, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Run("Transparency.begin_import");
        long count;
        await using (var copy = await connection.BeginBinaryImportAsync(Sql.Text("Transparency.copy_import"), cancellationToken))
        {
            await foreach (var stored in events.WithCancellation(cancellationToken)) await Write(copy, stored, cancellationToken);
            count = (long)await copy.CompleteAsync(cancellationToken);
        }
        await Run("Transparency.end_import");
        await transaction.CommitAsync(cancellationToken);
        return count;

        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(Sql.Text(sql), connection) { CommandTimeout = 0 };
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException fault) when (fault.SqlState == "OT005")
            {
                throw new InvalidOperationException("The database has events already; a log is imported into an empty one.", fault);
            }
        }
    }

    public async Task<long> ImportedUpTo(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql.Text("Transparency.imported_up_to"));
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task Write(NpgsqlBinaryImporter copy, StoredEvent stored, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(stored.Position, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(stored.Id, NpgsqlDbType.Uuid, cancellationToken);
        await Text(stored.Stream);
        await copy.WriteAsync(stored.Version, NpgsqlDbType.Bigint, cancellationToken);
        await Text(stored.Type);
        await copy.WriteAsync(DateTime.SpecifyKind(stored.RecordedAt, DateTimeKind.Utc), NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(stored.Data, NpgsqlDbType.Jsonb, cancellationToken);
        if (stored.Headers is { } headers) await copy.WriteAsync(headers, NpgsqlDbType.Jsonb, cancellationToken);
        else await copy.WriteNullAsync(cancellationToken);
        foreach (var text in (string?[])[stored.Correlation, stored.Causation, stored.Sender, stored.DotnetType, stored.Tenant])
            await Text(text);
        if (stored.Binary is { } binary) await copy.WriteAsync(binary, NpgsqlDbType.Bytea, cancellationToken);
        else await copy.WriteNullAsync(cancellationToken);

        async Task Text(string? text)
        {
            if (text is null) await copy.WriteNullAsync(cancellationToken);
            else await copy.WriteAsync(text, NpgsqlDbType.Varchar, cancellationToken);
        }
    }
}
