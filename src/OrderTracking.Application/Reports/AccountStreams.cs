using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Reports;

/// <summary>The accounts' streams, and what is due by them.</summary>
internal sealed class AccountStreams(IEventLog log)
{
    private const string Prefix = "account:";

    private readonly SortedDictionary<string, List<Recorded<DomainEvent>>> streams = new(StringComparer.Ordinal);
    private long position;

    /// <summary>Takes in what was appended since; says whether there was anything.</summary>
    public async Task<bool> Catch(CancellationToken cancellation)
    {
        var moved = false;
        foreach (var (stream, entry) in await log.ReferenceEvents(position, cancellation))
        {
            position = entry.Position;
            if (!stream.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var account = stream[Prefix.Length..];
            if (!streams.TryGetValue(account, out var entries)) streams.Add(account, entries = []);
            entries.Add(entry);
            moved = true;
        }
        return moved;
    }

    public IEnumerable<ReportDeadline> Due(Company company, DateTimeOffset now) =>
        streams.SelectMany(stream => ReportDeadlines.Rows(stream.Key, stream.Value, company, now));

    /// <summary>What the clock has to say, to be appended to each stream as it is known here.</summary>
    public IEnumerable<StreamAppend> Missed(Company company, DateTimeOffset now) =>
        from stream in streams
        let missed = ReportDeadlines.Missed(stream.Key, stream.Value, company, now)
        where missed.Count > 0
        select new StreamAppend(Prefix + stream.Key, stream.Value[^1].Version, missed);
}
