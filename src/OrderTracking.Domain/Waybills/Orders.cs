using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>The order (委托) that a waybill carries out: what was received, and what amendments filled in.</summary>
internal static class Orders
{
    /// <summary>The field's name over HTTP and in stored data.</summary>
    public static string Wire(this OrderField field) => WireNames<OrderField>.All[(int)field];

    /// <summary>The fields as one text, for rows that are compared by value; null for none.</summary>
    public static string? Join(IReadOnlyList<OrderField> fields) =>
        fields.Count == 0 ? null : string.Join(", ", fields.Select(field => field.Wire()));

    public static IReadOnlyList<OrderField> Split(string? fields) =>
        fields is null ? [] : [.. fields.Split(", ").Select(name => Enum.Parse<OrderField>(name, ignoreCase: true))];

    /// <summary>The first Received of the events that count, with all amendments in order of occurrence.</summary>
    public static Received? Of(EventList effectiveEvents)
    {
        var (received, isAmended) = ((Received?)null, false);
        foreach (var entry in effectiveEvents)
            if (entry.Event is Received first) received ??= first;
            else isAmended |= entry.Event is OrderAmended;
        if (received is null || !isAmended) return received;
        foreach (var entry in effectiveEvents)
            if (entry.Event is OrderAmended amended) received = received.With(amended);
        return received;
    }

    public static Received With(this Received order, OrderAmended amended) => order with
    {
        Goods = amended.Goods ?? order.Goods,
        WeightKg = amended.WeightKg ?? order.WeightKg,
        VolumeM3 = amended.VolumeM3 ?? order.VolumeM3,
        Service = amended.Service ?? order.Service,
        Payment = amended.Payment ?? order.Payment,
        Shipper = With(order.Shipper, amended.Shipper),
        Consignee = With(order.Consignee, amended.Consignee),
        Insured = amended.Insured ?? order.Insured,
        InsuredValue = amended.InsuredValue ?? order.InsuredValue,
        ReceiptCopies = amended.ReceiptCopies ?? order.ReceiptCopies,
        ReceiptKind = amended.ReceiptKind ?? order.ReceiptKind,
        FilledBy = amended.FilledBy ?? order.FilledBy,
        Mandate = amended.Mandate ?? order.Mandate,
        OneOffMandate = amended.OneOffMandate ?? order.OneOffMandate,
        Remarks = amended.Remarks ?? order.Remarks,
    };

    // An erased person is not filled up: what is amended afterwards stands for itself.
    private static Person? With(Person? known, Person? amended) => known is null or { Erased: true } || amended is null or { Erased: true }
        ? amended is null or { Erased: true } ? known ?? amended : amended
        : new(amended.Name ?? known.Name, amended.Phone ?? known.Phone, amended.Address ?? known.Address);
}
