using System.Text;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;
using OrderTracking.Testing.Freight;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// What random freight contains, counted: a kind of event or an oddity that is generated no more is tested no more by all that runs on it.
/// </summary>
public sealed class FreightCoverageTests
{
    private const int Enough = 10;

    private static readonly string[] Life =
    [
        "received", "loaded", "arrived", "signed", "exceptionRaised", "exceptionReportedBack", "exceptionResolved", "receiptCollected",
        "receiptSentBack", "receiptReturned", "receiptRejected", "receiptHandedOver", "receiptLost", "promiseSet", "stockedIn",
        "outForDelivery", "customerNotified", "cancelled", "corrected", "several in one post", "out of order", "at the same instant",
        "corrected with a replacement", "corrected without", "correction corrected", "received corrected", "signed corrected",
        "signed in parts", "signed with a remark", "Chinese text", "derived shortage", "derived misroute", "derived measurement",
        "heldForInstruction", "releasedForDispatch",
    ];

    private static readonly string[] Odd =
    [
        Oddities.RecordedLate, Oddities.BeforeReceived, Oddities.OffLane, Oddities.RevisitedStation, Oddities.AfterSigned,
        Oddities.AfterCancelled, Oddities.LoadedWhileHeld,
    ];

    [Fact]
    public void lives_that_are_accepted_in_any_order()
    {
        var count = new FreightCount();
        for (var seed = 1; seed <= 200; seed++)
            count.Add(FoldTests.Life(seed).Shuffled(new Random(seed)), FreightCount.Recorded);

        count.Rarer([.. Life, .. Odd]).ShouldBeEmpty();
        count.Rarer(["refused"]).ShouldNotBeEmpty();
    }

    [Fact]
    public void freight_as_it_is_sent()
    {
        var count = new FreightCount();
        var freight = new RandomFreight(1);
        for (var waybill = 0; waybill < 400; waybill++) count.Add(freight.Waybill().Select(post => post.ToArray()), FreightCount.Submitted);

        count.Rarer([.. Life, .. Odd, "returnedToShipper", "refused", "repeated", Oddities.OriginIsDestination]).ShouldBeEmpty();
    }

    [Fact]
    public void freight_as_it_is_recorded()
    {
        var count = new FreightCount();
        foreach (var history in new RandomHistories(1, Spec.Now).Histories(400)) count.Add(history);

        count.Rarer(
        [
            "received", "heldForInstruction", "loadingPlanned", "loaded", "arrived", "sorted", "signed", "receiptReturned",
            "receiptRejected", "receiptLost", "exceptionRaised", "exceptionReportedBack", "exceptionResolved", "cancelled", "corrected",
            "corrected with a replacement", "corrected without", "received corrected", "Chinese text", Oddities.OffLane,
            Oddities.RecordedLate,
        ]).ShouldBeEmpty();
    }

    [Fact]
    public void the_same_seed_gives_the_same_freight()
    {
        Posts(7).ShouldBe(Posts(7));
        Posts(7).ShouldNotBe(Posts(8));
        Histories(7).ShouldBe(Histories(7));
        Histories(7).ShouldNotBe(Histories(8));

        static string Posts(int seed) => Text(new RandomFreight(seed).Waybill().SelectMany(post => post));

        static string Histories(int seed) => Text(new RandomHistories(seed, Spec.Now).Histories(5)
            .SelectMany(history => history.Events).Select(entry => new SubmittedEvent(entry.Id, entry.Event)));

        static string Text(IEnumerable<SubmittedEvent> events) => string.Join('\n',
            events.Select(submitted => $"{submitted.Id} {Encoding.UTF8.GetString(EventCodec.Write(submitted.Event))}"));
    }

    private sealed class FreightCount
    {
        private readonly Dictionary<string, int> times = [];

        /// <summary>Recorded some hours after it was known, by its id, as <see cref="FoldTests"/> does.</summary>
        public static DateTimeOffset Recorded(SubmittedEvent submitted) => FoldTests.RecordedAt(submitted.Id, submitted.Event);

        /// <summary>Recorded long after it all happened.</summary>
        public static DateTimeOffset Submitted(SubmittedEvent submitted) => Spec.Now;

        /// <summary>Those of the names that occurred less often than <see cref="Enough"/>, with how often.</summary>
        public IEnumerable<string> Rarer(IEnumerable<string> names) =>
            names.Where(name => times.GetValueOrDefault(name) < Enough).Select(name => $"{name}: {times.GetValueOrDefault(name)}");

        public void Add(IEnumerable<SubmittedEvent[]> posts, Func<SubmittedEvent, DateTimeOffset> recordedAt)
        {
            var history = new History("ZB1", []);
            foreach (var post in posts)
            {
                if (post.Length > 1) Count("several in one post");
                SubmittedEvent[] fresh = [.. post.Where(submitted => history.Events.All(entry => entry.Id != submitted.Id))];
                if (fresh.Length < post.Length) Count("repeated");
                if (fresh.Length == 0) continue;
                var decision = WaybillRules.Decide(Waybill.Of(history), fresh, Reference.ReferenceSnapshot.Empty, Spec.Company, Spec.Now);
                if (decision is not Accepted accepted)
                {
                    Count("refused");
                    continue;
                }
                history = history.With([.. accepted.Events.Select((item, index) => new RecordedEvent<WaybillEvent>(
                    item.Id, history.Version + 1 + index, history.Version + 1 + index,
                    recordedAt(new(item.Id, (WaybillEvent)item.Event)), item.Source, null, item.Causation, (WaybillEvent)item.Event))]);
            }
            Add(history);
        }

        public void Add(History history)
        {
            foreach (var odd in Timeline.Of(history, Spec.Company).Items.SelectMany(item => item.Odd)) Count(odd);
            if (history.Events.Count(entry => entry.Event is Signed) > 1) Count("signed in parts");
            var known = new Dictionary<Guid, WaybillEvent>();
            foreach (var entry in history.Events)
            {
                var happened = entry.Event;
                Count(EventTypes.Of(happened).Wire);
                if (entry.Source != EventSource.Person && happened is ExceptionRaised raised)
                    Count($"derived {raised.Kind.ToString().ToLowerInvariant()}");
                if (known.Values.Any(before => before.OccurredAt > happened.OccurredAt)) Count("out of order");
                if (known.Values.Any(before => before.OccurredAt == happened.OccurredAt)) Count("at the same instant");
                if (happened is Signed { Remark: not null }) Count("signed with a remark");
                if (Encoding.UTF8.GetString(EventCodec.Write(happened)).Any(letter => letter is >= '\u4e00' and <= '\u9fff'))
                    Count("Chinese text");
                if (happened is Corrected correction)
                {
                    Count(correction.ReplacedBy is null ? "corrected without" : "corrected with a replacement");
                    if (known.TryGetValue(correction.EventId, out var wrong))
                        Count(wrong is Corrected ? "correction corrected" : $"{EventTypes.Of(wrong).Wire} corrected");
                }
                known[entry.Id] = happened;
            }
        }

        private void Count(string name) => times[name] = times.GetValueOrDefault(name) + 1;
    }
}
