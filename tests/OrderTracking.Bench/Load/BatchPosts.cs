namespace OrderTracking.Bench.Load;

/// <summary>Batches rendered beforehand, each sent once.</summary>
internal sealed class BatchPosts(string host, IEnumerable<Freight.Batch> batches) : IWorkload
{
    private readonly Queue<ReadOnlyMemory<byte>> _requests = new(batches.Select(
        batch => Http.Post(host, "/v1/events?onError=proceed", "application/x-ndjson", batch.Body)));

    /// <summary>Lines that the service answered as accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>The first answer that did not accept all lines; null if there is none.</summary>
    public string? Complaint { get; private set; }

    public bool Exhausted => _requests.Count == 0;

    public bool TryNext(Connection connection, long now)
    {
        if (!_requests.TryDequeue(out var request))
            return false;
        connection.Use(request);
        return true;
    }

    public void Answered(Connection connection, long now)
    {
        var answer = connection.Answer;
        Accepted += answer.Number("\"accepted\":"u8);
        if (answer.Number("\"refused\":"u8) + answer.Number("\"held\":"u8) + answer.Number("\"duplicates\":"u8) > 0)
            Complaint ??= answer.Text(400);
    }
}
