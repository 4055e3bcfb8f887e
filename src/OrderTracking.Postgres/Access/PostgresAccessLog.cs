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
/// under way, the next entries are gathered. A look that repeats one of the last ten minutes is only counted, in memory; the counts are
/// written when the ten minutes are over, before the log is listed, and when the service stops.
/// </summary>
internal sealed partial class PostgresAccessLog : IAccessLog, IAsyncDisposable
{
    private const int MaxWaiting = 5_000, MaxConcurrent = 500;

    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(10);

    private readonly Channel<Look> gathering =
        Channel.CreateBounded<Look>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly NpgsqlDataSource source;
    private readonly TimeProvider clock;
    private readonly ILogger<PostgresAccessLog> logger;
    private readonly RecentLooks looks;
    private readonly PeriodicTimer counts;
    private readonly Task writing, counting;

    public PostgresAccessLog(NpgsqlDataSource source, TimeProvider clock, ILogger<PostgresAccessLog> logger)
    {
        (this.source, this.clock, this.logger) = (source, clock, logger);
        (looks, counts) = (new(clock), new(BetweenCounts, clock));
        (writing, counting) = (Task.Run(Write), Task.Run(Count));
    }

    /// <exception cref="NpgsqlException">The entry could not be written; the caller must not show the personal data.</exception>
    public Task Note(AccessLogEntry entry, CancellationToken cancellationToken)
    {
        var look = new Look(entry, clock.GetTimestamp());
        if (looks.FindEarlier(look) is { } earlier)
        {
            earlier.Repeat(look.At);
            return earlier.Noted.Task.WaitAsync(cancellationToken);
        }
        // The queue is bounded: an entry that cannot be written soon fails its request at once, instead of letting it wait without a limit.
        if (!gathering.Writer.TryWrite(look)) look.Noted.SetException(new NpgsqlException("Too many accesses wait to be noted."));
        return look.Noted.Task.WaitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<RecordedAccess>> List(AccessLogFilter filter, int limit, CancellationToken cancellationToken)
    {
        await Count(looks.All, cancellationToken);
        return await source.Ask(
            "Access.list_accesses", Read, cancellationToken,
            QueryParameters.Text("subject", filter.Subject), QueryParameters.Text("waybill", filter.Waybill),
            QueryParameters.Time("from", filter.At.From), QueryParameters.Time("to", filter.At.To),
            QueryParameters.Time("after_at", filter.After?.At), QueryParameters.Number("after_id", filter.After?.Id),
            QueryParameters.Number("limit", limit));
    }

    public async ValueTask DisposeAsync()
    {
        gathering.Writer.TryComplete();
        counts.Dispose();
        await writing;
        await counting;
    }

    private async Task Write()
    {
        var group = new List<Look>();
        while (await gathering.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MaxConcurrent && gathering.Reader.TryRead(out var next)) group.Add(next);
            await Store(group);
        }
    }

    private async Task Store(List<Look> group)
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
            var ids = new List<long>(group.Count);
            await using (var reader = await command.ExecuteReaderAsync())
                while (await reader.ReadAsync()) ids.Add(reader.GetInt64(0));
            for (var i = 0; i < group.Count; i++) group[i].Noted.SetResult(ids[i]);
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

    private async Task Count()
    {
        while (await counts.WaitForNextTickAsync())
        {
            var over = looks.Over;
            if (await TryCount(over)) looks.Forget(over.Count);
        }
        await writing;
        await TryCount(looks.All);
    }

    private async Task<bool> TryCount(IEnumerable<Look> repeated)
    {
        try
        {
            await Count(repeated, CancellationToken.None);
            return true;
        }
#pragma warning disable CA1031 // The entries are written; their counts are tried again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogNotCounted(fault);
            return false;
        }
    }

    private async Task Count(IEnumerable<Look> repeated, CancellationToken cancellationToken)
    {
        var taken = repeated.Where(look => look.Noted.Task.IsCompletedSuccessfully).Select(look => (Look: look, Count: look.TakeRepeats()))
            .Where(one => one.Count > 0).ToList();
        if (taken.Count == 0) return;
        try
        {
            await using var command = source.CreateCommand(Sql.Text("Access.note_repeats"));
            command.Parameters.Add(new() { Value = taken.ConvertAll(one => one.Look.Noted.Task.Result) });
            command.Parameters.Add(new() { Value = taken.ConvertAll(one => one.Count) });
            command.Parameters.Add(new() { Value = taken.ConvertAll(one => clock.GetElapsedTime(one.Look.At, one.Look.LastAt)) });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            foreach (var (look, count) in taken) look.GiveBack(count);
            throw;
        }
    }

    private static RecordedAccess Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1),
        new(
            reader.GetString(2), [.. reader.GetFieldValue<string[]>(3).Select(role => Enum.Parse<Role>(role, ignoreCase: true))],
            reader.GetString(4),
            reader.GetFieldValue<string[]>(5), reader.GetString(6)),
        reader.GetInt64(7), reader.GetFieldValue<DateTimeOffset>(8));

    [LoggerMessage(Level = LogLevel.Error, Message = "{Accesses} accesses to personal data could not be noted; nothing is shown")]
    private partial void LogNotNoted(Exception fault, int accesses);

    [LoggerMessage(Level = LogLevel.Error, Message = "How often accesses were repeated could not be noted")]
    private partial void LogNotCounted(Exception fault);
}
