using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Access;

/// <summary>
/// The access log in a table. Entries of concurrent requests are written by one statement and one durable commit; while that commit is
/// under way, the next entries are gathered.
/// </summary>
internal sealed partial class PostgresAccessLog : IAccessLog, IAsyncDisposable
{
    private const int MaxWaiting = 5_000, MaxConcurrent = 500;

    private readonly Channel<Waiting> gathering =
        Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly NpgsqlDataSource source;
    private readonly ILogger<PostgresAccessLog> logger;
    private readonly Task writing;

    public PostgresAccessLog(NpgsqlDataSource source, ILogger<PostgresAccessLog> logger)
    {
        (this.source, this.logger) = (source, logger);
        writing = Task.Run(Write);
    }

    /// <exception cref="NpgsqlException">The entry could not be written; the caller must not show the personal data.</exception>
    public Task Note(AccessLogEntry entry, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(entry);
        // The queue is bounded: an entry that cannot be written soon fails its request at once, instead of letting it wait without a limit.
        if (!gathering.Writer.TryWrite(waiting)) throw new NpgsqlException("Too many accesses wait to be noted.");
        return waiting.Noted.Task.WaitAsync(cancellationToken);
    }

    public Task<IReadOnlyList<RecordedAccess>> List(AccessLogFilter filter, int limit, CancellationToken cancellationToken) => source.Ask(
        "Access.list_accesses", Read, cancellationToken,
        QueryParameters.Text("subject", filter.Subject), QueryParameters.Text("waybill", filter.Waybill),
        QueryParameters.Time("from", filter.At.From), QueryParameters.Time("to", filter.At.To),
        QueryParameters.Time("after_at", filter.After?.At), QueryParameters.Number("after_id", filter.After?.Id),
        QueryParameters.Number("limit", limit));

    public async ValueTask DisposeAsync()
    {
        gathering.Writer.TryComplete();
        await writing;
    }

    private async Task Write()
    {
        var group = new List<Waiting>();
        while (await gathering.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MaxConcurrent && gathering.Reader.TryRead(out var next)) group.Add(next);
            await Store(group);
        }
    }

    private async Task Store(IReadOnlyList<Waiting> group)
    {
        try
        {
            var entries = group.Select(one => new
            {
                subject = one.Entry.Subject, roles = one.Entry.Roles.Select(role => StoredNames.Of(role)), route = one.Entry.Route,
                waybills = one.Entry.Waybills, query = one.Entry.Query,
            });
            await using var command = source.CreateCommand(Sql.Text("Access.note_accesses"));
            command.Parameters.Add(new() { Value = JsonSerializer.SerializeToUtf8Bytes(entries), NpgsqlDbType = NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync();
            foreach (var one in group) one.Noted.SetResult();
        }
        catch (PostgresException fault) when (group.Count > 1 && fault.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            // One of the entries cannot be stored: each is tried alone, so that only that one fails.
            foreach (var one in group) await Store([one]);
        }
#pragma warning disable CA1031 // Every caller must get an answer, and the next group must be tried.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogNotNoted(fault, group.Count);
            // Reported as a failure of the database, whatever the cause, because the request may be tried again.
            foreach (var one in group) one.Noted.SetException(new NpgsqlException("An access could not be noted.", fault));
        }
    }

    private static RecordedAccess Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1),
        new(
            reader.GetString(2), [.. reader.GetFieldValue<string[]>(3).Select(role => Enum.Parse<Role>(role, ignoreCase: true))],
            reader.GetString(4),
            reader.GetFieldValue<string[]>(5), reader.GetString(6)));

    [LoggerMessage(Level = LogLevel.Error, Message = "{Accesses} accesses to personal data could not be noted; nothing is shown")]
    private partial void LogNotNoted(Exception fault, int accesses);

    private sealed record Waiting(AccessLogEntry Entry)
    {
        public TaskCompletionSource Noted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
