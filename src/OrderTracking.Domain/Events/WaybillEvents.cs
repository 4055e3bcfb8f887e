namespace OrderTracking.Domain.Events;

/// <summary>
/// An event of a waybill. Never changed and never deleted. Optional members and lists that a sender leaves out are null, so that what is
/// stored is what was sent.
/// </summary>
public abstract record WaybillEvent : DomainEvent;

/// <summary>A remark beside a signature: a kind of exception and its text.</summary>
public sealed record Remark(ExceptionKind Kind, string? Text = null);

// ---- the six core events ----------------------------------------------------------------------------------------

/// <summary>受理. The order is taken, and the consignment exists from here on; the goods may still be with the shipper.</summary>
/// <param name="Freight">CNY.</param>
/// <param name="CollectOnDelivery">CNY, collected from the consignee for the shipper.</param>
/// <param name="Insured">Whether the customer insures it (是否投保); an insured value says so too.</param>
/// <param name="InsuredValue">CNY.</param>
/// <param name="ReceiptKind">Which sheet is to come back signed (返单联次).</param>
/// <param name="FilledBy">The order's channel; left out, the customer's own order.</param>
/// <param name="Mandate">The standing mandate of the account by which we fill the waybill in (长期代办).</param>
/// <param name="OneOffMandate">Where the customer wrote on this order that we fill the waybill in (一次性代办): a reference.</param>
/// <param name="Remarks">备注.</param>
/// <param name="PromisedAt">The contract's promise: when the consignee should have the goods.</param>
/// <param name="Pickup">上门提货: whether a vehicle is to pick the goods up; left out, the shipper brings them.</param>
public sealed record Received(
    string Account,
    string Origin,
    string Destination,
    int Pieces,
    string? OrderNumber = null,
    IReadOnlyList<string>? Transfers = null,
    string? Goods = null,
    decimal? WeightKg = null,
    decimal? VolumeM3 = null,
    ServiceKind? Service = null,
    PaymentTerm? Payment = null,
    Person? Shipper = null,
    Person? Consignee = null,
    decimal? Freight = null,
    decimal? CollectOnDelivery = null,
    bool? Insured = null,
    decimal? InsuredValue = null,
    int? ReceiptCopies = null,
    string? ReceiptKind = null,
    FilledBy? FilledBy = null,
    string? Mandate = null,
    string? OneOffMandate = null,
    string? Remarks = null,
    DateTimeOffset? PromisedAt = null,
    bool? Pickup = null) : WaybillEvent
{
    /// <summary>Whether a station is on the consignment's route.</summary>
    public bool IsOnLane(string station) => station == Origin || station == Destination || Transfers?.Contains(station) is true;
}

/// <summary>派车. A vehicle is requested, to pick the goods up or to deliver them.</summary>
public sealed record DispatchRequested(
    DispatchPurpose Purpose,
    DateTimeOffset? WantedAt = null,
    string? Vehicle = null,
    Person? Driver = null) : WaybillEvent;

/// <summary>装车. Pieces left a station on a vehicle.</summary>
public sealed record Loaded(
    int Pieces,
    string? NextStation = null,
    string? LoadingList = null,
    string? Vehicle = null) : WaybillEvent;

/// <summary>到货. Pieces reached the station that reports it.</summary>
public sealed record Arrived(
    int Pieces,
    string? Condition = null,
    string? LoadingList = null,
    string? Vehicle = null) : WaybillEvent;

/// <summary>签收. The consignee signed for some of the pieces or for all.</summary>
/// <param name="Proofs">References to proof photos.</param>
public sealed record Signed(
    int Pieces,
    Person? Signer = null,
    Remark? Remark = null,
    IReadOnlyList<string>? Proofs = null) : WaybillEvent;

/// <summary>异常. Something went wrong; to be reported back within four hours.</summary>
public sealed record ExceptionRaised(
    string ExceptionId,
    ExceptionKind Kind,
    ExceptionStage? Stage = null,
    string? ResponsibleStation = null,
    int? Pieces = null,
    string? Description = null) : WaybillEvent;

// ---- all other events -------------------------------------------------------------------------------------------

