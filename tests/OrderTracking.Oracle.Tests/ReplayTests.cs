using OrderTracking.Oracle.Replay;
using Shouldly;
using Xunit;

namespace OrderTracking.Oracle.Tests;

public class ReplayTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);
    private long _position;

    [Fact]
    public void the_replay_knows_nothing_of_the_service() =>
        typeof(Fold).Assembly.GetReferencedAssemblies()
            .ShouldNotContain(assembly => assembly.Name!.StartsWith("OrderTracking", StringComparison.Ordinal));

    [Fact]
    public void events_are_ordered_by_instant_then_rank_then_id()
    {
        var replayed = Fold.Waybill("W-1",
        [
            Event("d", "signed", 5), Event("c", "loaded", 2), Event("b", "loaded", 2), Event("z", "arrived", 2),
            Event("a", "received", 1, promised: 9)
        ], Now);

        replayed.Timeline.ShouldBe(["a", "z", "b", "c", "d"]);
        replayed.Verdict.ShouldBe("onTime");
    }

    [Fact]
    public void a_split_delivery_is_signed_in_full_with_its_last_piece()
    {
        var replayed = Fold.Waybill("W-1",
            [Event("a", "received", 1, pieces: 3, promised: 4), Event("c", "signed", 5, pieces: 1), Event("b", "signed", 3, pieces: 2)],
            Now);

        replayed.SignedInFullAt.ShouldBe("2026-01-05T00:00:00+00:00");
        replayed.Verdict.ShouldBe("late");
    }

    [Fact]
    public void what_is_corrected_does_not_count_and_stays_in_the_timeline()
    {
        var replayed = Fold.Waybill("W-1",
            [Event("a", "received", 1, promised: 4), Event("b", "signed", 3), Event("c", "corrected", 6, corrects: "b"),
                Event("d", "signed", 5)], Now);

        replayed.Timeline.ShouldBe(["a", "b", "d", "c"]);
        replayed.Corrected.ShouldBe(["b"]);
        replayed.Verdict.ShouldBe("late");
    }

    [Fact]
    public void a_corrected_correction_has_no_effect()
    {
        var replayed = Fold.Waybill("W-1",
            [Event("a", "received", 1, promised: 4), Event("b", "signed", 3), Event("c", "corrected", 6, corrects: "b"),
                Event("d", "corrected", 6, corrects: "c")], Now);

        replayed.Corrected.ShouldBe(["c"]);
        replayed.Verdict.ShouldBe("onTime");
    }

    [Fact]
    public void the_newest_promise_counts() =>
        Fold.Waybill("W-1", [Event("a", "received", 1, promised: 2), Event("b", "promiseSet", 2, promised: 6), Event("c", "signed", 5)],
            Now)
            .Verdict.ShouldBe("onTime");

    [Fact]
    public void a_promise_that_is_not_past_yet_is_not_judged() =>
        Fold.Waybill("W-1", [Event("a", "received", 1, promised: 11), Event("b", "signed", 5)], Now).Verdict.ShouldBe("open");

    [Fact]
    public void verdicts_without_a_signature()
    {
        Fold.Waybill("W-1", [Event("a", "received", 1, promised: 9)], Now).Verdict.ShouldBe("late");
        Fold.Waybill("W-1", [Event("a", "received", 1, promised: 11)], Now).Verdict.ShouldBe("open");
        Fold.Waybill("W-1", [Event("a", "received", 1)], Now).Verdict.ShouldBe("noPromise");
        Fold.Waybill("W-1", [Event("a", "received", 1, promised: 9), Event("b", "cancelled", 2)], Now).Verdict.ShouldBe("cancelled");
    }

    [Fact]
    public void a_line_of_the_export_is_read()
    {
        var read = LogLine.Parse("""
            {"position":7,"waybill":"W-1","version":1,"id":"0198C1C2-0000-7000-8000-000000000001","type":"received",
             "name":"waybill.received.v1","occurredAt":"2026-11-20T21:40:00+08:00","recordedAt":"2026-11-20T13:40:01Z",
             "station":"SHA","by":"li.wei","data":{"account":"A","pieces":12,"promisedAt":"2026-11-23T18:00:00+08:00"},"source":"person"}
            """);

        read.ShouldBe(new LogLine("W-1", 7, "0198c1c2-0000-7000-8000-000000000001", "received",
            new DateTimeOffset(2026, 11, 20, 21, 40, 0, TimeSpan.FromHours(8)), 12, "2026-11-23T18:00:00+08:00", null));
    }

    private LogLine Event(string id, string type, int day, int pieces = 1, int? promised = null, string? corrects = null) => new(
        "W-1", ++_position, id, type, new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero), pieces,
        promised is { } due ? $"2026-01-{due:00}T00:00:00Z" : null, corrects);
}
