using OrderTracking.Client;

namespace OrderTracking.SampleData.Cargo2000;

/// <summary>
/// Every line of every waybill in a random order that a seed fixes. An even shuffle would put half of the lines before
/// their Received; a Received here takes the latest of three draws, so that three quarters of the others come before it.
/// </summary>
internal static class Shuffle
{
    public static IReadOnlyList<EventLine> All(IReadOnlyList<EventLine> lines, ulong seed)
    {
        var chance = new Chance(seed);
        var places = new double[lines.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = chance.Next();
            if (lines[i].Type == "received") places[i] = Math.Max(places[i], Math.Max(chance.Next(), chance.Next()));
        }

        return [.. lines.Select((line, i) => (line, i)).OrderBy(item => places[item.i]).ThenBy(item => item.i).Select(item => item.line)];
    }

    /// <summary>How many lines come before the Received of their waybill.</summary>
    public static int BeforeTheirReceived(IReadOnlyList<EventLine> lines)
    {
        HashSet<string> received = [];
        var before = 0;
        foreach (var line in lines)
        {
            if (line.Type == "received") received.Add(line.Waybill);
            else if (!received.Contains(line.Waybill)) before++;
        }

        return before;
    }
}
