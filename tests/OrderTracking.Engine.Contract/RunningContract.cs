using System.Collections.Concurrent;

namespace OrderTracking.Engine.Contract;

/// <summary>A contract whose tests run the nodes' background work; it ends with the test.</summary>
public abstract class RunningContract<TEngine> : Contract<TEngine> where TEngine : EngineUnderTest, new()
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<Task> running = [];

    public override async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running);
        stopping.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a node's background work; cancelling the result stops it before the test ends.</summary>
    protected CancellationTokenSource Lead(Node node)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        running.Add(Task.Run(async () =>
        {
            await node.Lead(ending.Token);
            ending.Dispose();
        }));
        return ending;
    }
}
