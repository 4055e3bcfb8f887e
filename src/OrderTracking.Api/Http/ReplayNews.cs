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
    /// <summary>What comes after this is news; null for a caller who may not ask for replays.</summary>
    public static async Task<ReplayNews?> Begin(
        Caller caller, IReplays replays, IStoreFaults faults, CancellationToken cancellationToken)
    {
        if (Policy.OfRoute("GET /v1/audit/replays") is not { } row || caller.Roles.All(role => row.Of(role) == RoutePermission.No))
            return null;
        var news = new ReplayNews(replays, faults, caller.Subject);
        await news.Look(cancellationToken);
        return news;
    }

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
            if (known.TryGetValue(replay.Id, out var before) && before == now) continue;
            known[replay.Id] = now;
            news.Add(JsonSerializer.SerializeToUtf8Bytes(replay, EventJson.Rows));
        }
        return news;
    }
}