/// <summary>
/// 补充委托. What the order lacked was filled in. Each member that is given takes the place of the Received's; of a person, each member of
/// the person. Account, lane, pieces and promise are not the order's to fill in: they are corrected.
/// </summary>
public sealed record OrderAmended(
    string? Goods = null,
    decimal? WeightKg = null,
    decimal? VolumeM3 = null,
    ServiceKind? Service = null,
    PaymentTerm? Payment = null,
    Person? Shipper = null,
    Person? Consignee = null,
    bool? Insured = null,
    decimal? InsuredValue = null,
    int? ReceiptCopies = null,
    string? ReceiptKind = null,
    FilledBy? FilledBy = null,
    string? Mandate = null,
    string? OneOffMandate = null,
    string? Remarks = null) : WaybillEvent;

/// <summary>车辆到达. The vehicle is at the shipper's to pick the goods up.</summary>
public sealed record VehicleArrived(string? Vehicle = null) : WaybillEvent;

/// <summary>提货.</summary>
public sealed record PickedUp(int? Pieces = null, string? Vehicle = null, Person? Driver = null) : WaybillEvent;

/// <summary>入库. Measured at the station.</summary>
/// <param name="PackingRemarks">包装验收: what was found of the packing.</param>
public sealed record StockedIn(
    int? Pieces = null, decimal? WeightKg = null, decimal? VolumeM3 = null, string? PackingRemarks = null) : WaybillEvent;

/// <summary>
/// 暂停发运. The goods cannot leave as they are: they wait at the station until the customer has said what is to be done. Said again at the
/// same station, the newest reason and note count.
/// </summary>
public sealed record HeldForInstruction(HoldReason Reason, string? Note = null) : WaybillEvent;

/// <summary>发运通知. The customer has said what is to be done, and the goods may leave.</summary>
/// <param name="Instruction">What the customer wants done.</param>
public sealed record ReleasedForDispatch(string? Instruction = null) : WaybillEvent;

/// <summary>制单. The paper waybill was made out.</summary>
public sealed record WaybillIssued : WaybillEvent;

/// <summary>配载计划. The goods are planned to leave for the next station on that day.</summary>
/// <param name="PlannedTime">装车时间: by when they are to be loaded, on the company's clock; left out, by the end of the day.</param>
public sealed record LoadingPlanned(
    DateOnly PlannedFor,
    string NextStation,
    int? Pieces = null,
    string? LoadingList = null,
    string? Vehicle = null,
    TimeOnly? PlannedTime = null) : WaybillEvent;

/// <summary>装车确认. Whether what is planned for a day can leave on that day; asked for every day by 17:00.</summary>
/// <param name="PlannedFor">The day of the plans that it speaks of.</param>
/// <param name="NextStation">The leg that it speaks of; left out, all that are planned for the day.</param>
/// <param name="NewTime">When goods that cannot leave are to leave instead.</param>
public sealed record LoadingConfirmed(
    DateOnly PlannedFor,
    bool CanLeave,
    string? NextStation = null,
    string? Reason = null,
    DateTimeOffset? NewTime = null) : WaybillEvent
{
    /// <summary>Whether it speaks of a plan.</summary>
    public bool IsOf(LoadingPlanned plan) => PlannedFor == plan.PlannedFor && (NextStation is null || NextStation == plan.NextStation);
}

/// <summary>装载清单. The waybill stands on a loading list with so many pieces; the newest for a list counts.</summary>
public sealed record LoadingListed(int Pieces, string LoadingList, string? NextStation = null, string? Vehicle = null) : WaybillEvent;

/// <summary>分理. Sorted at the destination.</summary>
public sealed record Sorted(int? Pieces = null) : WaybillEvent;

/// <summary>提货通知. The consignee, who fetches the goods, knows that they are at the destination.</summary>
public sealed record ConsigneeNotified(string? Channel = null) : WaybillEvent;

/// <summary>派送.</summary>
public sealed record OutForDelivery(int? Pieces = null, string? Vehicle = null, Person? Driver = null) : WaybillEvent;

/// <summary>派送失败.</summary>
public sealed record DeliveryFailed(string? Reason = null, DateTimeOffset? NextAttemptAt = null) : WaybillEvent;

/// <summary>拒收. The consignee would not take it.</summary>
public sealed record Refused(int? Pieces = null, string? Reason = null) : WaybillEvent;

