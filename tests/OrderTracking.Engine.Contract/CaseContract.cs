using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

/// <summary>Cases: streams of their own on the same log, and rows in the same views.</summary>
public abstract class CaseContract<TEngine> : RunningContract<TEngine> where TEngine : EngineOnDatabase, new()
{
    private static readonly CaseType Claims = AllCases.Claims;

    [Fact]
    public async Task a_case_and_what_it_says_of_its_waybills_are_appended_together()
    {
        await Receive("ZB-1", "ZB-2");

        var recorded = (await Record("CL-1", Filed("ZB-1", "ZB-2"))).ShouldBeOfType<CaseRecorded>();

        var history = await Read("claim:CL-1");
        history.Events.Select(entry => entry.Event.GetType()).ShouldBe(
            [typeof(ClaimFiled), typeof(StepDue), typeof(StepDue), typeof(StepDue)]);
        (history.Version, recorded.Version, recorded.Position).ShouldBe((4, 4, history.Position + 2));
        foreach (var waybill in await Node.Log.Read(["ZB-1", "ZB-2"], Stop))
        {
            var opened = waybill.Events[^1];
            (opened.Event.ShouldBeOfType<ClaimOpened>().ClaimId, opened.Source, opened.Causation).ShouldBe(
                ("CL-1", EventSource.System, history.Events[0].Id));
        }
    }

    [Fact]
    public async Task its_rows_follow_it_and_a_rebuild_gives_the_same()
    {
        Lead(Node);
        await Receive("ZB-1");
        await Record("CL-1", Filed("ZB-1"));
        await Record("CL-2", Filed());
        var last = (CaseRecorded)await Record("CL-1", Reported(), Approved(), Settled());
        await Reaches(last.Position);

        await RowsAreThoseOfTheCases();
        await Node.Views.RequestRebuild(null, Stop);
        await Until("the views are rebuilt", TimeSpan.FromSeconds(20), async () =>
            (await Node.Views.States(Stop)).All(state => state is { Rebuilding: false, LastRebuild: not null }));
        await RowsAreThoseOfTheCases();
        (await Record("CL-2", Reported())).ShouldBeOfType<CaseRecorded>();
        await Reaches(await Node.Log.Head(Stop));
        await RowsAreThoseOfTheCases();
    }

    [Fact]
    public async Task of_two_who_settle_it_at_once_one_does()
    {
        var other = await Engine.OpenNode();
        await Receive("ZB-1");
        await Record("CL-1", Filed("ZB-1"), Reported(), Approved());

        var outcomes = await Task.WhenAll(Record("CL-1", Settled()), other.Get<CaseRecorder>().Record(
            Anybody.Author, Claims, "CL-1", [new(Guid.NewGuid(), Settled())], null, Stop));

        outcomes.OfType<CaseRecorded>().ShouldHaveSingleItem();
        outcomes.OfType<RefusedByRule>().ShouldHaveSingleItem().Refusal.Code.ShouldBe(RefusalCodes.AlreadySettled);
    }

    [Fact]
    public async Task what_a_case_says_to_another_is_appended_with_it_and_by_one_of_two_who_say_it_at_once()
    {
        var reference = new NewEvent(
            Guid.NewGuid(), new AccountSitesSet("ACME", [new("B-1")]) { OccurredAt = Sample.Noon, Station = "HQ", By = "wang" });
        await Node.Log.Append([new("account:ACME", 0, [reference])], Stop);
        var other = await Engine.OpenNode();
        (await Open(Node, "R-1", null)).ShouldBeOfType<CaseRecorded>();

        var outcomes = await Task.WhenAll(Open(Node, "R-2", "R-1"), Open(other, "R-3", "R-1"));

        var recorded = outcomes.OfType<CaseRecorded>().ShouldHaveSingleItem();
        outcomes.OfType<RefusedByRule>().ShouldHaveSingleItem().Refusal.Code.ShouldBe(RefusalCodes.AlreadyFollowed);
        var followed = (await Read("round:R-1")).Events[^1];
        (followed.Event.ShouldBeOfType<RoundFollowed>().Round, followed.Source, followed.Position).ShouldBe(
            (recorded.Number, EventSource.System, recorded.Position));
        (await Read($"round:{recorded.Number}")).Events.Select(entry => entry.Event.GetType()).ShouldBe(
            [typeof(RoundOpened), typeof(RoundSitesListed), typeof(StepDue)]);

        static Task<Outcome> Open(Node node, string number, string? follows) => node.Get<CaseRecorder>().Record(
            Anybody.Author, AllCases.Rounds, number, [new(Guid.NewGuid(),
                new RoundOpened("ACME", null, follows) { OccurredAt = Sample.Noon, Station = "SHA", By = "li.wei" })], null, Stop);
    }

