using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>
/// What an order lacks of what its channel asks for. The customer's own order says what the goods are; where we fill the waybill in on the
/// customer's mandate (代办), the order holds all that stands on a waybill, and the mandate itself. Pieces and lane no order can lack.
/// </summary>
/// <param name="Since">The event that left the gap: the Received, or an amendment that asked for more.</param>
/// <param name="FilledAt">When the last gap was filled; null while there is one.</param>
/// <param name="Fields">What is missing now.</param>
public sealed record OrderGaps(RecordedEvent<WaybillEvent> Since, DateTimeOffset? FilledAt, IReadOnlyList<OrderField> Fields)
{
    /// <summary>Null for an order that never lacked anything, and where there is no order.</summary>
    public static OrderGaps? Of(History history)
    {
        if (history.Order is not { } order) return null;
        var grantedAt = IsOnStandingMandate(order) ? Terms.Of(history).MandateGrantedAt : null;
        var (state, reception) = ((Received?)null, (RecordedEvent<WaybillEvent>?)null);
        var (since, filledAt) = ((RecordedEvent<WaybillEvent>?)null, (DateTimeOffset?)null);
        foreach (var entry in history.EffectiveEvents)
        {
            if (reception is null && entry.Event is Received received) (reception, state) = (entry, Before(history, received));
            else if (state is not null && entry.Event is OrderAmended amended) state = state.With(amended);
            else continue;
            var isComplete = Missing(state, state.Mandate == order.Mandate ? grantedAt : null) is null;
            if (isComplete && since is not null) filledAt ??= entry.Event.OccurredAt;
            else if (!isComplete && (since is null || filledAt is not null)) (since, filledAt) = (entry, null);
        }
        var missing = Missing(order, grantedAt);
        // A mandate granted after the reception left a gap until then.
        if (missing is null && grantedAt > order.OccurredAt)
            (since, filledAt) = (since ?? reception!, filledAt > grantedAt ? filledAt : grantedAt);
        return since is null ? null : new(since, filledAt, missing ?? (IReadOnlyList<OrderField>)[]);
    }

    // What branches amended by slow clocks, before the reception, is known at it.
    private static Received Before(History history, Received received)
    {
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is Received) break;
            else if (entry.Event is OrderAmended amended) received = received.With(amended);
        return received;
    }

    private static bool IsOnStandingMandate(Received order) =>
        order is { FilledBy: FilledBy.Mandate, OneOffMandate: not { Length: > 0 }, Mandate.Length: > 0 };

    private static List<OrderField>? Missing(Received order, DateTimeOffset? mandateGrantedAt)
    {
        List<OrderField>? missing = null;
        Require(order.Goods, OrderField.Goods);
        if (order.WeightKg is not > 0) Lacks(OrderField.WeightKg);
        if (order.VolumeM3 is not > 0) Lacks(OrderField.VolumeM3);
        if (order.FilledBy != FilledBy.Mandate) return missing;

        if (order.Service is null) Lacks(OrderField.Service);
        if (order.Payment is null) Lacks(OrderField.Payment);
        RequireOf(order.Shipper, order.Shipper?.Name, OrderField.ShipperName);
        RequireOf(order.Shipper, order.Shipper?.Phone, OrderField.ShipperPhone);
        RequireOf(order.Consignee, order.Consignee?.Name, OrderField.ConsigneeName);
        RequireOf(order.Consignee, order.Consignee?.Phone, OrderField.ConsigneePhone);
        if (order.Service == ServiceKind.Delivery) RequireOf(order.Consignee, order.Consignee?.Address, OrderField.ConsigneeAddress);
        if (order is { Insured: null, InsuredValue: null }) Lacks(OrderField.Insured);
        if (order.ReceiptCopies is null) Lacks(OrderField.ReceiptCopies);
        if (order.ReceiptCopies > 0) Require(order.ReceiptKind, OrderField.ReceiptKind);
        if (mandateGrantedAt is null) Require(order.OneOffMandate, OrderField.Mandate);
        return missing;

        // Of a person that was erased it is no longer known what was given: nothing more is asked for.
        void RequireOf(Person? person, string? text, OrderField field)
        {
            if (person is not { Erased: true }) Require(text, field);
        }

        void Require(string? text, OrderField field)
        {
            if (string.IsNullOrWhiteSpace(text)) Lacks(field);
        }

        void Lacks(OrderField field) => (missing ??= []).Add(field);
    }
}
