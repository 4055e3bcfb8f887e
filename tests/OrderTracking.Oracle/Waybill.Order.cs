using System.Text.Json;

namespace OrderTracking.Oracle;

/// <summary>The order that a waybill carries out: what was received, what amendments filled in, and what it lacks.</summary>
public sealed partial class Waybill
{
    // Whatever was told last of a member counts.
    private static JsonElement? Told(IEnumerable<LogEvent> order, string member, string? inside = null) =>
        order.Reverse().Select(entry => inside is null ? entry.Member(member)
            : entry.Member(member) is { } person && person.TryGetProperty(inside, out var part) && part.ValueKind != JsonValueKind.Null
                ? part : null)
            .FirstOrDefault(value => value is not null);

    private List<LogEvent> Order => [Received!, .. Of("orderAmended")];

    private string? OrderText(string member) => Told(Order, member)?.GetString();

    private decimal? OrderAmount(string member) => Told(Order, member)?.GetDecimal();

    private int? ReceiptCopies => Told(Order, "receiptCopies")?.GetInt32();

    private JsonElement? OrderPerson(string member)
    {
        if (Told(Order, member) is null) return null;
        var parts = new[] { "name", "phone", "address" }.Select(part => (part, Value: Told(Order, member, part)))
            .Where(part => part.Value is not null).ToDictionary(part => part.part, part => part.Value);
        return JsonSerializer.SerializeToElement(parts);
    }

    // The mandate's time counts only for orders that name one and bring none of their own.
    private DateTimeOffset? MandateGrantedAt => Is(OrderText("filledBy"), "mandate") && OrderText("mandate") is { Length: > 0 }
        && OrderText("oneOffMandate") is not { Length: > 0 } ? NewestTerms?.Time("mandateGrantedAt") : null;

    /// <summary>What is missing now, in the order in which the list of fields has them.</summary>
    private List<string> Gaps() => Gaps(Order).ToList();

    private IEnumerable<string> Gaps(List<LogEvent> order)
    {
        foreach (var (field, has) in new[] { ("goods", Text("goods")), ("weightKg", Size("weightKg")), ("volumeM3", Size("volumeM3")) })
            if (!has) yield return field;
        if (!Is(Told(order, "filledBy")?.GetString(), "mandate")) yield break;
        var copies = Told(order, "receiptCopies")?.GetInt32();
        var isStanding = Told(order, "mandate")?.GetString() == OrderText("mandate") && MandateGrantedAt is not null;
        (string Field, bool IsMissing)[] asked =
        [
            ("service", Told(order, "service") is null), ("payment", Told(order, "payment") is null),
            ("shipperName", !Text("shipper", "name")), ("shipperPhone", !Text("shipper", "phone")),
            ("consigneeName", !Text("consignee", "name")), ("consigneePhone", !Text("consignee", "phone")),
            ("consigneeAddress", Is(Told(order, "service")?.GetString(), "delivery") && !Text("consignee", "address")),
            ("insured", Told(order, "insured") is null && Told(order, "insuredValue") is null),
            ("receiptCopies", copies is null), ("receiptKind", copies > 0 && !Text("receiptKind")),
            ("mandate", !isStanding && !Text("oneOffMandate")),
        ];
        foreach (var (field, isMissing) in asked)
            if (isMissing) yield return field;

        bool Text(string member, string? inside = null) => !string.IsNullOrWhiteSpace(Told(order, member, inside)?.GetString());

        bool Size(string member) => Told(order, member)?.GetDecimal() > 0;
    }

    // From the event that left the gap to the one that filled it; and no longer than until the waybill is closed.
    private IEnumerable<Asked> OrderComplete()
    {
        var amended = Of("orderAmended").ToList();
        var states = amended.Where(entry => Place(entry) > Place(Received!)).Prepend(Received!)
            .Select(entry => (Entry: entry, IsComplete:
                !Gaps([Received!, .. amended.Where(other => Place(other) <= Place(entry))]).Any())).ToList();
        var last = states.FindLastIndex(state => !state.IsComplete);
        var first = states.FindLastIndex(Math.Max(last, 0), state => state.IsComplete) + 1;
        var (since, filled) = last < 0 ? (null, null)
            : (states[first].Entry, last + 1 < states.Count ? states[last + 1].Entry.OccurredAt : (DateTimeOffset?)null);
        if (states[^1].IsComplete && MandateGrantedAt is { } granted && granted > Received!.OccurredAt)
            (since, filled) = (since ?? Received, filled > granted ? filled : granted);
        if (since is null) yield break;
        yield return new(
            "orderComplete", null, Received!.Station, since.OccurredAt, Known(since.RecordedAt, "orderCompleteHours"),
            since.OccurredAt.AddHours(Hours("orderCompleteHours")), filled ?? End?.OccurredAt,
            Gaps().Count == 0 ? null : string.Join(", ", Gaps()));
    }

    private static bool Is(string? value, string wanted) => value == wanted;
}