    [Fact]
    public async Task the_same_event_is_recorded_once_and_its_id_not_for_another()
    {
        await Receive("ZB-1");
        var filed = new SubmittedCaseEvent(Guid.NewGuid(), Filed("ZB-1"));
        (await Submit("CL-1", filed)).ShouldBeOfType<CaseRecorded>().AnyNew.ShouldBeTrue();

        (await Submit("CL-1", filed)).ShouldBeOfType<CaseRecorded>().AnyNew.ShouldBeFalse();
        (await Submit("CL-1", filed with { Event = Filed() })).ShouldBeOfType<IdReused>();
        (await Submit("CL-2", filed)).ShouldBeOfType<IdReused>();
        (await Read("claim:CL-1")).Version.ShouldBe(4);
        (await Read("claim:CL-2")).Version.ShouldBe(0);
    }

    [Fact]
    public async Task the_claimant_is_stored_encrypted()
    {
        await Record("CL-1", Filed() with { Claimant = new("欧阳遗忘", "13911180777") });

        ((string)(await Engine.Ask("select string_agg(data::text, ' ') from mt_events"))!).ShouldNotContain("欧阳遗忘");
        var other = await Engine.OpenNode();
        ((ClaimFiled)(await other.Log.ReadCases(["claim:CL-1"], Stop))[0].Events[0].Event).Claimant!.Name.ShouldBe("欧阳遗忘");
    }

    [Fact]
    public async Task a_case_is_no_reference_data_and_the_database_knows_the_same_kinds()
    {
        await Record("CL-1", Filed());

        (await Node.Log.ReferenceEvents(0, Stop)).ShouldBeEmpty();
        (await Node.Log.CaseKeys(null, null, 10, Stop)).ShouldBe(["claim:CL-1"]);
        (await Node.Log.CaseKeys(["other"], null, 10, Stop)).ShouldBeEmpty();
        foreach (var type in AllCases.All) (await Engine.Ask($"select tracking.is_case('{type.Stream("X-1")}')")).ShouldBe(true);
        foreach (var stream in (string[])["ZB-1", "account:ACME", "claims:X-1"])
            (await Engine.Ask($"select tracking.is_case('{stream}')")).ShouldBe(false);
    }

    [Fact]
    public async Task an_event_that_is_no_cases_event_stops_only_that_case_until_it_is_set_aside()
    {
        await Record("CL-1", Filed());
        await Node.Log.Append([new("claim:CL-1", 4, [Sample.New(Sample.Received())])], Stop);

        (await Should.ThrowAsync<UnreadableEventException>(() => Node.Log.ReadCases(["claim:CL-1"], Stop))).First.Kind.ShouldBe("claim");
        (await Record("CL-1", Reported())).ShouldBeOfType<WaybillUnreadable>();
        (await Record("CL-2", Filed())).ShouldBeOfType<CaseRecorded>();
        var faulty = (await Node.Get<IUnreadableEvents>().LookAt(5, Stop))!.Value.Unreadable.ShouldNotBeNull();
        await Node.Get<IUnreadableEvents>().SetAside(faulty, "tests", "test", Stop);

        (await Record("CL-1", Reported())).ShouldBeOfType<CaseRecorded>().Version.ShouldBe(6);
    }

    private async Task RowsAreThoseOfTheCases()
    {
        var cases = await Node.Log.ReadCases(await Node.Log.CaseKeys(null, null, 100, Stop), Stop);
        var rows = await ViewRows.Read(Node, Stop);
        rows.RowsOf(AllViews.Cases).ShouldBe(cases.SelectMany(CaseRow.Rows));
        rows.RowsOf(AllViews.StationVisits).Where(row => row.Waybill.Contains(':', StringComparison.Ordinal))
            .ShouldBe(cases.SelectMany(CaseRow.Visits));
        (await Node.Get<ICasesView>().List(new(AccessScope.Everything, "claim"), 10, Stop)).Select(row => row.Number)
            .ShouldBe(cases.Select(history => history.Number), ignoreOrder: true);
    }

    private async Task<CaseHistory> Read(string stream) => (await Node.Log.ReadCases([stream], Stop))[0];

    private async Task Receive(params string[] numbers)
    {
        foreach (var number in numbers) await Node.Append(number, 0, Sample.New(Sample.Received()));
    }

    private Task<Outcome> Record(string number, params CaseEvent[] events) =>
        Submit(number, [.. events.Select(each => new SubmittedCaseEvent(Guid.NewGuid(), each))]);

    private Task<Outcome> Submit(string number, params SubmittedCaseEvent[] events) =>
        Node.Get<CaseRecorder>().Record(Anybody.Author, Claims, number, events, null, Stop);

    private async Task Reaches(long position) => await Until($"the views reach {position}", TimeSpan.FromSeconds(10),
        async () => (await Node.Get<IViewPosition>().Now(Stop)).Position >= position);

    private static ClaimFiled Filed(params string[] waybills) =>
        new("ACME", 500, waybills) { OccurredAt = Sample.Noon, Station = "SHA", By = "li.wei" };

    private static ClaimReportSubmitted Reported() => new(500) { OccurredAt = Sample.Noon.AddHours(1), Station = "SHA", By = "li.wei" };

    private static ClaimApproved Approved() => new("manager", 500) { OccurredAt = Sample.Noon.AddHours(2), Station = "SHA", By = "wang" };

    private static SettlementAgreed Settled() => new(500) { OccurredAt = Sample.Noon.AddHours(3), Station = "SHA", By = "li.wei" };
}
