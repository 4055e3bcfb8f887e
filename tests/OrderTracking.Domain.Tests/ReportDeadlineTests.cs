using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
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
            "monthly-archive 11-01 12-05 16:00", "monthly-archive 12-01 01-05 16:00",
        ]);
    }

    /// <summary>"每月2号16:00前提交上月重点客户分析月报表" and "每月5日前…形成月报告提交".</summary>
    [Theory]
    [InlineData(AccountTier.Project, "monthly-account 12-02, monthly-archive 12-05")]
    [InlineData(AccountTier.Key, "monthly-account 12-02, monthly-archive 12-05")]
    [InlineData(AccountTier.Ordinary, "monthly-account 12-05")]
    public void project_and_key_accounts_owe_the_analysis_by_the_2nd_and_the_archive_report_by_the_5th(AccountTier tier, string due) =>
        string.Join(", ", Rows([Terms(Start, tier, ReportKind.MonthlyAccount)], Start.AddDays(20))
            .Select(row => $"{row.Report.Wire()} {row.DueAt:MM-dd}")).ShouldBe(due);

    /// <summary>
    /// "每月10日前向单位负责人和集团客户服务部递交月工作报告"; "每月10号前形成月报表上报客服经理和营运中心客户服务部".
    /// </summary>
    [Theory]
    [InlineData(ReportKind.MonthlyDepartment)]
    [InlineData(ReportKind.MonthlyClaims)]
    [InlineData(ReportKind.MonthlyComplaints)]
    [InlineData(ReportKind.MonthlyGroup)]
    public void the_departments_monthlies_are_due_by_the_10th(ReportKind kind)
    {
        var set = Entry(Start, new CompanySet(Reports: [kind]) { OccurredAt = Start, Station = "HQ", By = "wang" });

        var row = ReportDeadlines.Rows(null, [set], Shanghai, Start.AddDays(20)).ShouldHaveSingleItem();

        (row.Account, row.From, $"{row.DueAt:MM-dd HH:mm}").ShouldBe((null, new(2026, 11, 1), "12-10 16:00"));
    }

    /// <summary>"每月5日前(節假日順延)".</summary>
    [Theory]
    // The 5th of December 2026 is a Saturday, and the 7th is made a holiday; the 5th of November is made one, too.
    [InlineData("2026-11-01", "12-08")]
    [InlineData("2026-10-01", "11-06")]
    public void a_due_day_without_work_moves_to_the_next_workday_of_the_company(string from, string due)
    {
        var holidays = SampleReference.Calendar("cn", [new(2026, 12, 7), new(2026, 11, 5)]);
        var period = ReportPeriod.Beginning(ReportKind.MonthlyArchive, DateOnly.Parse(from, null))!.Value;

        $"{period.DueAt(AccountTier.Key, Shanghai, new(holidays)):MM-dd HH:mm}".ShouldBe($"{due} 16:00");
    }

    /// <summary>
    /// 「每月5日前」 and 「每月10日前」 say no time of day: the company does, and 16:00 is its default. 「每月2号16:00前」 and 「于每周一16:00前」 do.
    /// </summary>
    [Theory]
    [InlineData(AccountTier.Key, "weekly-account 11-09 16:00, monthly-account 12-02 16:00, monthly-archive 12-05 11:30")]
    [InlineData(AccountTier.Ordinary, "weekly-account 11-09 16:00, monthly-account 12-05 11:30")]
    [InlineData(null, "monthly-department 12-10 11:30")]
    public void the_company_says_at_what_time_what_is_due_by_the_5th_and_the_10th_is_due(AccountTier? tier, string due)
    {
        ReportKind[] kinds = tier is null ? [ReportKind.MonthlyDepartment] : [ReportKind.WeeklyAccount, ReportKind.MonthlyAccount];
        var company = Entry(Start, new CompanySet(null, kinds, new(11, 30)) { OccurredAt = Start, Station = "HQ", By = "wang" });
        var reference = Reference.ReferenceSnapshot.Empty.With([("company:settings", company)]);

        string.Join(", ", ReportDeadlines
            .Rows(null, [tier is null ? company : Terms(Start, tier, kinds)], Shanghai, Start.AddDays(1), reference.CompanyKnownBefore)
            .Select(row => $"{row.Report.Wire()} {row.DueAt:MM-dd HH:mm}")).ShouldBe(due);
    }

    [Fact]
    public void a_calendar_set_after_a_period_does_not_move_its_due_day()
    {
        RecordedEvent<DomainEvent>[] stream = [Terms(Start, AccountTier.Key, ReportKind.MonthlyArchive)];
        var end = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(8));

        Due(SampleReference.Calendar("cn"), end.AddSeconds(-1)).ShouldBe("12-07");
        Due(SampleReference.Calendar("cn"), end).ShouldBe("12-05");

        string Due(CalendarSet calendar, DateTimeOffset recorded)
        {
            var reference = Reference.ReferenceSnapshot.Empty.With(
            [
                ("calendar:cn", Entry(recorded, calendar) with { Position = 1 }),
                ("company:settings", Entry(recorded, new CompanySet("cn") { OccurredAt = Start, Station = "HQ", By = "wang" })
                    with { Position = 2 }),
            ]);
            return $"{ReportDeadlines.Rows("ACME", stream, Shanghai, end, reference.CompanyKnownBefore).First().DueAt:MM-dd}";
        }
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

        var missed = Missed(stream, now);

        missed.Select(one => (one.Source, one.Event.OccurredAt.UtcDateTime, ((ReportMissed)one.Event).From)).ShouldBe(
            [(EventSource.Clock, Utc("2026-11-09T08:00:00Z"), new(2026, 11, 2)),
                (EventSource.Clock, Utc("2026-11-23T08:00:00Z"), new(2026, 11, 16))]);
        Missed(stream, now).Select(one => one.Id).ShouldBe(missed.Select(one => one.Id));
        RecordedEvent<DomainEvent>[] said = [.. stream, .. missed.Select(one => Entry(now, one.Event, one.Id))];
        Missed(said, now.AddDays(1)).ShouldBeEmpty();
        Rows(said, now).Select(row => row.Raised).ShouldBe([true, false, true, false]);
        Missed(said, now.AddDays(8)).Count.ShouldBe(1);
    }

    private static List<ReportDeadline> Rows(IReadOnlyList<RecordedEvent<DomainEvent>> stream, DateTimeOffset now) =>
        [.. ReportDeadlines.Rows("ACME", stream, Shanghai, now)];

    private static IReadOnlyList<NewEvent> Missed(IReadOnlyList<RecordedEvent<DomainEvent>> stream, DateTimeOffset now) =>
        ReportDeadlines.Missed(Rows(stream, now), now);

    private static RecordedEvent<DomainEvent> Terms(DateTimeOffset at, AccountTier? tier, params ReportKind[]? reports) =>
        Terms(at, tier, reports, null);

    private static RecordedEvent<DomainEvent> Terms(DateTimeOffset at, AccountTier? tier, ReportKind[]? reports, DateTimeOffset? from) =>
        Entry(at, new AccountSet("ACME", Tier: tier, Reports: reports, EffectiveFrom: from) { OccurredAt = at, Station = "SHA",
            By = "wang" });

    private static RecordedEvent<DomainEvent> HandedOut(DateOnly monday, DateTimeOffset at) =>
        Entry(at, new ReportHandedOut(ReportKind.WeeklyAccount, monday, monday.AddDays(7), "xlsx", "00", "ACME") { OccurredAt = at,
            Station = "", By = "wang" });

    private static RecordedEvent<DomainEvent> Entry(DateTimeOffset at, DomainEvent domainEvent, Guid? id = null) =>
        new(id ?? Guid.NewGuid(), 1, 1, at, EventSource.Person, null, null, domainEvent);

    private static Company In(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateTime Utc(string time) => DateTimeOffset.Parse(time, null).UtcDateTime;
}
