using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

/// <summary>Reference streams beside waybills, and the waybills under way.</summary>
public abstract class ReferenceContract<TEngine> : Contract<TEngine> where TEngine : EngineUnderTest, new()
{
    [Fact]
    public async Task every_kind_of_reference_event_comes_back_as_it_was_recorded()
    {
        var day = new DateOnly(2026, 10, 1);
        NewEvent[] all =
        [
            New(new AccountSet(
                "ACME", "重点客户", AccountTier.Key, "cn", 10, 2, new(1, 2, 3, 4, 5), "先电话,\n后送货",
                [ReportKind.DailyExceptions, ReportKind.MonthlyAccount], new(16, 30), 6, 10, Sample.Noon)
            {
                OccurredAt = Sample.Noon, Station = "HQ", By = "chen.jing",
            }),
            New(new MandateGranted("ACME", "M-1", "客户无制单人员", day, "ACME 公司", "scan/7", day.AddDays(30))
            {
                OccurredAt = Sample.Noon, Station = "HQ", By = "chen.jing",
            }),
            New(new AccountSitesSet("ACME", [new("B-1", "浦东店", "SHA"), new("B-2")], Sample.Noon)
            {
                OccurredAt = Sample.Noon, Station = "HQ", By = "chen.jing",
            }),
            New(new AccountManagerAssigned("ACME", "wang", Sample.Noon.AddMicroseconds(1), "对账") { OccurredAt = Sample.Noon, Station = "HQ",
                By = "chen.jing" }),
            New(new HandOverAccepted("ACME", Guid.NewGuid(), ["account", "receipt:ZB-1"], true) { OccurredAt = Sample.Noon, Station = "",
                By = "wang" }),
            New(new ReportNoted(ReportKind.MonthlyDepartment, day, "量升") { OccurredAt = Sample.Noon, Station = "", By = "zhao" }),
            New(new CompanySet("cn", [ReportKind.MonthlyDepartment]) { OccurredAt = Sample.Noon, Station = "HQ", By = "chen.jing" }),
            New(new ReportHandedOut(ReportKind.WeeklyAccount, day, day.AddDays(7), "xlsx", "00ff", "ACME") { OccurredAt = Sample.Noon,
                Station = "HQ", By = "wang" }),
            New(new ReportMissed(ReportKind.WeeklyAccount, day, day.AddDays(7), Sample.Noon, "ACME") { OccurredAt = Sample.Noon,
                Station = "HQ", By = "clock" }),
            New(Lane(48) with { CutOff = new(17, 30), Calendar = "cn", EffectiveFrom = Sample.Noon }),
            New(new StationSet("SHA", "上海", "上海市") { OccurredAt = Sample.Noon, Station = "HQ", By = "chen.jing" }),
            New(new CalendarSet("cn", [DayOfWeek.Sunday], [day], [day.AddDays(9)]) { OccurredAt = Sample.Noon, Station = "HQ",
                By = "chen.jing" }),
            New(new PenaltyScheduleSet(
                DeadlineRule.DwellTransfer, 12.50m, day, 50, PenaltyUnit.Waybill, true, "accountManager", "serviceManager")
            {
                OccurredAt = Sample.Noon, Station = "HQ", By = "chen.jing",
            }),
        ];
        all.Select(item => item.Event.GetType()).ShouldBe(
            EventTypes.All.Select(type => type.Type).Where(type => type.IsAssignableTo(typeof(ReferenceEvent))), ignoreOrder: true);

        await Lay(all);

        var found = await Node.Log.ReferenceEvents(0, Stop);
        found.Count.ShouldBe(all.Length);
        for (var i = 0; i < all.Length; i++) found.Single(entry => entry.Entry.Id == all[i].Id).Entry.ShouldBe(all[i]);
        found.ShouldAllBe(entry => entry.Stream == ReferenceStreams.Of((ReferenceEvent)entry.Entry.Event));
    }

