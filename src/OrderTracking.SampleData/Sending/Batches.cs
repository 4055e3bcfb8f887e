using OrderTracking.Client;

namespace OrderTracking.SampleData.Sending;

/// <summary>Cuts lines into batches.</summary>
internal static class Batches
{
    /// <param name="overlap">Whether each batch begins with the last tenth of the one before, like a sender that repeats itself.</param>
    public static IEnumerable<IReadOnlyList<EventLine>> Cut(IReadOnlyList<EventLine> lines, int size, bool overlap = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var step = overlap ? Math.Max(1, size - (size / 10)) : size;
        for (var start = 0; start < lines.Count; start += step)
        {
            var end = Math.Min(start + size, lines.Count);
            yield return [.. lines.Skip(start).Take(end - start)];
            if (end == lines.Count) yield break;
        }
    }

    /// <summary>
    /// Groups are kept whole: a correction and the event that replaces it have to stand in the same request.
    /// </summary>
    public static IEnumerable<IReadOnlyList<EventLine>> OfGroups(IEnumerable<IReadOnlyList<EventLine>> groups, int size)
    {
        List<EventLine> batch = [];
        foreach (var group in groups)
        {
            if (batch.Count > 0 && batch.Count + group.Count > size)
            {
                yield return batch;
                batch = [];
            }

            batch.AddRange(group);
        }

        if (batch.Count > 0) yield return batch;
    }
}
