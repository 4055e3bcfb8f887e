using OrderTracking.Application.Codec;
using OrderTracking.Application.Localization;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>Which reference events are accepted. Now is 2026-11-20 21:00 in Shanghai.</summary>
public sealed class ReferenceRulesTests
{
    private static readonly Reference.ReferenceSnapshot Nothing = Reference.ReferenceSnapshot.Empty;

    [Fact]
    public void events_posted_together_are_accepted_in_their_order()
    {
        var decided = Decide(Nothing, SampleReference.Calendar("cn"), SampleReference.Lane(48, calendar: "cn"),
            SampleReference.Account("ACME", calendar: "cn"));

        decided.ShouldBeOfType<Accepted>().Events.Select(item => (item.Id, item.Event.GetType().Name, item.Source)).ShouldBe(
            [(Spec.Id(1), "CalendarSet", EventSource.Person), (Spec.Id(2), "LaneStandardSet", EventSource.Person),
                (Spec.Id(3), "AccountSet", EventSource.Person)]);
    }

    [Fact]
    public void a_calendar_must_have_been_set_before_it_is_named()
    {
        Refused(Nothing, SampleReference.Lane(48, calendar: "cn")).ShouldBe(("unknown-calendar", "data.calendar", 0));
        Refused(Nothing, SampleReference.Account("ACME", calendar: "cn"), SampleReference.Calendar("cn"))
            .ShouldBe(("unknown-calendar", "data.calendar", 0));
        Decide(SampleReference.As(SampleReference.Calendar("cn")), SampleReference.Lane(48, calendar: "cn")).ShouldBeOfType<Accepted>();
    }

    [Fact]
    public void a_penalty_schedule_is_for_days_that_have_not_begun_unless_it_is_the_first_of_its_rule()
    {
        Decide(Nothing, PenaltySchedule(2026, 1, 1)).ShouldBeOfType<Accepted>();
        var known = SampleReference.As(PenaltySchedule(2026, 1, 1));
        Refused(known, PenaltySchedule(2026, 11, 20)).ShouldBe(("effective-in-past", "data.effectiveFrom", 0));
        Decide(known, PenaltySchedule(2026, 11, 21)).ShouldBeOfType<Accepted>();
        Decide(known, PenaltySchedule(2026, 1, 1) with { Rule = DeadlineRule.Promise }).ShouldBeOfType<Accepted>();
        Refused(Nothing, PenaltySchedule(2026, 1, 1), PenaltySchedule(2026, 2, 1)).ShouldBe(("effective-in-past", "data.effectiveFrom", 1));
    }

    [Fact]
    public void whether_a_day_has_begun_is_judged_by_the_companys_clock()
    {
        // Already the 21st in Shanghai, still the 20th in São Paulo.
        var night = new DateTimeOffset(2026, 11, 21, 1, 0, 0, TimeSpan.FromHours(8));
        var known = SampleReference.As(PenaltySchedule(2026, 1, 1));

        Decide(known, Spec.Company, night, PenaltySchedule(2026, 11, 21)).ShouldBeOfType<Refusal>();
        Decide(known, new Company(TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo")), night, PenaltySchedule(2026, 11, 21))
            .ShouldBeOfType<Accepted>();
    }

    [Fact]
    public void reports_are_handed_out_and_missed_by_the_service_alone()
    {
        var day = new DateOnly(2026, 11, 1);
        Refused(Nothing, new ReportHandedOut(ReportKind.WeeklyAccount, day, day, "csv", "00", "ACME") { OccurredAt = SampleReference.Long,
            Station = "HQ", By = "x" })
            .ShouldBe(("not-for-senders", "type", 0));
        Refused(Nothing, new ReportMissed(ReportKind.WeeklyAccount, day,
            day, SampleReference.Long, "ACME") { OccurredAt = SampleReference.Long, Station = "HQ", By = "x" })
            .ShouldBe(("not-for-senders", "type", 0));
    }

    [Fact]
    public void a_time_ahead_of_now_is_refused_and_one_before_there_was_freight()
    {
        Refused(Nothing, SampleReference.Lane(48) with { OccurredAt = Spec.Now.AddMinutes(6) }).Code.ShouldBe("time-ahead");
        Decide(Nothing, SampleReference.Lane(48, from: Spec.Now.AddYears(1))).ShouldBeOfType<Accepted>();
        Refused(Nothing, SampleReference.Lane(48) with { OccurredAt = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero) }).Code
            .ShouldBe("time-too-early");
    }

    private static CompanySet OfCompany { get; } = new() { OccurredAt = SampleReference.Long, Station = "HQ", By = "chen.jing" };

    private static AccountSitesSet Sites(IReadOnlyList<AccountSite> sites) =>
        new("ACME", sites) { OccurredAt = SampleReference.Long, Station = "HQ", By = "chen.jing" };

    public static TheoryData<ReferenceEvent, string> OutOfBounds => new()
    {
        { SampleReference.Lane(0), "data.hours" },
        { SampleReference.Lane(10_001), "data.hours" },
        { SampleReference.Lane(48, origin: "lane:X"), "data.origin" },
        { SampleReference.Lane(48, destination: " CTU"), "data.destination" },
        { SampleReference.Lane(48, from: new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero)), "data.effectiveFrom" },
        { SampleReference.Account(""), "data.account" },
        { SampleReference.Account("A:B"), "data.account" },
        { SampleReference.Account("A\nB"), "data.account" },
        { SampleReference.Account("ACME", receiptDays: -1), "data.receiptDays" },
        { SampleReference.Account("ACME", reportBackHours: 0), "data.reportBackHours" },
        { SampleReference.Account("ACME") with { MeasurementTolerancePercent = -1 }, "data.measurementTolerancePercent" },
        { SampleReference.Account("ACME", limits: new(TransitHours: 10_001)), "data.limits.transitHours" },
        { SampleReference.Account("ACME", reports: [ReportKind.WeeklyAccount, ReportKind.WeeklyAccount]), "data.reports" },
        { SampleReference.Calendar("cn", weekend: Enum.GetValues<DayOfWeek>()), "data.weekend" },
        { SampleReference.Calendar("cn", holidays: [new(1, 1, 1)]), "data.holidays[0]" },
        { SampleReference.Calendar("cn", holidays: [new(2026, 10, 1)], workdays: [new(2026, 9, 27), new(2026, 10, 1)]),
            "data.workdays[1]" },
        { Sites([new("B-1"), new("B-1")]), "data.sites" },
        { Sites([new("B-1"), new("")]), "data.sites[1].code" },
        { OfCompany with { Shifts = [] }, "data.shifts" },
        { OfCompany with { Shifts = [new(8, 0), new(8, 0)] }, "data.shifts" },
        { OfCompany with { RoundMonths = 0 }, "data.roundMonths" },
        { PenaltySchedule(2026, 12, 1) with { Fine = -1 }, "data.fine" },
        { PenaltySchedule(2026, 12, 1) with { By = "" }, "by" },
    };

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public void what_is_out_of_bounds_is_refused(ReferenceEvent referenceEvent, string field) =>
    Refused(Nothing, referenceEvent).ShouldBe(("invalid-value", field, 0));

