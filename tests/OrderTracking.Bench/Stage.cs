using OrderTracking.Bench.Load;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench;

/// <summary>A database with freight, recorded through the service. Figures on the same stage share it.</summary>
internal sealed class Stage
{
    private const int LinesPerBatch = 5_000;
    private const int BatchesAtATime = 10;

    private readonly Func<IEnumerable<Freight.Batch>> _freight;

    private Stage(string database, string prefix, int waybills, string contents, Func<int, IEnumerable<Freight.Batch>> freight)
    {
        (Database, Prefix, Waybills, Contents) = (database, prefix, waybills, contents);
        _freight = () => freight(waybills);
    }

    /// <summary>
    /// Waybills of which only the Received is recorded. Many, so that random single events are spread: real waybills do not have a thousand
    /// events.
    /// </summary>
    public static Stage Waiting { get; } = new("bench_waiting", "BW", 60_000, "60,000 waybills that are received",
        waybills => Freight.Receptions("BW", Freight.First, waybills, LinesPerBatch));

    /// <summary>Waybills with all their events.</summary>
    public static Stage History { get; } = new("bench_history", "BH", 50_000, "50,000 waybills with all their events (310,000)",
        waybills => Freight.Lives("BH", Freight.First, waybills, LinesPerBatch));

    public string Database { get; }

    /// <summary>A waybill's number is this and seven digits, from <see cref="Freight.First"/> on.</summary>
    public string Prefix { get; }

    public int Waybills { get; }

    public string Contents { get; }

    /// <exception cref="InvalidOperationException">The service did not accept all lines.</exception>
    public void Fill(Service service)
    {
        using var loop = new LoadLoop(service.Endpoint, 2);
        foreach (var slice in _freight().Chunk(BatchesAtATime))
        {
            var posts = new BatchPosts(service.Host, slice);
            var result = loop.RunToEnd(posts);
            if (result.Refused > 0 || posts.Complaint is not null || posts.Accepted != slice.Sum(batch => batch.Lines))
                throw new InvalidOperationException($"The freight of {Database} was not taken: {result.RefusedSample ?? posts.Complaint}");
        }
    }
}
