using System.Data;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Postgres.Privacy;

namespace OrderTracking.Postgres.Log;

/// <summary>Appends a group of requests in one durable commit.</summary>
internal interface IGroupAppender
{
    /// <summary>
    /// Appends each request whole or not at all. No two requests of a group are for one stream or share an event id. A request without
    /// events is answered when what was visible before is as durable as an append.
    /// </summary>
    Task<GroupAnswer> Append(IReadOnlyList<AppendRequest> group);

    /// <summary>Drops a connection that may be broken; the next append opens another.</summary>
    ValueTask Disconnect();
}

/// <param name="First">
/// The position of the first event appended, 0 if there is none; the others follow without a gap, in the order of the requests.
/// </param>
/// <param name="Conflicting">The requests, by their index in the group, whose stream is at another version than expected.</param>
/// <param name="Taken">The requests, by their index in the group, with an event id that is in the log already.</param>
internal readonly record struct GroupAnswer(long First, DateTimeOffset RecordedAt, IReadOnlyCollection<int> Conflicting,
    IReadOnlyCollection<int> Taken)
{
    public static readonly GroupAnswer Nothing = new(0, default, [], []);
}

/// <summary>
/// Appends by the functions of the schema, on one connection that stays open. An append may take as long as a synchronous standby is
/// away, so it has no timeout: it is given up when the node loses its session with the database, which is asked each second.
/// </summary>
internal sealed class PostgresAppender(
    NpgsqlDataSource source, SessionLoss loss, EpochCheck epoch, SealedPersons persons, PersonKeys keys, KeysDatabase keysDatabase,
    IPersonKeyStore store) : IGroupAppender
{
    private const int SealTries = 3;

    private NpgsqlConnection? connection;

    public async Task<GroupAnswer> Append(IReadOnlyList<AppendRequest> group)
    {
        if (connection is { State: not ConnectionState.Open }) await Disconnect();
        var lost = loss.Next;
        try
        {
            connection ??= await Connect(lost);
            // The connection has met another epoch than that in which they were decided.
            if (group.Any(request => request.DecidedIn != epoch.Current))
                return GroupAnswer.Nothing with { Conflicting = [.. Enumerable.Range(0, group.Count)] };
            var answer = group.All(request => request.Events == 0)
                ? GroupAnswer.Nothing : await Seal(group, connection, lost);
            // An append in the group is such a commit itself, unless all met a conflict.
            if (answer.First == 0 && group.Any(request => request.Events == 0)) await AppendCommand.Confirm(connection, lost);
            // A server that is reached after all takes the cancelled wait for a standby for a success.
            lost.ThrowIfCancellationRequested();
            return answer;
        }
        catch (OperationCanceledException fault)
        {
            throw new NpgsqlException("The session with the database was lost while an append was under way.", fault);
        }
    }

    // A stream that begins has no keys, so none are looked for; where it has some after all, nothing is appended, and these are used. Keys
    // in a database of their own are stored before what they seal: an append that then fails leaves keys of a stream that is not there.
    private async Task<GroupAnswer> Seal(IReadOnlyList<AppendRequest> group, NpgsqlConnection open, CancellationToken lost)
    {
        for (var attempt = 1; ; attempt++)
        {
            var sealing = await persons.Begin(group.SelectMany(request => request.Streams), attempt > 1, lost);
            List<AppendRequest> requests = [.. group.Select(request => request.Sealed(sealing))];
            List<WrappedKeys> made = [.. sealing.Made.Select(keys.Wrap)];
            if (keysDatabase.IsApart && made.Count + sealing.Phones.Count > 0 && !await store.Add(made, sealing.Phones, lost))
            {
                if (attempt == SealTries) throw new NpgsqlException("Other nodes make keys for the same streams again and again.");
                keys.Forget();
                continue;
            }
            try
            {
                var command = keysDatabase.IsApart ? new AppendCommand(requests) : new(requests, made, sealing.Phones);
                var answer = await command.Run(open, lost);
                foreach (var kept in sealing.Made) keys.Keep(kept);
                return answer;
            }
            catch (PostgresException fault) when (PostgresPersonKeys.HasOtherKeys(fault) && attempt < SealTries)
            {
                keys.Forget();
            }
        }
    }

    private async Task<NpgsqlConnection> Connect(CancellationToken cancellationToken)
    {
        var opened = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            // One from the pool may be from before a promotion. No later one leaves it unbroken.
            await epoch.LookAtPrimary(opened, cancellationToken);
            await AppendCommand.Prepare(opened, cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public async ValueTask Disconnect()
    {
        if (connection is not null) await connection.DisposeAsync();
        connection = null;
    }
}