/// <summary>退回. Pieces went back to the shipper; they are not outstanding any more.</summary>
public sealed record ReturnedToShipper(int Pieces, string? Reason = null) : WaybillEvent;

/// <summary>核销. Pieces that will not come any more: lost for good, or destroyed; they are not outstanding any more.</summary>
/// <param name="ExceptionId">The exception by which they were lost, where there is one.</param>
public sealed record WrittenOff(int Pieces, string? ExceptionId = null, string? Reason = null, string? Approver = null) : WaybillEvent;

/// <summary>复命. Somebody reported back on the exception.</summary>
/// <param name="Measure">解决方案: what is done about it.</param>
public sealed record ExceptionReportedBack(string ExceptionId, string? Report = null, string? Measure = null) : WaybillEvent;

/// <summary>异常处理完毕.</summary>
/// <param name="Loss">CNY.</param>
/// <param name="Excuses">What of the waybill it excuses; the rest stays accountable.</param>
public sealed record ExceptionResolved(
    string ExceptionId,
    ExceptionCause? Cause = null,
    bool? Excused = null,
    string? ReasonCode = null,
    string? Evidence = null,
    string? Approver = null,
    decimal? Loss = null,
    IReadOnlyList<Excusable>? Excuses = null) : WaybillEvent;

/// <summary>回单回收. The destination holds the signed paper.</summary>
public sealed record ReceiptCollected(int? Copies = null) : WaybillEvent;

/// <summary>回单寄回. The destination sent it to the origin.</summary>
public sealed record ReceiptSentBack(int? Copies = null, string? Courier = null, string? TrackingNumber = null) : WaybillEvent;

/// <summary>回单返回. The origin has it.</summary>
public sealed record ReceiptReturned(int? Copies = null) : WaybillEvent;

/// <summary>回单交付. The customer has it.</summary>
public sealed record ReceiptHandedOver(int? Copies = null) : WaybillEvent;

/// <summary>回单不合格. Checked and found wrong; the destination has to provide a correct one.</summary>
public sealed record ReceiptRejected(string? Reason = null) : WaybillEvent;

/// <summary>回单丢失.</summary>
public sealed record ReceiptLost(string? Reason = null) : WaybillEvent;

/// <summary>通知客户.</summary>
/// <param name="ExceptionId">The exception that the customer was told of.</param>
/// <param name="CustomerAgrees">客户认同: whether the customer agrees with what is done about it; null where nothing was said.</param>
public sealed record CustomerNotified(
    string? Channel = null,
    string? About = null,
    string? ExceptionId = null,
    bool? CustomerAgrees = null) : WaybillEvent;

/// <summary>收货人回访.</summary>
/// <param name="Satisfied">满意度: from 1, not at all, to 5, fully.</param>
/// <param name="Problem">What the consignee complained of.</param>
public sealed record ConsigneeCalledBack(string? Outcome = null, int? Satisfied = null, string? Problem = null) : WaybillEvent;

/// <summary>整改方案. The responsible department says what it will do against a serious failure; the newest of an action counts.</summary>
/// <param name="Owner">The handle of who is to do it.</param>
/// <param name="DueAt">When it is to have been done and verified.</param>
/// <param name="ExceptionId">The exception that gave rise to it, where there is one.</param>
public sealed record CorrectiveActionSet(
    string ActionId,
    string Owner,
    string Measure,
    DateTimeOffset DueAt,
    string? ResponsibleStation = null,
    string? ExceptionId = null) : WaybillEvent;

/// <summary>整改验证. Somebody saw that the corrective action was done.</summary>
public sealed record CorrectiveActionVerified(string ActionId, string? Note = null) : WaybillEvent;

/// <summary>理赔立案. Recorded from the claim.</summary>
/// <param name="Amount">CNY claimed.</param>
public sealed record ClaimOpened(string ClaimId, decimal? Amount = null, string? ExceptionId = null) : WaybillEvent;

/// <summary>理赔结案. Recorded from the claim.</summary>
/// <param name="Amount">CNY paid.</param>
public sealed record ClaimSettled(string ClaimId, decimal? Amount = null) : WaybillEvent;

/// <summary>承诺到货时间. A promise, the first or a new one; the newest counts.</summary>
public sealed record PromiseSet(
    DateTimeOffset PromisedAt,
    PromiseBasis Basis,
    string? Standard = null,
    int? StandardVersion = null) : WaybillEvent;

