using System.Text;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;
using Shouldly;

namespace OrderTracking.Domain.Tests;

/// <summary>Given what is recorded, when events are submitted, then exactly these events are appended, or they are refused.</summary>
internal sealed class Spec
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 21, 0, 0, TimeSpan.FromHours(8));

    public static readonly Company Company = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    private readonly Reference.ReferenceSnapshot reference;
    private readonly History history;
    private Decision? decision;

    private Spec(Reference.ReferenceSnapshot reference, History history) => (this.reference, this.history) = (reference, history);

    /// <summary>A history of submitted events, all accepted by the rules, and the events derived from them.</summary>
    public static Spec Given(params IReadOnlyList<WaybillEvent> events) => Given(Reference.ReferenceSnapshot.Empty, events);

    /// <summary>The same, with reference data.</summary>
    public static Spec Given(Reference.ReferenceSnapshot reference, params IReadOnlyList<WaybillEvent> events)
    {
        var spec = new Spec(reference, new History("ZB1", []));
        for (var i = 0; i < events.Count; i++)
        {
            var decided = WaybillRules.Decide(Waybill.Of(spec.history), [new SubmittedEvent(Id(i + 1), events[i])], reference, Company, Now)
                .ShouldBeOfType<Accepted>();
            spec = new Spec(reference, spec.Append(decided.Events));
        }
        return spec;
    }

    public Spec When(params IReadOnlyList<WaybillEvent> events)
    {
        decision = WaybillRules.Decide(Waybill.Of(history),
            [.. events.Select((waybillEvent, index) => new SubmittedEvent(Id(100 + index), waybillEvent))], reference, Company, Now);
        return this;
    }

    public void Then(params IReadOnlyList<NewEvent> events) =>
        decision.ShouldBeOfType<Accepted>().Events.Select(Text).ShouldBe(events.Select(Text));

    public void ThenRefused(string code, string field)
    {
        var refusal = decision.ShouldBeOfType<Refusal>();
        (refusal.Code, refusal.Field).ShouldBe((code, field));
    }

    public History ThenHistory() => Append(decision.ShouldBeOfType<Accepted>().Events);

    /// <summary>The id of the n-th given event; submitted events count from 100.</summary>
    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public static NewEvent Sent(int number, WaybillEvent waybillEvent) => new(Id(number), waybillEvent);

    // Reference data are recorded before the waybill.
    private History Append(IEnumerable<NewEvent> events) => history.With([.. events.Select((item, index) =>
        new RecordedEvent<WaybillEvent>(
            item.Id, (reference.Position == 0 ? 0 : SampleReference.Positions) + history.Version + 1 + index, history.Version + 1 + index,
            Now, item.Source, item.Correlation, item.Causation, (WaybillEvent)item.Event))]);

    // As it is stored: with its kind, the contents of lists and the offsets of times, which records neither compare nor print.
    private static string Text(NewEvent item) =>
        $"{item.Id} {item.Source} caused by {item.Causation?.ToString() ?? "nothing"} [{item.Correlation}] [{item.Sender}] "
            + $"{EventTypes.Of(item.Event).Stored} {Encoding.UTF8.GetString(EventCodec.Write(item.Event))}";
}

/// <summary>Events with what a test does not care about filled in.</summary>
internal static class SampleEvents
{
    public static Received Received(int pieces = 10, string origin = "SHA", string destination = "CTU", string[]? transfers = null,
        DateTimeOffset? promisedAt = null, int? copies = null) =>
        new("ACME", origin, destination, pieces, Transfers: transfers, Goods: "配件", WeightKg: 120, VolumeM3: 0.8m, PromisedAt: promisedAt,
            ReceiptCopies: copies) { OccurredAt = At(0), Station = origin, By = "li.wei" };

    public static Loaded Loaded(int pieces, string at, string next, int hour, string? list = null) =>
        new(pieces, next, list) { OccurredAt = At(hour), Station = at, By = "li.wei" };

    public static Arrived Arrived(int pieces, string at, int hour, string? list = null) =>
        new(pieces, LoadingList: list) { OccurredAt = At(hour), Station = at, By = "li.wei" };

    public static Signed Signed(int pieces, int hour = 60, Remark? remark = null) =>
        new(pieces, new Person("王芳"), remark) { OccurredAt = At(hour), Station = "CTU", By = "li.wei" };

    public static Corrected Corrected(Guid id, Guid? by = null) =>
        new(id, "录入错误", by) { OccurredAt = At(70), Station = "SHA", By = "chen.jing" };

    /// <summary>Hours after the waybill was received; all of them before <see cref="Spec.Now"/>.</summary>
    public static DateTimeOffset At(int hour) => Spec.Now.AddDays(-5).AddHours(hour);
}
