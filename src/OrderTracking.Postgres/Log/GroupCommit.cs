using System.Data;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderTracking.Application.Ports;

namespace OrderTracking.Postgres.Log;

/// <summary>
/// Gathers what concurrent callers want to append and appends it in one round trip and one durable commit. While one
/// commit is under way the next group gathers; alone, a caller waits for nobody.
/// </summary>
internal sealed partial class GroupCommit : IAsyncDisposable
{
    private const int MostEvents = 4_000, MostRequests = 4_000, Waiting = 20_000;

    private readonly NpgsqlDataSource source;
    private readonly ILogger logger;
    private readonly Channel<AppendRequest> waiting = Channel.CreateBounded<AppendRequest>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly Task working;
    private NpgsqlConnection? connection;

    public GroupCommit(NpgsqlDataSource source, ILogger<GroupCommit> logger)
    {
        this.source = source;
        this.logger = logger;
        working = Task.Run(Work);
    }

    public async Task<AppendResult> Append(IReadOnlyList<StreamAppend> streams, CancellationToken cancellation)
    {
        var request = new AppendRequest(streams);
        await waiting.Writer.WriteAsync(request, cancellation);
        // From here on it will be stored, whether the caller still waits or not.
        return await request.Answer.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await working;
        await Disconnect();
    }

    private async Task Work()
    {
        var (group, streams, ids) = (new List<AppendRequest>(), new HashSet<string>(), new HashSet<Guid>());
        var later = new Queue<AppendRequest>();
        while (later.Count > 0 || await waiting.Reader.WaitToReadAsync())
        {
            var events = 0;
            for (var i = later.Count; i > 0; i--) Gather(later.Dequeue());
            while (events < MostEvents && group.Count < MostRequests && waiting.Reader.TryRead(out var request)) Gather(request);
            await Store(group);
            group.Clear();
            streams.Clear();
            ids.Clear();

            // Two requests for one stream or with one event id cannot both succeed in one group; the second waits for the next.
            void Gather(AppendRequest request)
            {
                var clashes = false;
                foreach (var stream in request.Streams)
                {
                    clashes |= !streams.Add(stream.Waybill);
                    foreach (var decided in stream.Events) clashes |= !ids.Add(decided.Id);
                }
                if (clashes && group.Count > 0)
                {
                    later.Enqueue(request);
                    return;
                }
                group.Add(request);
                events += request.Events;
            }
        }
    }

    private async Task Store(List<AppendRequest> group)
    {
        try
        {
            if (connection is { State: not ConnectionState.Open }) await Disconnect();
            connection ??= await source.OpenConnectionAsync();
            var (first, recordedAt, conflicting, taken) = await new AppendCommand(group).Run(connection, CancellationToken.None);
            for (var unit = 0; unit < group.Count; unit++)
            {
                var status = taken.Contains(unit) ? AppendStatus.IdTaken : conflicting.Contains(unit) ? AppendStatus.Conflict : AppendStatus.Appended;
                group[unit].Complete(new(status, first, recordedAt));
                if (status == AppendStatus.Appended) first += group[unit].Events;
            }
        }
#pragma warning disable CA1031 // Whatever it is that one request holds and that cannot be written or stored: it must fail alone.
        catch (Exception fault) when (group.Count > 1 && IsAboutARequest(fault))
#pragma warning restore CA1031
        {
            LogGroupFailed(fault, group.Count);
            foreach (var request in group) await Store([request]);
        }
#pragma warning disable CA1031 // Every caller must get an answer, and the next group must be tried.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            foreach (var request in group) request.Fail(fault);
            if (IsAboutARequest(fault)) return;
            LogConnectionLost(fault);
            await Disconnect();
        }
    }

    private async Task Disconnect()
    {
        if (connection is not null) await connection.DisposeAsync();
        connection = null;
    }

    private static bool IsAboutARequest(Exception fault) => fault is PostgresException postgres ? !IsAboutTheServer(postgres) : fault is not NpgsqlException;

    // 08 connection, 53 resources, 57 operator intervention, 58 system, 25 transaction state (a read-only standby).
    private static bool IsAboutTheServer(PostgresException fault) => fault.SqlState[..2] is "08" or "53" or "57" or "58" or "25";

    [LoggerMessage(Level = LogLevel.Warning, Message = "An append of {Requests} requests failed; trying each alone")]
    private partial void LogGroupFailed(Exception fault, int requests);

    [LoggerMessage(Level = LogLevel.Error, Message = "The appends lost their database connection; opening another")]
    private partial void LogConnectionLost(Exception fault);
}
