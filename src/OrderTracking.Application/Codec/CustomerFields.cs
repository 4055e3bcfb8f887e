using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Codec;

/// <summary>
/// The members of events and rows that customers are shown. It lists what is shown, not what is hidden, so that a member that is added
/// to an event or a row stays hidden from customers until somebody names it here.
/// </summary>
public static class CustomerFields
{
    private static readonly FrozenDictionary<Type, string[]> Members = new Dictionary<Type, string[]>
    {
        [typeof(Received)] =
        [
            "account", "orderNumber", "origin", "destination", "transfers", "goods", "pieces", "weightKg", "volumeM3", "service", "payment",
            "shipper", "consignee", "freight", "collectOnDelivery", "insured", "insuredValue", "receiptCopies", "receiptKind", "remarks",
            "promisedAt", "pickup",
        ],
        [typeof(OrderAmended)] =
        [
            "goods", "weightKg", "volumeM3", "service", "payment", "shipper", "consignee", "insured", "insuredValue", "receiptCopies",
            "receiptKind", "remarks",
        ],
        [typeof(PromiseSet)] = ["promisedAt", "basis"],
        [typeof(LoadingListed)] = ["pieces", "nextStation"],
        [typeof(DispatchRequested)] = ["purpose", "wantedAt"],
        [typeof(PickedUp)] = ["pieces"],
        [typeof(Arrived)] = ["pieces", "condition"],
        [typeof(StockedIn)] = ["pieces", "weightKg", "volumeM3"],
        [typeof(HeldForInstruction)] = ["reason"],
        [typeof(Sorted)] = ["pieces"],
        [typeof(ConsigneeNotified)] = ["channel"],
        [typeof(LoadingPlanned)] = ["plannedFor", "plannedTime", "nextStation", "pieces"],
        [typeof(LoadingConfirmed)] = ["plannedFor", "canLeave", "nextStation", "newTime"],
        [typeof(Loaded)] = ["pieces", "nextStation"],
        [typeof(OutForDelivery)] = ["pieces"],
        [typeof(DeliveryFailed)] = ["reason", "nextAttemptAt"],
        [typeof(Refused)] = ["pieces", "reason"],
        [typeof(Signed)] = ["pieces", "signer", "remark"],
        [typeof(ReturnedToShipper)] = ["pieces", "reason"],
        [typeof(WrittenOff)] = ["pieces"],
        [typeof(ExceptionRaised)] = ["exceptionId", "kind", "stage", "responsibleStation", "pieces", "description"],
        [typeof(ExceptionReportedBack)] = ["exceptionId"],
        [typeof(ExceptionResolved)] = ["exceptionId", "cause"],
        [typeof(ReceiptCollected)] = ["copies"],
        [typeof(ReceiptSentBack)] = ["copies"],
        [typeof(ReceiptReturned)] = ["copies"],
        [typeof(ReceiptHandedOver)] = ["copies"],
        [typeof(CustomerNotified)] = ["channel", "about", "exceptionId", "customerAgrees"],
        [typeof(ClaimOpened)] = ["claimId", "amount", "exceptionId"],
        [typeof(ClaimSettled)] = ["claimId", "amount"],
        [typeof(Corrected)] = ["eventId", "replacedBy"],
        [typeof(Cancelled)] = ["reason"],
        [typeof(WaybillRow)] =
        [
            "waybill", "account", "orderNumber", "status", "origin", "destination", "lane", "pieces", "signedPieces", "outstandingPieces",
            "goods", "weightKg", "volumeM3", "service", "payment", "freight", "collectOnDelivery", "insuredValue", "receiptCopies",
            "shipper", "consignee", "receivedAt", "promisedAt", "promiseBasis", "signedInFullAt", "closedAt", "station", "nextStation",
            "lastEventAt", "openExceptions",
        ],
        [typeof(ExceptionRow)] =
        [
            "waybill", "exceptionId", "eventId", "account", "lane", "kind", "stage", "status", "station", "responsibleStation", "pieces",
            "description", "raisedAt", "reportBackDueAt", "reportedBackAt", "resolvedAt", "cause",
        ],
        [typeof(ReceiptRow)] =
        [
            "waybill", "account", "lane", "origin", "destination", "status", "copiesWanted", "closedAt", "closedDay", "dueAt",
            "collectedAt", "sentBackAt", "returnedAt", "handedOverAt", "lostAt", "rejections", "statusAt",
        ],
    }.ToFrozenDictionary();

    /// <summary>What customers are shown of an event or a row of this type; nothing of one that is not listed.</summary>
    public static IReadOnlyCollection<string> Of(Type type) => Members.GetValueOrDefault(type, []);

    internal static void Keep(JsonTypeInfo info)
    {
        if (!info.Type.IsAssignableTo(typeof(DomainEvent)) && !info.Type.IsAssignableTo(typeof(IViewRow))) return;
        var shown = Of(info.Type);
        foreach (var property in info.Properties.Where(property => !shown.Contains(property.Name)).ToList())
            info.Properties.Remove(property);
    }
}
