using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

public abstract class ViewStoreContract<TEngine> : Contract<TEngine> where TEngine : EngineUnderTest, new()
{
    private static readonly string[] Views = [.. AllViews.All.Select(view => view.Name).Order()];

    [Fact]
    public async Task a_new_database_has_every_view_at_the_beginning_of_the_log()
    {
        var states = await Node.Views.States(Stop);

        states.Select(state => state.View).Order().ShouldBe(Views);
        states.ShouldAllBe(state => state.Position == 0 && !state.Rebuilding && state.LastRebuild == null);
        (await Node.Views.RebuildsDue(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_commit_writes_rows_and_moves_all_views()
    {
        History[] histories = [Rich("ZB-1"), Rich("ZB-2")];

        (await Node.Views.Commit(0, 17, ViewRows.Changes(histories), Stop)).ShouldBeTrue();

        (await ViewRows.Read(Node, Stop)).ShouldEqual(ViewRows.Of(histories));
        (await Positions()).ShouldBe(Views.Select(_ => 17L));
        (await Node.Get<IViewPosition>().Now(Stop)).Position.ShouldBe(17);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task a_commit_from_another_position_than_the_views_returns_false_and_changes_nothing(long from)
    {
        await Node.Views.Commit(0, 5, ViewRows.Changes(Rich("ZB-1")), Stop);

        (await Node.Views.Commit(from, 9, ViewRows.Changes(Rich("ZB-2")), Stop)).ShouldBeFalse();

        (await Positions()).ShouldBe(Views.Select(_ => 5L));
        (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Waybills).ShouldHaveSingleItem().Waybill.ShouldBe("ZB-1");
        (await Node.Views.Commit(5, 9, new(), Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task of_several_commits_from_one_position_one_succeeds()
    {
        var other = await Engine.OpenNode();
        for (var round = 0; round < 20; round++)
        {
            var at = round;
            var answers = await Task.WhenAll(
                Node.Views.Commit(at, at + 1, ViewRows.Changes(Rich($"ZB-A{at:00}")), Stop),
                other.Views.Commit(at, at + 1, ViewRows.Changes(Rich($"ZB-B{at:00}")), Stop),
                Node.Views.Commit(at, at + 1, ViewRows.Changes(Rich($"ZB-C{at:00}")), Stop));
            answers.Count(yes => yes).ShouldBe(1);
        }
        (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Waybills).Select(row => row.Waybill[^2..])
            .ShouldBe(Enumerable.Range(0, 20).Select(at => $"{at:00}"), ignoreOrder: true);
        (await Positions()).ShouldBe(Views.Select(_ => 20L));
    }

    [Fact]
    public async Task rows_are_inserted_replaced_and_deleted()
    {
        await Node.Views.Commit(0, 1, ViewRows.Changes(Rich("ZB-1"), Rich("ZB-2"), Rich("ZB-3")), Stop);
        var before = await ViewRows.Read(Node, Stop);
        var other = Rich("ZB-2", account: "OTHER");
        var changes = ViewRows.Changes(other);
        changes.Of(AllViews.Exceptions).Upserts.Clear();
        // Of each view one row of the first waybill; where it has several, the others stay.
        foreach (var rows in changes.All.Where(rows => rows.View.IsOfWaybills))
        {
            var row = before.RowsOf(rows.View).First(row => row.Waybill == "ZB-1");
            rows.Deletes.Add((row.Waybill, row.Key));
        }
        changes.Of(AllViews.Exceptions).Deletes.Add(("ZB-2", "E-2"));
        changes.Of(AllViews.Exceptions).Deletes.Add(("ZB-9", "E-9"));

        (await Node.Views.Commit(1, 2, changes, Stop)).ShouldBeTrue();

        var (after, written) = (await ViewRows.Read(Node, Stop), ViewRows.Of([other]));
        foreach (var view in AllViews.All.Except([AllViews.Exceptions]))
            after.RowsOf(view).ShouldBe(
                written.RowsOf(view).UnionBy(before.RowsOf(view).Skip(1), row => (row.Waybill, row.Key)), ignoreOrder: true, view.Name);
        after.RowsOf(AllViews.Exceptions).Select(row => (row.Waybill, row.ExceptionId))
            .ShouldBe([("ZB-1", "E-2"), ("ZB-2", "E-1"), ("ZB-3", "E-1"), ("ZB-3", "E-2")]);
    }

    [Fact]
    public async Task a_rebuild_stands_beside_the_live_view_until_it_is_swapped_in()
    {
        await Node.Views.Commit(0, 5, ViewRows.Changes(Rich("ZB-1"), Rich("ZB-2")), Stop);
        var live = await ViewRows.Read(Node, Stop);
        History[] anew = [Rich("ZB-1", "NEW"), Rich("ZB-2", "NEW"), Rich("ZB-3", "NEW")];

        await using (var rebuild = await Node.Views.BeginRebuild(Views, Stop))
        {
            await rebuild.Fill(ViewRows.Changes(Rich("ZB-1", "OLD"), anew[1]), Stop);
            await rebuild.Replace(["ZB-1", "ZB-3"], ViewRows.Changes(anew[0], anew[2]), Stop);
            (await ViewRows.Read(Node, Stop)).ShouldEqual(live);

            (await rebuild.Swap(5, new RebuildSummary(30, 1.5, Sample.Noon), Stop)).ShouldBeTrue();
        }
        (await ViewRows.Read(Node, Stop)).ShouldEqual(ViewRows.Of(anew));
        (await Node.Views.States(Stop))
            .ShouldAllBe(state => state.Position == 5 && state.LastRebuild == new RebuildSummary(30, 1.5, Sample.Noon));
        (await Node.Views.Commit(5, 6, ViewRows.Changes(Rich("ZB-4")), Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task views_that_a_rebuild_holds_move_on_when_it_has_been_swapped_in()
    {
        await Node.Views.Commit(0, 5, ViewRows.Changes(Rich("ZB-1")), Stop);
        var other = await Engine.OpenNode();
        var (rebuilt, next) = (Rich("ZB-1", "NEW"), Rich("ZB-2"));

        await using (var rebuild = await Node.Views.BeginRebuild(Views, Stop))
        {
            (await rebuild.HoldViews(Stop)).ShouldBe(5);
            var page = other.Views.Commit(5, 6, ViewRows.Changes(next), Stop);
            await Task.Delay(500, Stop);
            page.IsCompleted.ShouldBeFalse("the views are held");
            await rebuild.Replace(["ZB-1"], ViewRows.Changes(rebuilt), Stop);
            (await rebuild.Swap(5, new(0, 0, Sample.Noon), Stop)).ShouldBeTrue();
            (await page).ShouldBeTrue();
        }
        (await ViewRows.Read(Node, Stop)).ShouldEqual(ViewRows.Of([rebuilt, next]));
        (await Positions()).ShouldBe(Views.Select(_ => 6L));
    }

    [Fact]
    public async Task views_that_a_rebuild_held_move_on_when_it_is_given_up()
    {
        await Node.Views.Commit(0, 5, ViewRows.Changes(Rich("ZB-1")), Stop);
        await using (var rebuild = await Node.Views.BeginRebuild(Views, Stop)) await rebuild.HoldViews(Stop);

        (await Node.Views.Commit(5, 6, ViewRows.Changes(Rich("ZB-2")), Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task a_rebuild_of_one_view_leaves_the_others_alone()
    {
        await Node.Views.Commit(0, 5, ViewRows.Changes(Rich("ZB-1")), Stop);
        var before = await ViewRows.Read(Node, Stop);

        await using (var rebuild = await Node.Views.BeginRebuild([AllViews.OnTime.Name], Stop))
            (await rebuild.Swap(5, new(0, 0, Sample.Noon), Stop)).ShouldBeTrue();

        (await ViewRows.Read(Node, Stop)).ShouldEqual(before.Without(AllViews.OnTime));
        (await Node.Views.States(Stop)).Where(state => state.LastRebuild is not null)
            .ShouldHaveSingleItem().View.ShouldBe(AllViews.OnTime.Name);
    }

    [Fact]
    public async Task a_rebuild_is_not_swapped_in_when_the_live_views_have_moved_on_without_it()
    {
        await Node.Views.Commit(0, 5, ViewRows.Changes(Rich("ZB-1")), Stop);
        await using (var rebuild = await Node.Views.BeginRebuild(Views, Stop))
        {
            await rebuild.Fill(ViewRows.Changes(Rich("ZB-1")), Stop);
            // Another node leads by now; the one that rebuilds has not noticed yet.
            await (await Engine.OpenNode()).Views.Commit(5, 6, ViewRows.Changes(Rich("ZB-2")), Stop);

            (await rebuild.Swap(5, new(1, 1, Sample.Noon), Stop)).ShouldBeFalse();
        }
        (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Waybills).Select(row => row.Waybill).ShouldBe(["ZB-1", "ZB-2"]);
        (await Node.Views.States(Stop)).ShouldAllBe(state => state.LastRebuild == null && state.Position == 6);
    }

    [Fact]
    public async Task two_rebuilds_at_a_time_do_not_mix_their_rows()
    {
        await Node.Views.Commit(0, 5, new(), Stop);
        await using var stale = await Node.Views.BeginRebuild(Views, Stop);
        await using var current = await (await Engine.OpenNode()).Views.BeginRebuild(Views, Stop);
        await current.Fill(ViewRows.Changes(Rich("ZB-1")), Stop);

        // An engine may let the older rebuild go on or make it fail; its rows must not get into the newer one's tables.
        try
        {
            await stale.Fill(ViewRows.Changes(Rich("ZB-1", "STALE"), Rich("ZB-2", "STALE")), Stop);
        }
        catch (System.Data.Common.DbException)
        {
        }
        await stale.DisposeAsync();
        (await current.Swap(5, new(1, 1, Sample.Noon), Stop)).ShouldBeTrue();

        (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Waybills).Select(row => (row.Waybill, row.Account)).ShouldBe([("ZB-1", "ACME")]);
    }

    [Fact]
    public async Task a_rebuild_that_is_given_up_leaves_the_live_view_as_it_was()
    {
        await Node.Views.Commit(0, 5, ViewRows.Changes(Rich("ZB-1")), Stop);
        var live = await ViewRows.Read(Node, Stop);

        await using (var rebuild = await Node.Views.BeginRebuild(Views, Stop)) await rebuild.Fill(ViewRows.Changes(Rich("ZB-2")), Stop);

        (await ViewRows.Read(Node, Stop)).ShouldEqual(live);
    }

    [Fact]
    public async Task a_rebuild_that_was_asked_for_is_due_until_one_that_began_later_is_done()
    {
        await Node.Views.RequestRebuild(AllViews.Waybills.Name, Stop);
        (await Node.Views.RebuildsDue(Stop)).ShouldBe([AllViews.Waybills.Name]);
        (await Node.Views.States(Stop)).Where(state => state.Rebuilding).ShouldHaveSingleItem().View.ShouldBe(AllViews.Waybills.Name);

        await using (var rebuild = await Node.Views.BeginRebuild([AllViews.Waybills.Name], Stop))
        {
            await Node.Views.RequestRebuild(null, Stop);
            await rebuild.Swap(0, new(0, 0, Sample.Noon), Stop);
        }
        (await Node.Views.RebuildsDue(Stop)).Order().ShouldBe(Views);

        await using (var rebuild = await Node.Views.BeginRebuild(Views, Stop)) await rebuild.Swap(0, new(0, 0, Sample.Noon), Stop);
        (await Node.Views.RebuildsDue(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_lag_is_the_age_of_the_first_event_that_the_views_lack()
    {
        (await Node.Get<IViewPosition>().Now(Stop)).LagMs.ShouldBe(0);
        var appended = await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        await Task.Delay(60, Stop);
        (await Node.Get<IViewPosition>().Now(Stop)).LagMs.ShouldBeInRange(50, 60_000);

        await Node.Views.Commit(0, appended.FirstPosition, new(), Stop);
        (await Node.Get<IViewPosition>().Now(Stop)).ShouldBe(new ViewPosition(appended.FirstPosition, 0));
    }

    private async Task<IEnumerable<long>> Positions() => (await Node.Views.States(Stop)).Select(state => state.Position);

    private static History Rich(string waybill, string account = "ACME") => Sample.History(
        waybill, Sample.Received(account, copies: 2, promisedAt: Sample.Noon.AddDays(2), consignee: new("王芳", "138-0013-8000", "成都市"),
            order: "订单7") with { Freight = 12.50m, Remarks = "易碎", Goods = "仪器", WeightKg = 12, VolumeM3 = 1 },
        Sample.Loaded(), Sample.Raised("E-1"), Sample.Raised("E-2", kind: ExceptionKind.Damage), Sample.Signed(4));
}
