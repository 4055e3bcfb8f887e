using OrderTracking.Application.Ports;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

public abstract class ElectionContract<TEngine> : Contract<TEngine> where TEngine : EngineUnderTest, new()
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task while_one_node_leads_no_other_is_elected()
    {
        var other = await Engine.OpenNode();

        await using var lease = await Node.Election.TryLead(Stop);

        lease.ShouldNotBeNull();
        for (var i = 0; i < 5; i++)
        {
            (await other.Election.TryLead(Stop)).ShouldBeNull();
            (await Node.Election.TryLead(Stop)).ShouldBeNull();
        }
        lease.Lost.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task of_many_that_stand_at_once_one_is_elected()
    {
        List<Node> nodes = [Node];
        for (var i = 0; i < 3; i++) nodes.Add(await Engine.OpenNode());
        for (var round = 0; round < 10; round++)
        {
            var leases = await Task.WhenAll(nodes.Concat(nodes).Select(node => node.Election.TryLead(Stop)));
            var lease = leases.Where(lease => lease is not null).ShouldHaveSingleItem();
            await lease!.DisposeAsync();
        }
    }

    [Fact]
    public async Task after_a_lease_is_disposed_another_node_can_lead_at_once()
    {
        var other = await Engine.OpenNode();
        var lease = (await Node.Election.TryLead(Stop)).ShouldNotBeNull();
        await lease.DisposeAsync();

        await using var next = await other.Election.TryLead(Stop);

        next.ShouldNotBeNull();
    }

    [Fact]
    public async Task a_leader_that_loses_its_connection_is_notified_and_another_leads_within_seconds()
    {
        var other = await Engine.OpenNode();
        var lease = (await Node.Election.TryLead(Stop)).ShouldNotBeNull();
        var lost = new TaskCompletionSource();
        await using var told = lease.Lost.Register(lost.SetResult);

        await Engine.KillLeader();

        ILease? next = null;
        await Until("another node leads", Seconds, async () => (next = await other.Election.TryLead(Stop)) is not null);
        await lost.Task.WaitAsync(Seconds, Stop);
        (await Node.Election.TryLead(Stop)).ShouldBeNull();
        await lease.DisposeAsync();
        (await Node.Election.TryLead(Stop)).ShouldBeNull("the old lease took the new one's lead away");
        await next!.DisposeAsync();
    }

    [Fact]
    public async Task leadership_is_taken_over_each_time_the_leaders_connection_is_cut()
    {
        var other = await Engine.OpenNode();
        for (var round = 0; round < 5; round++)
        {
            ILease? lease = null;
            await Until("somebody leads", Seconds, async () =>
                (lease = await (round % 2 == 0 ? Node : other).Election.TryLead(Stop)) is not null);
            var lost = lease!.Lost;
            await Engine.KillLeader();
            await Until("the leader's token is cancelled", Seconds, () => Task.FromResult(lost.IsCancellationRequested));
            await lease.DisposeAsync();
        }
    }
}
