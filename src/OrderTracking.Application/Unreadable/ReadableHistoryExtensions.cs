using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Unreadable;

/// <summary>Reads many waybills although some of them cannot be read.</summary>
public static class ReadableHistoryExtensions
{
    /// <summary>The streams that can be read, and those that cannot. The caller must deal with the latter: retry or report them.</summary>
    public static async Task<(IReadOnlyList<History> Readable, IReadOnlyList<UnreadableHistory> Unreadable)> ReadApart(
        this IEventLog log, IReadOnlyCollection<string> waybills, CancellationToken cancellationToken)
    {
        var unreadable = new Dictionary<string, UnreadableHistory>();
        while (true)
            try
            {
                List<string> left = [.. waybills.Where(number => !unreadable.ContainsKey(number))];
                return (left.Count == 0 ? [] : await log.Read(left, cancellationToken), [.. unreadable.Values]);
            }
            catch (UnreadableEventException fault)
                when (fault.Streams.Any(stream => waybills.Contains(stream.First.Stream) && !unreadable.ContainsKey(stream.First.Stream)))
            {
                foreach (var stream in fault.Streams) unreadable[stream.First.Stream] = stream;
            }
    }
}
