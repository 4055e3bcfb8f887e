using OrderTracking.Oracle.Tests.Life;
using Shouldly;
using Xunit;

namespace OrderTracking.Oracle.Tests;

/// <summary>A case that occurs in no life is not tested by any. With fewer lives than usual some do not occur.</summary>
[Trait("Engine", "any")]
[Collection<LivesCollection>]
public sealed class CoverageTests(Lives lives)
{
    [Fact]
    public async Task the_lives_cover_every_case()
    {
        if (Lives.Seeds.Count() < 20) Assert.Skip("Too few lives.");
        var reached = await lives.Reached();
        var rules = ReferenceLife.Rules;
        string[] others =
        [
            "deadlineMissed from clock", "reportMissed from clock", "termsSet from system", "promiseSet from system",
            "promiseSet from person", "exceptionRaised from system",
            "corrected from system", "corrected corrected", "received corrected", "signed corrected", "exceptionRaised corrected",
            "cancelled from person", "loading wrong", "promise excused", "receipt excused", "sorting excused", "dwellTransit excused",
            "exception followed", "exception no longer followed", "customer agreed", "returned altogether",
            "penaltyScheduleSet from person", "penaltyConfirmed from person", "penaltyWaived from person",
            "calendarSet from person", "accountManagerAssigned from person",
            "reportHandedOut from person", "weekly-account met",
            "weekly-account missed", "receipt is lost", "receipt is rejected", "receipt is handedOver", "waybill is cancelled",
            "waybill is held", "heldForInstruction from person", "releasedForDispatch from person", "heldForInstruction corrected",
            "claim is rejected", "claim is paid", "claim is suspended", "claim is escalated", "claim investigation met",
            "claim report missed", "claim settlement late", "claim settlement met", "claim arbitration met", "claim salvage met",
            "claim deductionReport ended", "stepDue from system", "claimOpened from system", "claimSettled from system",
            "complaint is received", "complaint is resolved", "complaint is calledBack", "complaint answer met", "complaint answer late",
            "complaint answer missed", "complaint callBack met", "complaint callBack missed", "complaint correctiveAction met",
            "complaintLinked from system",
            "insurance is submitted", "insurance is confirmed", "insurance is declined", "insurance is lossReported",
            "insurance is papersSubmitted", "insurance is claimFiled", "insurance is paid", "insurance is refused",
            "insurance papers met", "insurance papers late", "insurance papers missed", "inquiry is received", "inquiry is answered",
            "inquiry answer met", "inquiry answer late", "inquiry answer missed",
            "round is opened", "round is called", "round is reported", "round is followed", "round nextRound met", "round nextRound missed",
            "roundSitesListed from system", "siteFaultResolved from person", "complaintReceived from person",
            "desk is written", "desk is refused", "desk is accepted", "desk is done", "desk is reviewed", "desk acceptance met",
            "desk acceptance late", "desk acceptance missed", "desk completion met", "desk completion late", "desk review met",
            "desk review late",
            "derived measurement open", "waybill is partlySigned", "waybill is returnedToShipper", "waybill is writtenOff",
        ];
        var cases = rules.SelectMany(rule => new[] { $"{rule} met", $"{rule} raised", $"{rule} withdrawn" }).Concat(others)
            .Select(what => (What: what, Times: reached.GetValueOrDefault(what))).OrderBy(each => each.Times).ToList();
        TestContext.Current.SendDiagnosticMessage("rarest: "
            + string.Join(", ", cases.Take(12).Select(each => $"{each.What} {each.Times}")));
        cases.Where(each => each.Times == 0).Select(each => each.What).ShouldBeEmpty();
    }
}
