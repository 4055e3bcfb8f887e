using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>The deadlines of a waybill. It is received on 2026-11-15, a Sunday, at 21:00; hours in these tests count from then.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public void a_waybill_handled_in_time_keeps_every_deadline() =>
        Verdicts(At(200), Notified(
            Received(promisedAt: At(48), copies: 1),
            Ask(wanted: 3, hour: 1), new PickedUp { OccurredAt = At(2), Station = "SHA", By = "li.wei" },
            Plan(day: 1, hour: 4), Loaded(10, "SHA", "CTU", 18), Arrived(10, "CTU", 30), Sort(34), Signed(10, hour: 40), Returned(100)))
        .ShouldBe(
        [
            "pickup SHA due 3 kept 2: Met", "loading SHA due 27 kept 18: Met", "loadingConfirmation SHA due 20 kept 18: Met",
            "promise CTU due 48 kept 40: Met",
            "sorting CTU due 42 kept 34: Met",
            "receipt CTU due 208 kept 100: Met", "dwellOrigin SHA due 24 kept 18: Met", "dwellTransit SHA due 66 kept 30: Met",
            "dwellDestination CTU due 102 kept 40: Met",
        ]);

    [Fact]
    public void a_deadline_not_known_to_be_kept_is_open_until_it_is_due_and_missed_afterwards()
    {
        var history = Notified(Received(promisedAt: At(48)));

        Verdicts(At(24), history).ShouldBe(["promise CTU due 48: Open", "dwellOrigin SHA due 24: Open"]);
        Verdicts(At(49), history).ShouldBe(["promise CTU due 48: Missed", "dwellOrigin SHA due 24: Missed"]);
    }

    [Fact]
    public void a_missed_deadline_is_recorded_once_with_its_due_time()
    {
        var history = Notified(Received(promisedAt: At(48)));

        MissedDeadlines.Of(history, Spec.Company, At(24)).ShouldBeEmpty();
        var missed = MissedDeadlines.Of(history, Spec.Company, At(60));

        missed.Select(item => (item.Id, item.Source, item.Event)).ShouldBe(
        [
            (MissedDeadlines.IdOf("ZB1", $"dwellOrigin:{Spec.Id(1)}", At(24)), EventSource.Clock,
                Missed($"dwellOrigin:{Spec.Id(1)}", 24, "SHA")),
            (MissedDeadlines.IdOf("ZB1", "promise", At(48)), EventSource.Clock, Missed("promise", 48, "CTU")),
        ]);
        MissedDeadlines.Of(Say(history, missed), Spec.Company, At(70)).ShouldBeEmpty();
    }

    [Fact]
    public void a_deadline_that_was_past_when_its_start_was_recorded_is_not_raised()
    {
        var history = new History("ZB1", [Entry(1, Received(promisedAt: At(48)), recorded: 50)]);

        MissedDeadlines.Of(history, Spec.Company, At(60)).ShouldBeEmpty();
        Verdicts(At(60), history).ShouldBe(["promise CTU due 48: Missed", "dwellOrigin SHA due 24: Missed"]);
    }

    [Fact]
    public void a_late_event_withdraws_a_missed_deadline()
    {
        var said = Say(Notified(Received(promisedAt: At(48))), At(60));

        Verdicts(At(60), said).ShouldBe(["promise CTU due 48 raised: Missed", "dwellOrigin SHA due 24 raised: Missed"]);
        // A branch that was offline reports on the third day what happened on the second.
        var history = Then(said, Entry(10, Signed(10, hour: 47), recorded: 70));
        Verdicts(At(71), history).ShouldBe(
            ["promise CTU due 48 kept 47 raised: Withdrawn", "dwellOrigin SHA due 24 kept 47 raised: Late"]);
    }

    [Fact]
    public void a_deadline_that_moves_leaves_its_earlier_miss_withdrawn()
    {
        var said = Say(Notified(Received(promisedAt: At(48))), At(49));

        var history = Then(said,
            Entry(10, new PromiseSet(At(72), PromiseBasis.Contract) { OccurredAt = At(50), Station = "SHA", By = "li.wei" }, recorded: 50));

        Verdicts(At(51), history)
            .ShouldBe(["promise CTU due 72: Open", "dwellOrigin SHA due 24 raised: Missed", "promise CTU due 48 raised: Withdrawn"]);
        // Missed again, it is another miss.
        MissedDeadlines.Of(history, Spec.Company, At(73)).Select(item => item.Event).ShouldBe([Missed("promise", 72, "CTU")]);
    }

    [Fact]
    public void a_report_back_counts_from_when_it_was_recorded()
    {
        foreach (var (recorded, verdict) in new[] { (TimeSpan.FromMinutes(239), "Met"), (TimeSpan.FromMinutes(240), "Met"),
            (TimeSpan.FromMinutes(241), "Late") })
        {
            var history = new History("ZB1",
            [
                Entry(1, Received(), 0),
                Entry(2, new ExceptionRaised("E-1", ExceptionKind.Damage, ResponsibleStation: "WUH") { OccurredAt = At(2), Station = "CTU",
                    By = "li.wei" }, 2),
                Entry(3, new ExceptionReportedBack("E-1") { OccurredAt = At(3), Station = "SHA", By = "li.wei" }, 3)
                with { RecordedAt = At(2) + recorded },
            ]);
            var row = DeadlineRow.Rows(history, Spec.Company).Single(row => row.Rule == DeadlineRule.ReportBack);
            (row.Station, row.DueAt, row.About, row.Verdict(At(10)).ToString()).ShouldBe(("WUH", At(6), "E-1", verdict));
        }
    }

    [Fact]
    public void a_cancelled_waybill_keeps_only_deadlines_that_were_past_by_then()
    {
        var cancelled = new Cancelled { OccurredAt = At(30), Station = "SHA", By = "li.wei" };

        Verdicts(At(60), Notified(Received(promisedAt: At(48)), cancelled)).ShouldBe(["dwellOrigin SHA due 24: Missed"]);
        var said = Say(Notified(Received(promisedAt: At(48))), At(49));
        Verdicts(At(60), Then(said, Entry(10, cancelled, 50)))
            .ShouldBe(["promise CTU due 48 raised: Withdrawn", "dwellOrigin SHA due 24 raised: Missed"]);
    }

    [Fact]
    public void a_stay_ends_with_the_next_one_and_a_stay_with_an_unrecorded_end_is_left_out()
    {
        // Loaded for WUH and arrived there; the departure from WUH was not recorded; then loaded at CSX.
        Verdicts(At(99), Notified(
            Received(transfers: ["WUH", "CSX"]), Loaded(10, "SHA", "WUH", 5), Loaded(4, "SHA", "WUH", 6), Arrived(10, "WUH", 10),
            Loaded(10, "CSX", "CTU", 20), Arrived(10, "CTU", 30)))
            .ShouldBe(
            [
                "sorting CTU due 42: Missed", "dwellOrigin SHA due 24 kept 5: Met", "dwellTransit SHA due 53 kept 10: Met",
                "dwellTransit CSX due 68 kept 30: Met",
                "dwellDestination CTU due 102: Open",
            ]);
    }

    [Fact]
    public void plans_are_filled_in_order_of_day_and_pieces_loaded_elsewhere_are_wrong()
    {
        // Six pieces planned for the first day, the other four for the second; three are loaded for a station that no plan names.
        var history = Notified(
            Received(), Plan(day: 1, hour: 1, pieces: 6), Plan(day: 2, hour: 30, pieces: 4), Loaded(6, "SHA", "CTU", 19),
            Loaded(3, "SHA", "KMG", 20));

        Loading(history).ShouldBe(["11-16 due 27 kept 19: 6 of 6, wrong 0", "11-17 due 51: 0 of 4, wrong 3"]);
        Loading(Then(history, Entry(10, Loaded(4, "SHA", "CTU", 45), 45)))
            .ShouldBe(["11-16 due 27 kept 19: 6 of 6, wrong 0", "11-17 due 51 kept 45: 4 of 4, wrong 0"]);
        // Planned again for the same goods: the plans ask for no more pieces than the waybill has.
        Loading(Notified(Received(), Plan(day: 1, hour: 1), Plan(day: 2, hour: 30), Loaded(10, "SHA", "CTU", 40))).ShouldBe(
            ["11-16 due 27 kept 40: 10 of 10, wrong 0", "11-17 due 51 kept 40: 10 of 10, wrong 0"]);

        static IEnumerable<string> Loading(History history) =>
            from row in DeadlineRow.Rows(history, Spec.Company)
            where row.Rule == DeadlineRule.Loading
            select $"{row.Loading!.PlannedFor:MM-dd} due {Hour(row.DueAt)}{(row.KeptAt is { } kept ? $" kept {Hour(kept)}" : "")}: "
                + $"{row.Loading.Loaded} of {row.Loading.Planned}, wrong {row.Loading.Wrong}";
    }

    [Theory]
    [InlineData("Asia/Shanghai", "2026-11-16T17:00:00+08:00")]
    [InlineData("America/Sao_Paulo", "2026-11-16T17:00:00-03:00")]
    [InlineData("Europe/Berlin", "2026-11-16T17:00:00+01:00")]
    public void a_plan_is_to_be_confirmed_at_five_in_the_afternoon_of_the_company(string zone, string due)
    {
        var company = new Company(TimeZoneInfo.FindSystemTimeZoneById(zone));
        DeadlineRow.Rows(Notified(Received(), Plan(day: 1, hour: 1)), company)
            .Single(row => row.Rule == DeadlineRule.LoadingConfirmation).DueAt.ToString("yyyy-MM-ddTHH:mm:sszzz").ShouldBe(due);
    }

    [Theory]
    [InlineData("2026-03-28T17:00:00+01:00", "2026-03-28")]
    [InlineData("2026-03-29T17:00:00+02:00", "2026-03-29")]
    [InlineData("2026-10-24T17:00:00+02:00", "2026-10-24")]
    [InlineData("2026-10-25T17:00:00+01:00", "2026-10-25")]
    public void cut_offs_follow_the_clocks_when_they_are_changed(string due, string day) =>
        new Company(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).At(DateOnly.Parse(day), Terms.LoadingConfirmation)
            .ToString("yyyy-MM-ddTHH:mm:sszzz").ShouldBe(due);

    [Fact]
    public void a_time_skipped_by_a_clock_change_is_the_next_one_and_a_repeated_one_is_the_first()
    {
        var berlin = new Company(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        berlin.At(new(2026, 3, 29), new(2, 30)).ShouldBe(new DateTimeOffset(2026, 3, 29, 3, 0, 0, TimeSpan.FromHours(2)));
        berlin.At(new(2026, 10, 25), new(2, 30)).ShouldBe(new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2)));
        // Until 2019 São Paulo put its clocks forward at midnight.
        var saoPaulo = new Company(TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo"));
        saoPaulo.Begin(new(2018, 11, 4)).ShouldBe(new DateTimeOffset(2018, 11, 4, 1, 0, 0, TimeSpan.FromHours(-2)));
        saoPaulo.Day(new(2018, 11, 4, 2, 59, 59, TimeSpan.Zero)).ShouldBe(new DateOnly(2018, 11, 3));
    }

    private static DispatchRequested Ask(int wanted, int hour) =>
        new(DispatchPurpose.Pickup, At(wanted)) { OccurredAt = At(hour), Station = "SHA", By = "li.wei" };

    private static LoadingPlanned Plan(int day, int hour, int? pieces = null) =>
        new(new DateOnly(2026, 11, 15).AddDays(day), "CTU", pieces) { OccurredAt = At(hour), Station = "SHA", By = "li.wei" };

    private static Sorted Sort(int hour) => new() { OccurredAt = At(hour), Station = "CTU", By = "li.wei" };

    private static ReceiptReturned Returned(int hour) => new() { OccurredAt = At(hour), Station = "SHA", By = "li.wei" };

    private static DeadlineMissed Missed(string deadline, int due, string station) =>
        new(deadline, At(due)) { OccurredAt = At(due), Station = station, By = "ordertracking" };

    /// <summary>Each event is recorded when it happened.</summary>
    private static History Notified(params WaybillEvent[] events) =>
        new("ZB1", [.. events.Select((waybillEvent, i) => Entry(i + 1, waybillEvent, null))]);

    private static RecordedEvent<WaybillEvent> Entry(int number, WaybillEvent waybillEvent, int? recorded) =>
        new(Spec.Id(number), number, number, recorded is { } hour ? At(hour) : waybillEvent.OccurredAt, EventSource.Person, null, null,
            waybillEvent);

    private static History Then(History history, RecordedEvent<WaybillEvent> entry) =>
        history.With([entry with { Version = history.Version + 1, Position = history.Position + 1 }]);

    private static History Say(History history, DateTimeOffset now) => Say(history, MissedDeadlines.Of(history, Spec.Company, now));

    private static History Say(History history, IReadOnlyList<NewEvent> missed) =>
        history.With([.. missed.Select((item, i) => new RecordedEvent<WaybillEvent>(
        item.Id, history.Position + 1 + i, history.Version + 1 + i, ((DeadlineMissed)item.Event).DueAt.AddSeconds(1), item.Source, null,
        null, (WaybillEvent)item.Event))]);

    private static IEnumerable<string> Verdicts(DateTimeOffset now, History history) =>
        DeadlineRow.Rows(history, Spec.Company).Select(row =>
        $"{row.Rule.Wire()} {row.Station} due {Hour(row.DueAt)}"
            + $"{(row.KeptAt is { } kept ? $" kept {Hour(kept)}" : "")}{(row.Raised ? " raised" : "")}: {row.Verdict(now)}");

    // Rounded, because a day ends a microsecond before the next.
    private static double Hour(DateTimeOffset time) => Math.Round((time - At(0)).TotalHours, 3);
}
