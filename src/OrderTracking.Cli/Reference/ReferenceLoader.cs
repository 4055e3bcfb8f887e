using System.Text.Json.Nodes;
using OrderTracking.Cli.Sending;

namespace OrderTracking.Cli.Reference;

/// <summary>Sends the reference events that the service does not have yet.</summary>
/// <param name="known">The ids of all reference events that the service has.</param>
/// <param name="now">The time at which they are recorded.</param>
internal sealed class ReferenceLoader(EventsClient client, IReadOnlySet<Guid> known, string now, string station, string by)
{
    private const int MaxEvents = 1_000;

    /// <summary>The rows that the service refused.</summary>
    public List<RowFault> Refused { get; } = [];

    /// <returns>How many rows are new.</returns>
    public async Task<int> SendAsync(string file, IReadOnlyList<ReferenceRow> rows, CancellationToken cancel)
    {
        var sent = 0;
        foreach (var some in rows.Where(row => !known.Contains(row.Id)).DistinctBy(row => row.Id).Chunk(MaxEvents))
        {
            var refusal = await client.PostReferenceAsync(new JsonArray([.. some.Select(Event)]), cancel);
            if (refusal is not null)
            {
                Refused.Add(Fault(file, some, refusal));
                return sent;
            }
            sent += some.Length;
        }
        return sent;
    }

    private JsonObject Event(ReferenceRow row) => new()
    {
        ["id"] = row.Id, ["type"] = row.Type, ["occurredAt"] = now, ["station"] = station, ["by"] = by, ["data"] = row.Data.DeepClone(),
    };

    // The field is a path into the array: [3].data.hours.
    private static RowFault Fault(string file, ReferenceRow[] sent, ServiceRefusal refusal)
    {
        var end = refusal.Field?.IndexOf(']', StringComparison.Ordinal) ?? -1;
        var line = end > 1 && int.TryParse(refusal.Field.AsSpan(1, end - 1), out var index) && index < sent.Length ? sent[index].Line : 0;
        var column = end > 0 ? refusal.Field![(end + 1)..].TrimStart('.').Replace("data.", "", StringComparison.Ordinal) : refusal.Field
            ?? "?";
        return new(file, line, column, $"{refusal.Expected} ({refusal.Code} {refusal.Label})");
    }
}
