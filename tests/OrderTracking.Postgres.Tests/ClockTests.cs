using OrderTracking.Application.Ports;
using OrderTracking.Engine.Contract;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>A database whose clock is a little ahead of the node's.</summary>
public sealed class ClockTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_lag_is_never_below_nought()
    {
        await using var engine = new PostgresUnderTest();
        await engine.CreateDatabase();
        var node = await engine.OpenNode();
        await engine.Run(
            "create or replace function tracking.now() returns timestamptz language sql as "
            + "$$ select clock_timestamp() + interval '50 s' $$");
        (await node.Append("ZB-1", 0, Sample.Notes(1))).Status.ShouldBe(AppendStatus.Appended);

        // The views lack the event, whose time has not come yet.
        (await node.Get<IViewPosition>().Now(Stop)).ShouldBe(new ViewPosition(0, 0));
    }
}
