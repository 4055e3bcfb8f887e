using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>When reports are due and how their verdicts follow, in the company's time zone.</summary>
public class ReportDeadlineTests
{
    private static readonly Company Shanghai = In("Asia/Shanghai");

    /// <summary>Monday 2 November 2026, 09:00 in Shanghai.</summary>
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("Asia/Shanghai", "2026-11-23T08:00:00Z")]
    [InlineData("America/Sao_Paulo", "2026-11-23T19:00:00Z")]
    [InlineData("Europe/Berlin", "2026-11-23T15:00:00Z")]
    public void a_weeks_report_is_due_on_the_monday_after_at_16_00_of_the_company(string zone, string due)
    {
        var period = ReportPeriod.Beginning(ReportKind.WeeklyAccount, new(2026, 11, 16))!.Value;

        (period.To, period.DueAt(AccountTier.Key, In(zone))!.Value.UtcDateTime).ShouldBe((new(2026, 11, 23), Utc(due)));
    }

    [Theory]
    // Germany's clocks go back on 25 October 2026 and forward on 29 March.
    [InlineData("Europe/Berlin", "2026-10-19", "2026-10-26T15:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-12", "2026-10-19T14:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-23", "2026-03-30T14:00:00Z")]
    // Brazil's went forward at midnight of 4 November 2018: the week before ends and is due by the new time.
    [InlineData("America/Sao_Paulo", "2018-10-22", "2018-10-29T19:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-10-29", "2018-11-05T18:00:00Z")]
    public void clocks_that_change_do_not_move_the_hour(string zone, string monday, string due) =>
        ReportPeriod.Beginning(ReportKind.WeeklyAccount, DateOnly.Parse(monday, null))!.Value.DueAt(null, In(zone))!.Value.UtcDateTime
            .ShouldBe(Utc(due));

    [Theory]
    [InlineData(AccountTier.Project, "2026-12-02T08:00:00Z")]
    [InlineData(AccountTier.Key, "2026-12-02T08:00:00Z")]
    [InlineData(AccountTier.Ordinary, "2026-12-05T08:00:00Z")]
    [InlineData(null, "2026-12-05T08:00:00Z")]
    public void a_months_report_is_due_on_the_2nd_for_project_and_key_accounts_and_on_the_5th_for_others(AccountTier? tier, string due) =>
        ReportPeriod.Beginning(ReportKind.MonthlyAccount, new(2026, 11, 1))!.Value.DueAt(tier, Shanghai)!.Value.UtcDateTime
            .ShouldBe(Utc(due));

    [Fact]
    public void periods_begin_on_mondays_and_firsts_and_follow_each_other()
    {
        ReportPeriod.Beginning(ReportKind.WeeklyAccount, new(2026, 11, 17)).ShouldBeNull();
        ReportPeriod.Beginning(ReportKind.MonthlyAccount, new(2026, 11, 2)).ShouldBeNull();
        ReportPeriod.Of(ReportKind.WeeklyAccount, new(2026, 11, 22)).From.ShouldBe(new(2026, 11, 16));
        ReportPeriod.Of(ReportKind.WeeklyAccount, new(2026, 11, 23)).From.ShouldBe(new(2026, 11, 23));
        ReportPeriod.Of(ReportKind.MonthlyAccount, new(2026, 12, 31)).Next().From.ShouldBe(new(2027, 1, 1));
        ReportPeriod.Of(ReportKind.DailyExceptions, new(2028, 2, 28)).Next().From.ShouldBe(new(2028, 2, 29));
        ReportPeriod.Of(ReportKind.DailyExceptions, new(2028, 2, 28)).DueAt(AccountTier.Key, Shanghai).ShouldBeNull();
    }

    [Fact]
    public void reports_in_the_terms_are_due_for_every_period_since_and_for_the_current_one()
    {
        var rows = Rows([Terms(Start, AccountTier.Key, ReportKind.WeeklyAccount, ReportKind.MonthlyAccount)], Start.AddDays(30));

        rows.Select(row => $"{row.Report.Wire()} {row.From:MM-dd} {row.DueAt:MM-dd HH:mm}").ShouldBe(
        [
            "weekly-account 11-02 11-09 16:00", "weekly-account 11-09 11-16 16:00", "weekly-account 11-16 11-23 16:00",
            "weekly-account 11-23 11-30 16:00",
            "weekly-account 11-30 12-07 16:00", "monthly-account 11-01 12-02 16:00", "monthly-account 12-01 01-02 16:00",
        ]);
    }

    [Fact]
    public void terms_do_not_reach_back_to_periods_that_ended_before_they_were_recorded()
    {
        // Recorded on Monday the 9th, in force from the 2nd.
        var late = Terms(Start, AccountTier.Key, ReportKind.WeeklyAccount) with { RecordedAt = Start.AddDays(7) };

        Rows([late], Start.AddDays(8)).Select(row => row.From).ShouldBe([new(2026, 11, 9)]);
        Rows([Terms(Start, AccountTier.Key), late], Start.AddDays(8)).Select(row => row.From).ShouldBe([new(2026, 11, 9)]);
    }

    [Fact]
    public void a_period_is_held_to_the_terms_in_force_and_known_when_it_ended()
    {
        RecordedEvent<DomainEvent>[] stream =
        [
            Terms(Start, null, ReportKind.WeeklyAccount),
            Terms(Start.AddDays(9), null, null),
            // Recorded in the third week, in force from the fifth.
            Terms(Start.AddDays(15), AccountTier.Key, [ReportKind.WeeklyAccount], from: Start.AddDays(28)),
        ];

        Rows(stream, Start.AddDays(40)).Select(row => row.From).ShouldBe([new(2026, 11, 2), new(2026, 11, 30), new(2026, 12, 7)]);
    }

    [Fact]
    public void a_report_handed_out_in_time_is_met_later_is_late_and_never_is_missed()
    {
        RecordedEvent<DomainEvent>[] stream =
        [
            Terms(Start, AccountTier.Key, ReportKind.WeeklyAccount),
            HandedOut(new(2026, 11, 2), new(2026, 11, 9, 16, 0, 0, TimeSpan.FromHours(8))),
            HandedOut(new(2026, 11, 2), new(2026, 11, 11, 16, 0, 0, TimeSpan.FromHours(8))),
            HandedOut(new(2026, 11, 9), new DateTimeOffset(2026, 11, 16, 16, 0, 0, TimeSpan.FromHours(8)).AddMicroseconds(1)),
        ];
        var now = new DateTimeOffset(2026, 11, 23, 8, 0, 1, TimeSpan.Zero);

        Rows(stream, now).Select(row => row.Verdict(now))
            .ShouldBe([DeadlineVerdict.Met, DeadlineVerdict.Late, DeadlineVerdict.Missed, DeadlineVerdict.Open]);
        Rows(stream, now)[2].Verdict(now.AddSeconds(-1)).ShouldBe(DeadlineVerdict.Open);
    }

    [Fact]
    public void a_report_made_before_the_week_was_over_does_not_count_as_handed_out()
    {
        RecordedEvent<DomainEvent>[] stream = [Terms(Start, AccountTier.Key, ReportKind.WeeklyAccount),
            HandedOut(new(2026, 11, 2), new(2026, 11, 8, 23, 59, 59, TimeSpan.FromHours(8)))];

        Rows(stream, Start.AddDays(7))[0].HandedOutAt.ShouldBeNull();
    }

    [Fact]
    public void each_missed_report_is_recorded_once_with_its_due_time()
    {
        RecordedEvent<DomainEvent>[] stream =
            [Terms(Start, AccountTier.Key, ReportKind.WeeklyAccount), HandedOut(new(2026, 11, 9), Start.AddDays(14))];
        var now = Start.AddDays(23);

        var missed = ReportDeadlines.Missed("ACME", stream, Shanghai, now);

        missed.Select(one => (one.Source, one.Event.OccurredAt.UtcDateTime, ((ReportMissed)one.Event).From)).ShouldBe(
            [(EventSource.Clock, Utc("2026-11-09T08:00:00Z"), new(2026, 11, 2)),
                (EventSource.Clock, Utc("2026-11-23T08:00:00Z"), new(2026, 11, 16))]);
        ReportDeadlines.Missed("ACME", stream, Shanghai, now).Select(one => one.Id).ShouldBe(missed.Select(one => one.Id));
        RecordedEvent<DomainEvent>[] said = [.. stream, .. missed.Select(one => Entry(now, one.Event, one.Id))];
        ReportDeadlines.Missed("ACME", said, Shanghai, now.AddDays(1)).ShouldBeEmpty();
        Rows(said, now).Select(row => row.Raised).ShouldBe([true, false, true, false]);
        ReportDeadlines.Missed("ACME", said, Shanghai, now.AddDays(8)).Count.ShouldBe(1);
    }

    private static List<ReportDeadline> Rows(IReadOnlyList<RecordedEvent<DomainEvent>> stream, DateTimeOffset now) =>
        [.. ReportDeadlines.Rows("ACME", stream, Shanghai, now)];

    private static RecordedEvent<DomainEvent> Terms(DateTimeOffset at, AccountTier? tier, params ReportKind[]? reports) =>
        Terms(at, tier, reports, null);

    private static RecordedEvent<DomainEvent> Terms(DateTimeOffset at, AccountTier? tier, ReportKind[]? reports, DateTimeOffset? from) =>
        Entry(at, new AccountSet("ACME", Tier: tier, Reports: reports, EffectiveFrom: from) { OccurredAt = at, Station = "SHA",
            By = "wang" });

    private static RecordedEvent<DomainEvent> HandedOut(DateOnly monday, DateTimeOffset at) =>
        Entry(at, new ReportHandedOut("ACME", ReportKind.WeeklyAccount, monday, monday.AddDays(7), "xlsx", "00") { OccurredAt = at,
            Station = "", By = "wang" });

    private static RecordedEvent<DomainEvent> Entry(DateTimeOffset at, DomainEvent domainEvent, Guid? id = null) =>
        new(id ?? Guid.NewGuid(), 1, 1, at, EventSource.Person, null, null, domainEvent);

    private static Company In(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateTime Utc(string time) => DateTimeOffset.Parse(time, null).UtcDateTime;
}
