using Xunit;

namespace OrderTracking.Engine.Contract;

/// <summary>What every engine must pass; each test has its own database.</summary>
public abstract class Contract<TEngine> : IAsyncLifetime where TEngine : EngineUnderTest, new()
{
    protected TEngine Engine { get; } = new();

    /// <summary>The node that most tests use.</summary>
    protected Node Node { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        await Engine.CreateDatabase();
        Node = await Engine.OpenNode();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits until a condition holds; fails with what it waited for when the time is over.</summary>
    protected static async Task Until(string what, TimeSpan atMost, Func<Task<bool>> isSo)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (System.Diagnostics.Stopwatch.GetElapsedTime(started) > atMost)
                throw new TimeoutException($"Not within {atMost.TotalSeconds} s: {what}.");
            await Task.Delay(20, Stop);
        }
    }
}
