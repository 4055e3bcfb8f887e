using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>Seeded random histories; ORDERTRACKING_SEEDS sets how many.</summary>
public sealed class FoldTests
{
    private const int ArrivalOrders = 6;
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("ORDERTRACKING_SEEDS"), out var more) ? more : 20;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Count)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void the_order_of_arrival_never_changes_a_row(int seed)
    {
        // Many short lives per seed, because unusual combinations are rare in any one of them.
        for (var life = 0; life < 50; life++)
        {
            var freight = new RandomFreight(seed * 1000 + life);
            var inOrder = Text(Record(freight.Steps.Select(step => step.Facts)));
            var order = new Random(seed * 1000 + life);
            for (var i = 0; i < ArrivalOrders; i++) Text(Record(freight.Shuffled(order))).ShouldBe(inOrder, $"seed {seed}, life {life}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void rows_equal_a_brute_force_reading_of_the_history(int seed)
    {
        for (var life = 0; life < 50; life++)
        {
            var freight = new RandomFreight(seed * 1000 + life);
            var history = Record(freight.Shuffled(new Random(seed)));
            var oracle = new Oracle(history.Events);
            var row = WaybillRow.Rows(history).Single();
            $"{row.Account} {row.Pieces} {row.SignedPieces} {row.OutstandingPieces} {row.WeightKg} {Time(row.PromisedAt)} {Time(row.SignedInFullAt)} {row.OpenExceptions}"
                .ShouldBe(oracle.WaybillRow(), $"seed {seed}, life {life}");
            var onTime = OnTimeRow.Rows(history, Spec.Company).Single();
            $"{Time(onTime.PromisedAt)} {Time(onTime.SignedInFullAt)} {Time(onTime.ArrivedInFullAt)} {onTime.Cancelled} {onTime.Excused}".ShouldBe(oracle.OnTime(), $"seed {seed}, life {life}");
            string.Concat(ReceiptRow.Rows(history, Spec.Company).Select(row => $"{row.Status} {Time(row.ReturnedAt)} {row.Rejections} {Time(row.StatusAt)}")).ShouldBe(oracle.Receipt(), $"seed {seed}, life {life}");
            ExceptionRow.Rows(history).Select(row => $"{row.ExceptionId} {row.Kind} {Time(row.RaisedAt)} {(row.Derived ? row.Pieces : null)} {row.Status} {Time(row.ReportedBackAt)}").Order()
                .ShouldBe(oracle.Exceptions(), $"seed {seed}, life {life}");
            StationVisitRow.Rows(history).Select(row => row.Station).Order(StringComparer.Ordinal).ShouldBe(oracle.Touches(), $"seed {seed}, life {life}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void terms_and_promise_are_always_recorded_and_do_not_depend_on_the_order_of_arrival(int seed)
    {
        for (var life = 0; life < 50; life++)
        {
            var freight = new RandomFreight(seed * 1000 + life);
            var inOrder = Record(freight.Steps.Select(step => step.Facts), SampleReference.ForAcme);
            var shuffled = Record(freight.Shuffled(new Random(seed)), SampleReference.ForAcme);

            Said(shuffled).ShouldBe(Said(inOrder), $"seed {seed}, life {life}");
        }

        static string Said(History history) =>
            $"{Terms.Of(history) with { OccurredAt = default, Station = "" }} {Time(OnTimeRow.Rows(history, Spec.Company).Single().PromisedAt)}";
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void every_submitted_event_is_recorded_once(int seed)
    {
        var freight = new RandomFreight(seed);
        var history = Record(freight.Steps.Select(step => step.Facts));
        history.Events.Select(entry => entry.Id).ShouldBeUnique();
        freight.Steps.SelectMany(step => step.Facts).ShouldAllBe(submitted => Waybill.Of(history).Find(submitted.Id) != null);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void events_that_a_view_does_not_read_change_none_of_its_rows(int seed)
    {
        for (var life = 0; life < 50; life++)
        {
            var history = Record(new RandomFreight(seed * 1000 + life).Shuffled(new Random(seed)));
            for (var version = 2; version <= history.Version; version++)
            {
                var (before, after) = (history.KnownAtVersion(version - 1), history.KnownAtVersion(version));
                if (after.Events[^1].Event is Corrected) continue;
                Unread(AllViews.Waybills, before, after);
                Unread(AllViews.Search, before, after);
                Unread(AllViews.Exceptions, before, after);
                Unread(AllViews.OnTime, before, after);
                Unread(AllViews.Receipts, before, after);
                Unread(AllViews.Deadlines, before, after);
                Unread(AllViews.Volumes, before, after);
                Unread(AllViews.StationVisits, before, after);
            }
        }

        static void Unread<TRow>(View<TRow> view, History before, History after) where TRow : class, IViewRow
        {
            if (!view.Reads(after.Events[^1].Event)) view.Rows(after, Spec.Company).ShouldBe(view.Rows(before, Spec.Company), view.Name);
        }
    }

    private static History Record(IEnumerable<SubmittedEvent[]> steps, Reference.ReferenceSnapshot? reference = null)
    {
        var history = new History("ZB1", []);
        foreach (var submittedEvents in steps)
        {
            var newEvents = WaybillRules.Decide(Waybill.Of(history), submittedEvents, reference ?? Reference.ReferenceSnapshot.Empty, Spec.Company, Spec.Now).ShouldBeOfType<Accepted>().Events;
            // Recorded times affect rows, so each event keeps its own whatever order it arrives in.
            history = history.With([.. newEvents.Select((item, index) => new RecordedEvent<WaybillEvent>(
                item.Id, SampleReference.Positions + history.Version + 1 + index, history.Version + 1 + index, item.Event.OccurredAt.AddMinutes(item.Id.ToByteArray()[0]), item.Source, null,
                item.Causation, (WaybillEvent)item.Event))]);
            if (reference is not null) StandardsRule.Changes(Waybill.Of(history), reference, Spec.Company).ShouldBeEmpty();
        }
        return history;
    }

    private static string Text(History history) => string.Join(
        '\n',
        [
            .. WaybillRow.Rows(history).Select(row => row.ToString()), .. OnTimeRow.Rows(history, Spec.Company).Select(row => row.ToString()),
            .. ReceiptRow.Rows(history, Spec.Company).Select(row => row.ToString()), .. ExceptionRow.Rows(history).OrderBy(row => row.ExceptionId).Select(row => row.ToString()),
            .. DeadlineRow.Rows(history, Spec.Company).OrderBy(row => row.Deadline, StringComparer.Ordinal).Select(row => row.ToString()),
            .. VolumeRow.Rows(history, Spec.Company).Select(row => row.ToString()),
            .. StationVisitRow.Rows(history).OrderBy(row => row.Station, StringComparer.Ordinal).Select(row => row.ToString()),
        ]);

    private static string Time(DateTimeOffset? time) => time?.ToString("O") ?? "-";
}
