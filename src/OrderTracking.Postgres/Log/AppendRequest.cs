using OrderTracking.Application.Ports;

namespace OrderTracking.Postgres.Log;

/// <summary>One caller's append, waiting for the commit that it shares with others.</summary>
internal sealed class AppendRequest(IReadOnlyList<StreamAppend> streams)
{
    private readonly TaskCompletionSource<AppendResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<StreamAppend> Streams { get; } = streams;

    public int Events { get; } = streams.Sum(stream => stream.Events.Count);

    public Task<AppendResult> Answer => answer.Task;

    public void Complete(AppendResult result) => answer.TrySetResult(result);

    public void Fail(Exception fault) => answer.TrySetException(fault);
}
