using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Leading;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

/// <summary>Tasks that one node runs for all.</summary>
public abstract class LeadingContract<TEngine> : RunningContract<TEngine> where TEngine : EngineOnDatabase, new()
{
    private readonly ConcurrentDictionary<int, byte> leading = [];

    [Fact]
    public async Task of_several_nodes_one_leads_and_when_it_ends_another_does_within_seconds()
    {
        var nodes = new List<CancellationTokenSource>();
        for (var number = 0; number < 3; number++) nodes.Add(await Start(number));
        await Until("one leads", TimeSpan.FromSeconds(15), () => Task.FromResult(leading.Count == 1));
        for (var looks = 0; looks < 50; looks++)
        {
            leading.Count.ShouldBe(1);
            await Task.Delay(20, Stop);
        }

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var first = leading.Keys.Single();
            await nodes[first].CancelAsync();
            await Until("another one leads", TimeSpan.FromSeconds(10), () => Task.FromResult(leading.Keys.SingleOrDefault(first) != first));
        }
    }

    [Fact]
    public async Task a_leader_task_that_fails_is_started_again()
    {
        var begun = 0;
        var node = await Engine.OpenNode(services => services.AddSingleton<ILeaderTask>(new Probe(async cancellationToken =>
        {
            if (Interlocked.Increment(ref begun) < 3) throw new InvalidOperationException("a fault of its own");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        })));
        Lead(node);

        await Until("it runs in the end", TimeSpan.FromSeconds(20), () => Task.FromResult(begun == 3));
    }

    private async Task<CancellationTokenSource> Start(int number)
    {
        var node = await Engine.OpenNode(services => services.AddSingleton<ILeaderTask>(new Probe(async cancellationToken =>
        {
            leading[number] = 0;
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                leading.Remove(number, out _);
            }
        })));
        return Lead(node);
    }

    private sealed class Probe(Func<CancellationToken, Task> run) : ILeaderTask
    {
        public Task Run(CancellationToken cancellationToken) => run(cancellationToken);
    }
}