    [Fact]
    public void the_answer_to_an_unknown_type_names_every_reference_event_that_senders_may_record()
    {
        var expected = WireEvent.Read("""{"type": "setAccount"}"""u8, namesWaybill: false, EventFamily.Reference)
            .Malformed!.Expected.Split(", ");

        expected.ShouldContain("mandateGranted");
        foreach (var type in EventTypes.All.Where(type => type.Rank == 0))
            expected.Contains(type.Wire).ShouldBe(!IsOfTheService(type.Wire), type.Wire);

        static bool IsOfTheService(string type) => type is "handOverAccepted" or "reportHandedOut" or "reportMissed" or "reportNoted";
    }

    [Fact]
    public void every_code_has_a_label() =>
        Labels.OfRefusals.Keys.ShouldBe([.. typeof(RefusalCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!)],
            ignoreOrder: true);

    [Fact]
    public void every_event_type_has_a_label() => EventTypes.All.Select(Labels.Of).ShouldAllBe(label => label.Length > 0);

    [Fact]
    public void every_member_of_a_closed_list_has_a_label()
    {
        var labels = typeof(Labels).GetMethods().Where(method => method.Name == nameof(Labels.Of))
            .Select(method => (Method: method, List: method.GetParameters().Single().ParameterType))
            .Where(label => label.List.IsEnum).ToList();

        labels.Select(label => label.List).ShouldContain(typeof(DeadlineRule));
        foreach (var (method, list) in labels)
            foreach (var member in Enum.GetValues(list)) method.Invoke(null, [member]).ShouldBeOfType<string>().ShouldNotBeEmpty();
    }

    private static PenaltyScheduleSet PenaltySchedule(int year, int month, int day) =>
        new(DeadlineRule.Receipt, 10, new(year, month, day)) { OccurredAt = SampleReference.Long, Station = "HQ", By = "chen.jing" };

    private static (string Code, string Field, int Index) Refused(Reference.ReferenceSnapshot reference, params ReferenceEvent[] events)
    {
        var refusal = Decide(reference, events).ShouldBeOfType<Refusal>();
        return (refusal.Code, refusal.Field, refusal.Index);
    }

    private static Decision Decide(Reference.ReferenceSnapshot reference, params ReferenceEvent[] events) =>
        Decide(reference, Spec.Company, Spec.Now, events);

    private static Decision Decide(Reference.ReferenceSnapshot reference, Company company, DateTimeOffset now,
        params ReferenceEvent[] events) =>
        ReferenceRules.Decide(reference,
            [.. events.Select((referenceEvent, index) => new SubmittedReferenceEvent(Spec.Id(index + 1), referenceEvent))], company, now);
}
