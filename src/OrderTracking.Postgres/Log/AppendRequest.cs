using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;

namespace OrderTracking.Postgres.Log;

/// <summary>One caller's append, waiting for the commit that it shares with others.</summary>
/// <param name="decidedIn">The log's epoch when it was decided.</param>
internal sealed class AppendRequest(IReadOnlyList<StreamAppend> streams, Guid decidedIn = default)
{
    private readonly TaskCompletionSource<AppendResult> answer = new();
    private AppendResult result;
    private Exception? fault;

    public IReadOnlyList<StreamAppend> Streams { get; } = streams;

    public Guid DecidedIn { get; } = decidedIn;

    public int Events { get; } = streams.Sum(stream => stream.Events.Count);

    public Task<AppendResult> Answer => answer.Task;

    /// <summary>The same as it is stored; itself where there is no person in it.</summary>
    public AppendRequest Sealed(Sealing sealing)
    {
        List<StreamAppend> stored = [.. Streams.Select(sealing.Seal)];
        return stored.Zip(Streams).All(pair => ReferenceEquals(pair.First, pair.Second)) ? this : new(stored, DecidedIn);
    }

    /// <summary>Keeps the result; <see cref="Tell"/> passes it to the caller.</summary>
    public void Settle(AppendResult given, Exception? failed = null) => (result, fault) = (given, failed);

    /// <summary>Completes the caller's task; its continuation runs on this thread.</summary>
    public void Tell()
    {
        if (fault is null) answer.SetResult(result);
        else answer.SetException(fault);
    }
}