/// <summary>
/// 执行标准. The terms that the waybill is held to, where they differ from the company's defaults: a rule takes them from the account's terms
/// and the lane's standard. The newest one counts.
/// </summary>
/// <param name="ReportBackHours">Hours within which an exception must be reported back.</param>
/// <param name="SortingHours">Hours after arrival at the destination within which it must be sorted.</param>
/// <param name="OriginHours">Hours it may wait for a vehicle at the origin.</param>
/// <param name="TransitHours">Hours one leg may take.</param>
/// <param name="TransferHours">Hours it may wait for a vehicle at a transfer station.</param>
/// <param name="DestinationHours">Hours it may stay in stock at the destination.</param>
/// <param name="ReceiptDays">Days after the closing within which the receipt must be back at the origin.</param>
/// <param name="ArrivalDueAt">When all pieces are due at the destination, by the lane's standard.</param>
/// <param name="ReceiptDueAt">
/// When the receipt is due back, where the account counts workdays; null until the waybill is closed.
/// </param>
/// <param name="OrderCompleteHours">Hours after its reception within which the order must hold all that its channel asks for.</param>
/// <param name="MandateGrantedAt">
/// When the mandate that the order names was granted; null where it names none that was in force on the day of its reception.
/// </param>
/// <param name="Account">The account whose terms it was taken from; their version is beside it.</param>
/// <param name="Standard">The lane's standard it was taken from; its version is beside it.</param>
/// <param name="DispatchHours">Hours after the order within which a vehicle must be requested for what is to be picked up.</param>
/// <param name="DeliveryDispatchHours">
/// Hours after arrival at the destination within which a vehicle must be requested for what is to be delivered.
/// </param>
/// <param name="DeliveryHours">Hours after full arrival, by the lane's standard; null where it has none.</param>
/// <param name="LoadingConfirmation">Time of day by which it must be known whether what is planned for a day can leave.</param>
/// <param name="MeasurementTolerancePercent">By how much a measurement may differ from the order before it is an exception.</param>
public sealed record TermsSet(
    int ReportBackHours,
    int SortingHours,
    int OriginHours,
    int TransitHours,
    int TransferHours,
    int DestinationHours,
    int ReceiptDays,
    DateTimeOffset? ArrivalDueAt = null,
    DateTimeOffset? ReceiptDueAt = null,
    string? Account = null,
    int? AccountVersion = null,
    string? Standard = null,
    int? StandardVersion = null,
    TimeOnly? LoadingConfirmation = null,
    int? DispatchHours = null,
    int? DeliveryDispatchHours = null,
    int? DeliveryHours = null,
    int? OrderCompleteHours = null,
    DateTimeOffset? MandateGrantedAt = null,
    int? MeasurementTolerancePercent = null) : WaybillEvent;

/// <summary>逾期. Nothing was known of the deadline's being kept when it was due; recorded by the clock.</summary>
public sealed record DeadlineMissed(string Deadline, DateTimeOffset DueAt) : WaybillEvent;

/// <summary>投诉关联. A complaint about this waybill was judged founded; recorded from the complaint.</summary>
public sealed record ComplaintLinked(string ComplaintId) : WaybillEvent;

/// <summary>处罚确认. The supervisor confirms the penalty that is proposed for a breach.</summary>
/// <param name="Deadline">The deadline that was not kept, as the list of breaches names it.</param>
/// <param name="Amount">CNY: the schedule's fine, or an amount of its range.</param>
public sealed record PenaltyConfirmed(string Deadline, decimal Amount, string Reason) : WaybillEvent;

/// <summary>处罚免除. The supervisor waives the penalty that is proposed for a breach.</summary>
/// <param name="Deadline">The deadline that was not kept, as the list of breaches names it.</param>
public sealed record PenaltyWaived(string Deadline, string Reason) : WaybillEvent;

/// <summary>更正. The named event no longer counts; it stays visible.</summary>
/// <param name="EventId">An event of the same waybill.</param>
/// <param name="ReplacedBy">An ordinary event posted in the same array.</param>
public sealed record Corrected(Guid EventId, string Reason, Guid? ReplacedBy = null) : WaybillEvent;

/// <summary>作废.</summary>
public sealed record Cancelled(string? Reason = null) : WaybillEvent;
