using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>How far a caller's own replays are, for the feed: what is new since the last look.</summary>
internal sealed class ReplayNews(IReplays replays, IStoreFaults faults, string askedBy)
{
    /// <summary>The name of the feed's events.</summary>
    public const string Name = "replay";

    public static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private const int Newest = 10;

    private readonly Dictionary<Guid, (ReplayStatus, ReplayProgress?)> known = [];
    private bool hasLooked;

    /// <summary>Null for a caller who may not ask for replays.</summary>
    public static ReplayNews? Of(Caller caller, IReplays replays, IStoreFaults faults) =>
        Policy.OfRoute("GET /v1/audit/replays") is { } row && caller.Roles.Any(role => row.Of(role) != RoutePermission.No)
            ? new(replays, faults, caller.Subject) : null;

    /// <summary>
    /// The replays that came further, each as JSON without what it found. None while the database does not answer: the feed itself goes on.
    /// </summary>
    public async Task<IReadOnlyList<byte[]>> Look(CancellationToken cancellationToken)
    {
        try
        {
            return await News(cancellationToken);
        }
        catch (Exception fault) when (fault is OperationCanceledException || faults.IsFromStore(fault))
        {
            return [];
        }
    }

    private async Task<List<byte[]>> News(CancellationToken cancellationToken)
    {
        List<byte[]> news = [];
        foreach (var replay in await replays.List(askedBy, null, Newest, cancellationToken))
        {
            var now = (replay.Status, replay.Progress);
            var isNew = !known.TryGetValue(replay.Id, out var before) ? hasLooked || replay.EndedAt is null : before != now;
            known[replay.Id] = now;
            if (isNew) news.Add(JsonSerializer.SerializeToUtf8Bytes(replay, EventJson.Rows));
        }
        hasLooked = true;
        return news;
    }
}
