using System.Collections.Frozen;

namespace OrderTracking.Domain.Events;

/// <summary>An event type: its names, and its rank in a waybill's life.</summary>
/// <param name="Wire">Its name over HTTP: the record's name in camelCase.</param>
/// <param name="Stored">Its name in the log: versioned, and never the name of a class.</param>
/// <param name="Rank">Orders events of the same instant within a stream; 0 for reference events.</param>
public sealed record EventType(Type Type, string Wire, string Stored, int Rank)
{
    public bool IsOfWaybill => Type.IsAssignableTo(typeof(WaybillEvent));
}

/// <summary>
/// All event types. A new shape of an event is a new entry; the old entry stays, so that stored events can still be read.
/// </summary>
public static class EventTypes
{
    public static IReadOnlyList<EventType> All { get; } =
    [
        new(typeof(Received), "received", "waybill.received.v1", 10),
        new(typeof(OrderAmended), "orderAmended", "waybill.order-amended.v1", 15),
        new(typeof(PromiseSet), "promiseSet", "waybill.promise-set.v1", 20),
        new(typeof(TermsSet), "termsSet", "waybill.terms-set.v1", 25),
        new(typeof(WaybillIssued), "waybillIssued", "waybill.issued.v1", 28),
        new(typeof(DispatchRequested), "dispatchRequested", "waybill.dispatch-requested.v1", 30),
        new(typeof(VehicleArrived), "vehicleArrived", "waybill.vehicle-arrived.v1", 35),
        new(typeof(PickedUp), "pickedUp", "waybill.picked-up.v1", 40),
        new(typeof(Arrived), "arrived", "waybill.arrived.v1", 50),
        new(typeof(StockedIn), "stockedIn", "waybill.stocked-in.v1", 60),
        new(typeof(HeldForInstruction), "heldForInstruction", "waybill.held-for-instruction.v1", 62),
        new(typeof(ReleasedForDispatch), "releasedForDispatch", "waybill.released-for-dispatch.v1", 64),
        new(typeof(Sorted), "sorted", "waybill.sorted.v1", 70),
        new(typeof(ConsigneeNotified), "consigneeNotified", "waybill.consignee-notified.v1", 75),
        new(typeof(LoadingPlanned), "loadingPlanned", "waybill.loading-planned.v1", 80),
        new(typeof(LoadingConfirmed), "loadingConfirmed", "waybill.loading-confirmed.v1", 85),
        new(typeof(LoadingListed), "loadingListed", "waybill.loading-listed.v1", 87),
        new(typeof(Loaded), "loaded", "waybill.loaded.v1", 90),
        new(typeof(OutForDelivery), "outForDelivery", "waybill.out-for-delivery.v1", 100),
        new(typeof(DeliveryFailed), "deliveryFailed", "waybill.delivery-failed.v1", 110),
        new(typeof(Refused), "refused", "waybill.refused.v1", 120),
        new(typeof(Signed), "signed", "waybill.signed.v1", 130),
        new(typeof(ReturnedToShipper), "returnedToShipper", "waybill.returned-to-shipper.v1", 140),
        new(typeof(WrittenOff), "writtenOff", "waybill.written-off.v1", 145),
        new(typeof(ExceptionRaised), "exceptionRaised", "waybill.exception-raised.v1", 150),
        new(typeof(ExceptionReportedBack), "exceptionReportedBack", "waybill.exception-reported-back.v1", 160),
        new(typeof(ExceptionResolved), "exceptionResolved", "waybill.exception-resolved.v1", 170),
        new(typeof(ReceiptCollected), "receiptCollected", "waybill.receipt-collected.v1", 180),
        new(typeof(ReceiptSentBack), "receiptSentBack", "waybill.receipt-sent-back.v1", 190),
        new(typeof(ReceiptReturned), "receiptReturned", "waybill.receipt-returned.v1", 200),
        new(typeof(ReceiptRejected), "receiptRejected", "waybill.receipt-rejected.v1", 210),
        new(typeof(ReceiptLost), "receiptLost", "waybill.receipt-lost.v1", 220),
        new(typeof(ReceiptHandedOver), "receiptHandedOver", "waybill.receipt-handed-over.v1", 230),
        new(typeof(CustomerNotified), "customerNotified", "waybill.customer-notified.v1", 240),
        new(typeof(ConsigneeCalledBack), "consigneeCalledBack", "waybill.consignee-called-back.v1", 250),
        new(typeof(CorrectiveActionSet), "correctiveActionSet", "waybill.corrective-action-set.v1", 252),
        new(typeof(CorrectiveActionVerified), "correctiveActionVerified", "waybill.corrective-action-verified.v1", 254),
        new(typeof(ClaimOpened), "claimOpened", "waybill.claim-opened.v1", 260),
        new(typeof(ClaimSettled), "claimSettled", "waybill.claim-settled.v1", 270),
        new(typeof(DeadlineMissed), "deadlineMissed", "waybill.deadline-missed.v1", 280),
        new(typeof(ComplaintLinked), "complaintLinked", "waybill.complaint-linked.v1", 282),
        new(typeof(PenaltyConfirmed), "penaltyConfirmed", "waybill.penalty-confirmed.v1", 284),
        new(typeof(PenaltyWaived), "penaltyWaived", "waybill.penalty-waived.v1", 286),
        new(typeof(PersonErased), "personErased", "waybill.person-erased.v1", 288),
        new(typeof(Cancelled), "cancelled", "waybill.cancelled.v1", 290),
        new(typeof(Corrected), "corrected", "waybill.corrected.v1", 300),
        new(typeof(StepDue), "stepDue", "case.step-due.v1", 1),
        new(typeof(ClaimFiled), "claimFiled", "claim.filed.v1", 10),
        new(typeof(ClaimInvestigated), "claimInvestigated", "claim.investigated.v1", 20),
        new(typeof(DeductionReported), "deductionReported", "claim.deduction-reported.v1", 30),
        new(typeof(GoodwillProposed), "goodwillProposed", "claim.goodwill-proposed.v1", 40),
        new(typeof(ClaimReportSubmitted), "claimReportSubmitted", "claim.report-submitted.v1", 50),
        new(typeof(ClaimApproved), "claimApproved", "claim.approved.v1", 60),
        new(typeof(ClaimDisapproved), "claimDisapproved", "claim.disapproved.v1", 70),
        new(typeof(ClaimEscalated), "claimEscalated", "claim.escalated.v1", 80),
        new(typeof(ClaimArbitrated), "claimArbitrated", "claim.arbitrated.v1", 90),
        new(typeof(ClaimSuspended), "claimSuspended", "claim.suspended.v1", 100),
        new(typeof(ClaimResumed), "claimResumed", "claim.resumed.v1", 110),
        new(typeof(ClaimRejected), "claimRejected", "claim.rejected.v1", 120),
        new(typeof(SettlementAgreed), "settlementAgreed", "claim.settlement-agreed.v1", 130),
        new(typeof(ClaimPaid), "claimPaid", "claim.paid.v1", 140),
        new(typeof(SalvageValued), "salvageValued", "claim.salvage-valued.v1", 150),
        new(typeof(SalvageSold), "salvageSold", "claim.salvage-sold.v1", 160),
        new(typeof(RecoveryReceived), "recoveryReceived", "claim.recovery-received.v1", 170),
        new(typeof(ComplaintReceived), "complaintReceived", "complaint.received.v1", 10),
        new(typeof(ComplaintJudged), "complaintJudged", "complaint.judged.v1", 20),
        new(typeof(ComplaintAnswered), "complaintAnswered", "complaint.answered.v1", 30),
        new(typeof(ComplaintResolved), "complaintResolved", "complaint.resolved.v1", 40),
        new(typeof(ComplainantCalledBack), "complainantCalledBack", "complaint.called-back.v1", 50),
        new(typeof(ComplaintReopened), "complaintReopened", "complaint.reopened.v1", 60),
        new(typeof(ComplaintActionSet), "complaintActionSet", "complaint.action-set.v1", 70),
        new(typeof(ComplaintActionVerified), "complaintActionVerified", "complaint.action-verified.v1", 80),
        new(typeof(CoverSubmitted), "coverSubmitted", "insurance.submitted.v1", 10),
        new(typeof(CoverConfirmed), "coverConfirmed", "insurance.confirmed.v1", 20),
        new(typeof(CoverDeclined), "coverDeclined", "insurance.declined.v1", 30),
        new(typeof(LossReported), "lossReported", "insurance.loss-reported.v1", 40),
        new(typeof(LossPapersSubmitted), "lossPapersSubmitted", "insurance.papers-submitted.v1", 50),
        new(typeof(InsurerClaimFiled), "insurerClaimFiled", "insurance.claim-filed.v1", 60),
        new(typeof(InsurerPaid), "insurerPaid", "insurance.paid.v1", 70),
        new(typeof(InsurerRefused), "insurerRefused", "insurance.refused.v1", 80),
        new(typeof(InquiryReceived), "inquiryReceived", "inquiry.received.v1", 10),
        new(typeof(InquiryAnswered), "inquiryAnswered", "inquiry.answered.v1", 20),
        new(typeof(RoundOpened), "roundOpened", "round.opened.v1", 10),
        new(typeof(RoundSitesListed), "roundSitesListed", "round.sites-listed.v1", 20),
        new(typeof(SiteCalled), "siteCalled", "round.site-called.v1", 30),
        new(typeof(SiteFaultResolved), "siteFaultResolved", "round.site-fault-resolved.v1", 40),
        new(typeof(RoundReported), "roundReported", "round.reported.v1", 50),
        new(typeof(RoundFollowed), "roundFollowed", "round.followed.v1", 60),
        new(typeof(NoteWritten), "noteWritten", "desk.note-written.v1", 10),
        new(typeof(NoteRefused), "noteRefused", "desk.note-refused.v1", 20),
        new(typeof(NoteAccepted), "noteAccepted", "desk.note-accepted.v1", 30),
        new(typeof(NoteDone), "noteDone", "desk.note-done.v1", 40),
        new(typeof(NoteReviewed), "noteReviewed", "desk.note-reviewed.v1", 50),
        new(typeof(AccountSet), "accountSet", "account.set.v1", 0),
        new(typeof(AccountSitesSet), "accountSitesSet", "account.sites-set.v1", 0),
        new(typeof(AccountManagerAssigned), "accountManagerAssigned", "account.manager-assigned.v1", 0),
        new(typeof(MandateGranted), "mandateGranted", "account.mandate-granted.v1", 0),
        new(typeof(HandOverAccepted), "handOverAccepted", "account.hand-over-accepted.v1", 0),
        new(typeof(ReportHandedOut), "reportHandedOut", "account.report-handed-out.v1", 0),
        new(typeof(ReportMissed), "reportMissed", "account.report-missed.v1", 0),
        new(typeof(ReportNoted), "reportNoted", "account.report-noted.v1", 0),
        new(typeof(CompanySet), "companySet", "company.set.v1", 0),
        new(typeof(LaneStandardSet), "laneStandardSet", "lane.standard-set.v1", 0),
        new(typeof(StationSet), "stationSet", "station.set.v1", 0),
        new(typeof(CalendarSet), "calendarSet", "calendar.set.v1", 0),
        new(typeof(PenaltyScheduleSet), "penaltyScheduleSet", "penalty-schedule.set.v1", 0),
    ];

    private static readonly FrozenDictionary<Type, EventType> ByType = All.ToFrozenDictionary(type => type.Type);
    private static readonly FrozenDictionary<string, EventType> ByWire = All.ToFrozenDictionary(type => type.Wire);
    private static readonly FrozenDictionary<string, EventType> ByStored = All.ToFrozenDictionary(type => type.Stored);

    public static EventType Of(DomainEvent domainEvent) => ByType[domainEvent.GetType()];

    /// <summary>The type of a waybill's event, or of a reference event, by its name over HTTP; null when there is none.</summary>
    public static EventType? FromWire(string name, bool reference = false) =>
        ByWire.GetValueOrDefault(name) is { } type && type.Type.IsAssignableTo(typeof(ReferenceEvent)) == reference ? type : null;

    /// <exception cref="KeyNotFoundException">The log holds an event that this version does not know.</exception>
    public static EventType FromStored(string name) =>
        ByStored.GetValueOrDefault(name) ?? throw new KeyNotFoundException($"The log holds an event of the unknown type '{name}'.");
}