    [Fact]
    public async Task reference_events_are_read_after_a_position_in_order_and_without_waybills()
    {
        await Lay(New(Lane(48)));
        await Node.Append("ZB-1", 0, Sample.Notes(3));
        await Lay(New(Lane(24)), New(Lane(12, "KMG")));
        await Node.Append("ZB-1", 3, Sample.Notes(1));

        var all = await Node.Log.ReferenceEvents(0, Stop);

        all.Select(entry => ((LaneStandardSet)entry.Entry.Event).Hours).ShouldBe([48, 24, 12]);
        all.Select(entry => (entry.Stream, entry.Entry.Version)).ShouldBe([("lane:SHA~CTU", 1), ("lane:SHA~CTU", 2), ("lane:SHA~KMG", 1)]);
        (await Node.Log.ReferenceEvents(all[0].Entry.Position, Stop)).Select(entry => entry.Entry.Id)
            .ShouldBe(all.Skip(1).Select(entry => entry.Entry.Id));
        (await Node.Log.ReferenceEvents(all[^1].Entry.Position, Stop)).ShouldBeEmpty();
        (await Node.Log.ReadChangedStreams(0, 100, Stop)).Waybills.Keys.ShouldBe(["ZB-1"]);
    }

    [Fact]
    public async Task several_reference_streams_are_appended_all_or_none()
    {
        await Lay(New(Lane(48)));

        var answer = await Node.Log.Append([new("lane:SHA~KMG", 0, [New(Lane(12, "KMG"))]), new("lane:SHA~CTU", 0, [New(Lane(24))])], Stop);

        answer.Status.ShouldBe(AppendStatus.Conflict);
        (await Node.Log.ReferenceEvents(0, Stop)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task the_waybills_under_way_are_listed_in_pages_of_any_size_by_account_or_lane()
    {
        var cancelled = new Cancelled { OccurredAt = Sample.Noon.AddHours(1), Station = "SHA", By = "li.wei" };
        ReturnedToShipper Returned(int pieces) => new(pieces) { OccurredAt = Sample.Noon.AddHours(1), Station = "SHA", By = "li.wei" };
        History[] histories =
        [
            Sample.History("ZB-1", Sample.Received()), Sample.History("ZB-2", Sample.Received("BETA", minute: 1), Sample.Loaded()),
            Sample.History("ZB-3", Sample.Received(minute: 2), Sample.Loaded()),
            Sample.History("ZB-4", Sample.Received("BETA", destination: "KMG", minute: 3)),
            Sample.History("ZB-5", Sample.Received(), Sample.Signed(4)), Sample.History("ZB-6", Sample.Received(), Returned(4)),
            Sample.History("ZB-7", Sample.Received(), Sample.Signed()), Sample.History("ZB-8", Sample.Received(), Returned(10)),
            Sample.History("ZB-9", Sample.Received(), cancelled),
        ];
        await Node.Views.Commit(0, 1, ViewRows.Changes(histories), Stop);

        foreach (var size in new[] { 1, 2, 5, 100 })
        {
            (await Open(null, null, size)).ShouldBe(["ZB-1", "ZB-2", "ZB-3", "ZB-4", "ZB-5", "ZB-6"], ignoreOrder: true);
            (await Open(["BETA"], [], size)).ShouldBe(["ZB-2", "ZB-4"], ignoreOrder: true);
            (await Open([], ["SHA~KMG", "SHA~HRB"], size)).ShouldBe(["ZB-4"]);
            (await Open(["ACME"], ["SHA~KMG"], size)).ShouldBe(["ZB-1", "ZB-3", "ZB-4", "ZB-5", "ZB-6"], ignoreOrder: true);
            (await Open([], [], size)).ShouldBeEmpty();
        }
    }

    private async Task<List<string>> Open(string[]? accounts, string[]? lanes, int size)
    {
        var (found, last) = (new List<string>(), (OpenWaybill?)null);
        while (await Node.Get<IOpenWaybills>().Open(accounts, lanes, last, size, Stop) is { Count: > 0 } page)
        {
            page.Count.ShouldBeLessThanOrEqualTo(size);
            found.AddRange(page.Select(waybill => waybill.Number));
            last = page[^1];
        }
        return found;
    }

    private async Task Lay(params NewEvent[] events)
    {
        var known = await Node.Log.ReferenceEvents(0, Stop);
        var answer = await Node.Log.Append(
            [.. events.GroupBy(item => ReferenceStreams.Of((ReferenceEvent)item.Event))
                .Select(group => new StreamAppend(group.Key, known.Count(entry => entry.Stream == group.Key), [.. group]))],
            Stop);
        answer.Status.ShouldBe(AppendStatus.Appended);
    }

    private static NewEvent New(ReferenceEvent referenceEvent) => new(Guid.NewGuid(), referenceEvent);

    private static LaneStandardSet Lane(int hours, string destination = "CTU") =>
        new("SHA", destination, hours) { OccurredAt = Sample.Noon, Station = "HQ", By = "chen.jing" };
}
