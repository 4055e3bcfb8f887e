using System.Text;
using System.Text.Json;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using OrderTracking.Testing.Freight;
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
            var freight = Life(seed * 1000 + life);
            var inOrder = Text(Record(freight.Steps.Select(step => step.Events)));
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
            var freight = Life(seed * 1000 + life);
            var history = Record(freight.Shuffled(new Random(seed)));
            var oracle = new Oracle(history.Events);
            var row = WaybillRow.Rows(history).Single();
            ($"{row.Account} {row.Pieces} {row.SignedPieces} {row.OutstandingPieces} {row.WeightKg} {Time(row.PromisedAt)} "
                + $"{Time(row.SignedInFullAt)} {row.OpenExceptions} "
                + (row.Held is { } held ? $"{held.Station} {Time(held.Since)} {held.Reason}" : "-"))
                .ShouldBe(oracle.WaybillRow(), $"seed {seed}, life {life}");
            var onTime = OnTimeRow.Rows(history, Spec.Company).Single();
            $"{Time(onTime.PromisedAt)} {Time(onTime.SignedInFullAt)} {Time(onTime.ArrivedInFullAt)} {onTime.Cancelled} {onTime.Excused}"
                .ShouldBe(oracle.OnTime(), $"seed {seed}, life {life}");
            string.Concat(ReceiptRow.Rows(history, Spec.Company)
                .Select(row => $"{row.Status} {Time(row.ReturnedAt)} {row.Rejections} {Time(row.StatusAt)}"))
                .ShouldBe(oracle.Receipt(), $"seed {seed}, life {life}");
            ExceptionRow.Rows(history)
                .Select(row => $"{row.ExceptionId} {row.Kind} {Time(row.RaisedAt)} {(row.Derived ? row.Pieces : null)} "
                    + $"{row.Status} {Time(row.ReportedBackAt)}").Order()
                .ShouldBe(oracle.Exceptions(), $"seed {seed}, life {life}");
            StationVisitRow.Rows(history).Select(row => row.Station).Order(StringComparer.Ordinal)
                .ShouldBe(oracle.Touches(), $"seed {seed}, life {life}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void terms_and_promise_are_always_recorded_and_do_not_depend_on_the_order_of_arrival(int seed)
    {
        for (var life = 0; life < 50; life++)
        {
            var freight = Life(seed * 1000 + life);
            var inOrder = Record(freight.Steps.Select(step => step.Events), SampleReference.ForAcme);
            var shuffled = Record(freight.Shuffled(new Random(seed)), SampleReference.ForAcme);

            Said(shuffled).ShouldBe(Said(inOrder), $"seed {seed}, life {life}");
        }

        static string Said(History history) =>
            $"{Terms.Of(history) with { OccurredAt = default, Station = "" }} "
            + $"{Time(OnTimeRow.Rows(history, Spec.Company).Single().PromisedAt)}";
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void events_sent_again_record_nothing_and_change_no_row(int seed)
    {
        for (var life = 0; life < 50; life++)
        {
            var chance = new Random(seed * 1000 + life);
            var steps = Life(seed * 1000 + life).Shuffled(chance).ToList();
            var repeating = WithRepeats(steps, chance).ToList();
            repeating.Sum(step => step.Length).ShouldBeGreaterThan(steps.Sum(step => step.Length));

            var (once, again) = (Record(steps), Record(repeating));

            again.Events.Select(Text).ShouldBe(once.Events.Select(Text), $"seed {seed}, life {life}");
            Text(again).ShouldBe(Text(once), $"seed {seed}, life {life}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void an_id_sent_again_with_other_content_is_found_out(int seed)
    {
        for (var life = 0; life < 50; life++)
        {
            var steps = Life(seed * 1000 + life).Steps.Select(step => step.Events).ToList();
            var waybill = Waybill.Of(Record(steps));
            SubmittedEvent[] all = [.. steps.SelectMany(step => step).Select(SentAgain)];
            for (var i = 0; i < all.Length; i++)
            {
                // The same instant, but not the same time: the offset is part of the content.
                var other = all[i].Event with { OccurredAt = all[i].Event.OccurredAt.ToOffset(TimeSpan.FromHours(9)) };
                Deduplication.Split(waybill, [.. all[..i], all[i] with { Event = other }]).Reused.ShouldBe(i, $"seed {seed}, life {life}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void events_that_a_view_does_not_read_change_none_of_its_rows(int seed)
    {
        for (var life = 0; life < 50; life++)
        {
            var history = Record(Life(seed * 1000 + life).Shuffled(new Random(seed)));
            for (var version = 2; version <= history.Version; version++)
            {
                var (before, after) = (history.KnownAtVersion(version - 1), history.KnownAtVersion(version));
                if (after.Events[^1].Event is Corrected) continue;
                foreach (var view in AllViews.All)
                    if (!view.Reads(after.Events[^1].Event)) Rows(view, after).ShouldBe(Rows(view, before));
            }
        }
    }

    internal static RandomWaybill Life(int seed) => new(new Chance(seed), FreightNetwork.OneLane, SampleEvents.At(0));

    // When something was recorded is part of what happened to it, so it goes with the event, not with the order of arrival.
    internal static DateTimeOffset RecordedAt(Guid id, DomainEvent happened) => happened.OccurredAt.AddMinutes(12 * id.ToByteArray()[0]);

    private static History Record(IEnumerable<SubmittedEvent[]> steps, Reference.ReferenceSnapshot? reference = null)
    {
        var waybill = Waybill.Of(new History("ZB1", []));
        foreach (var submittedEvents in steps)
        {
            // As the service does it: what was recorded already is answered, and only the rest decided.
            var (reused, fresh) = Deduplication.Split(waybill, submittedEvents);
            reused.ShouldBeNull();
            if (fresh.Count == 0) continue;
            var newEvents = WaybillRules.Decide(waybill, fresh, reference ?? Reference.ReferenceSnapshot.Empty, Spec.Company, Spec.Now)
                .ShouldBeOfType<Accepted>().Events;
            waybill = waybill.With(Recorded(waybill, newEvents), areDecided: true);
            if (reference is not null) StandardsRule.Changes(waybill, reference, Spec.Company).ShouldBeEmpty();
        }
        return waybill.History;
    }

    internal static RecordedEvent<WaybillEvent>[] Recorded(Waybill waybill, IReadOnlyList<NewEvent> newEvents) =>
    [
        .. newEvents.Select((item, index) => new RecordedEvent<WaybillEvent>(
            item.Id, SampleReference.Positions + waybill.History.Version + 1 + index, waybill.History.Version + 1 + index,
            RecordedAt(item.Id, item.Event), item.Source, null, item.Causation, (WaybillEvent)item.Event)),
    ];

    // Repeats anywhere after the first time: alone, in one array with what is new, twice in one array, in any order.
    private static IEnumerable<SubmittedEvent[]> WithRepeats(IReadOnlyList<SubmittedEvent[]> steps, Random chance)
    {
        var sent = new List<SubmittedEvent>();
        foreach (var step in steps)
        {
            yield return chance.Next(3) switch
            {
                0 => [.. Some(), .. step],
                1 => [.. step, .. step.Select(SentAgain), .. Some()],
                _ => step,
            };
            sent.AddRange(step);
            if (chance.Next(2) == 0) yield return [.. Some(), SentAgain(sent[chance.Next(sent.Count)])];
        }
        yield return [.. sent.Select(SentAgain)];

        SubmittedEvent[] Some()
        {
            SubmittedEvent[] some = [.. sent.Where(_ => chance.Next(4) == 0).Select(SentAgain)];
            chance.Shuffle(some);
            return some;
        }
    }

    // Read from JSON once more, as a repeat is: another object with lists of its own.
    private static SubmittedEvent SentAgain(SubmittedEvent submitted) =>
        submitted with { Event = (WaybillEvent)EventCodec.Read(EventTypes.Of(submitted.Event).Stored, EventCodec.Write(submitted.Event)) };

    private static string Text(RecordedEvent<WaybillEvent> entry) =>
        $"{entry.Position} {entry.Version} {entry.RecordedAt:O} {entry.Id} {entry.Source} {entry.Causation} "
        + $"{EventTypes.Of(entry.Event).Stored} {Encoding.UTF8.GetString(EventCodec.Write(entry.Event))}";

    /// <summary>Every row of every view, to the offset.</summary>
    private static string Text(History history) => string.Join('\n', AllViews.All.Select(view => Rows(view, history)));

    private static string Rows(View view, History history) => string.Join(
        '\n', view.RowsOf(history, Spec.Company).OrderBy(row => row.Key, StringComparer.Ordinal)
        .Select(row => $"{view.Name} {JsonSerializer.Serialize(row, row.GetType(), EventJson.Rows)}"));

    private static string Time(DateTimeOffset? time) => time?.ToString("O") ?? "-";
}
