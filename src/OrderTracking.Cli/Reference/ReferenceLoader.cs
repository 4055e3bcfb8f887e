using OrderTracking.Client;

namespace OrderTracking.Cli.Reference;

/// <summary>Sends the reference events that the service does not have yet.</summary>
/// <param name="known">The ids of all reference events that the service has.</param>
/// <param name="now">The time at which they are recorded.</param>
internal sealed class ReferenceLoader(OrderTrackingClient client, IReadOnlySet<Guid> known, string now, string station, string by)
{
    private const int MaxEvents = 1_000;

    /// <summary>The rows that the service refused.</summary>
    public List<RowFault> Refused { get; } = [];

    /// <summary>The ids of all reference events that the service has.</summary>
    public static async Task<IReadOnlySet<Guid>> KnownAsync(OrderTrackingClient client, CancellationToken cancel) =>
        await client.ListAsync<Known>("v1/reference/events?limit=1000", cancel).Select(known => known.Id).ToHashSetAsync(null, cancel);

    /// <returns>How many rows are new.</returns>
    public async Task<int> SendAsync(string file, IReadOnlyList<ReferenceRow> rows, CancellationToken cancel)
    {
        var sent = 0;
        foreach (var some in rows.Where(row => !known.Contains(row.Id)).DistinctBy(row => row.Id).Chunk(MaxEvents))
        {
            try
            {
                await client.RecordReferenceAsync(
                    some.Select(row => new EventLine(row.Id, row.Type, "", now, station, by, row.Data)), cancel);
            }
            catch (OrderTrackingException refused) when (refused.Problem is { Status: 400 or 409 or 422, Code: not null } problem)
            {
                Refused.Add(Fault(file, some, problem));
                return sent;
            }
            sent += some.Length;
        }
        return sent;
    }

    // The field is a path into the array: [3].data.hours.
    private static RowFault Fault(string file, ReferenceRow[] sent, ServiceProblem refusal)
    {
        var end = refusal.Field?.IndexOf(']', StringComparison.Ordinal) ?? -1;
        var line = end > 1 && int.TryParse(refusal.Field.AsSpan(1, end - 1), out var index) && index < sent.Length ? sent[index].Line : 0;
        var column = end > 0 ? refusal.Field![(end + 1)..].TrimStart('.').Replace("data.", "", StringComparison.Ordinal) : refusal.Field
            ?? "?";
        return new(file, line, column, $"{refusal.Expected} ({refusal.Code} {refusal.Label})");
    }

    private sealed record Known(Guid Id);
}
