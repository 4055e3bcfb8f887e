using System.Text.Json;

namespace OrderTracking.Oracle;

/// <summary>Rows as the views should have them: members are named as in the views' JSON, and members of closed lists are texts.</summary>
public sealed record WaybillRow(
    string Waybill, string Account, string? OrderNumber, string Status, string Origin, string Destination, string Lane, int Pieces,
    long SignedPieces,
    long OutstandingPieces, string? Goods, decimal? WeightKg, decimal? VolumeM3, string? Service, string? Payment, decimal? Freight,
    decimal? CollectOnDelivery,
    bool? Insured, decimal? InsuredValue, int ReceiptCopies, JsonElement? Shipper, JsonElement? Consignee, DateTimeOffset ReceivedAt,
    DateTimeOffset? PromisedAt,
    string? PromiseBasis, DateTimeOffset? SignedInFullAt, DateTimeOffset? ClosedAt, string Station, string? NextStation, string? Vehicle,
    DateTimeOffset LastEventAt, int OpenExceptions, DateTimeOffset? IssuedAt, HeldGoods? Held,
    IReadOnlyList<string>? Gaps);

public sealed record HeldGoods(DateTimeOffset Since, string Station, string Reason, string? Note, DateTimeOffset? CustomerToldAt);

public sealed record RemarkRow(
    string Waybill, Guid EventId, string Account, string Lane, string Type, string Station, DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt, string? Kind, string? Text, string? Odd);

public sealed record LoadingListRow(
    string Waybill, string LoadingList, string Account, string Lane, string Station, string? NextStation, string? Vehicle, DateOnly Day,
    int? Planned, int? Listed, int Loaded, int Unloaded, bool IsWrong);

public sealed record SearchRow(string Waybill, string Account, string Lane, DateTimeOffset ReceivedAt, string? OrderNumber,
    JsonElement? Shipper, JsonElement? Consignee);

public sealed record ExceptionRow(
    string Waybill, string ExceptionId, Guid EventId, string Account, string Lane, string Kind, string? Stage, string Status,
    string Station,
    string? ResponsibleStation, int? Pieces, string? Description, bool Derived, DateTimeOffset RaisedAt, DateTimeOffset RaisedRecordedAt,
    DateTimeOffset ReportBackDueAt, DateTimeOffset? ReportedBackAt, string? Report,
    DateTimeOffset? CustomerToldAt, DateTimeOffset? MeasureAt,
    string? Measure, DateTimeOffset? CustomerAgreedAt, DateTimeOffset? ResolvedAt, DateTimeOffset? ClosedAt,
    string? Cause, bool Excused,
    IReadOnlyList<string>? Excuses, string? ReasonCode, decimal? Loss)
{
    public bool IsFollowed() => ResolvedAt is null || ClosedAt is null;
}

public sealed record OnTimeRow(
    string Waybill, string Account, string Lane, string Destination, DateTimeOffset? PromisedAt, DateOnly? PromisedDay,
    string? PromiseBasis,
    DateTimeOffset? SignedInFullAt, DateTimeOffset? NoticeAt, DateTimeOffset? ArrivedInFullAt, bool Cancelled, bool Returned,
    bool Excused)
{
    /// <summary>When the signed clock stopped.</summary>
    public DateTimeOffset? DeliveredAt() => new[] { SignedInFullAt, NoticeAt }.Min();
}

public sealed record ReceiptRow(
    string Waybill, string Account, string Lane, string Origin, string Destination, string Status, int CopiesWanted,
    DateTimeOffset? ClosedAt,
    DateOnly? ClosedDay, DateTimeOffset? DueAt, DateTimeOffset? CollectedAt, DateTimeOffset? SentBackAt, DateTimeOffset? ReturnedAt,
    DateTimeOffset? HandedOverAt, DateTimeOffset? LostAt, int Rejections, DateTimeOffset StatusAt);

/// <param name="Amount">Null when it was waived.</param>
public sealed record Penalty(decimal? Amount, string Reason, string By, DateTimeOffset At);

public sealed record DeadlineRow(
    string Waybill, string Deadline, string Rule, string Account, string Lane, string Station, DateTimeOffset? StartedAt, bool KnownInTime,
    DateTimeOffset DueAt, DateOnly DueDay, DateTimeOffset? KeptAt, DateOnly? KeptDay, bool Raised, bool Withdrawn, bool Ended, bool Excused,
    string? About,
    LoadingCheck? Loading, string? ComplaintId, Penalty? Penalty)
{
    /// <summary>Whether a deadlineMissed is to be recorded once the due time is past.</summary>
    public bool IsToBeRaised() => KeptAt is null && KnownInTime && !Raised && !Withdrawn;

    /// <summary>met, late, missed, open or withdrawn.</summary>
    public string Verdict(DateTimeOffset now) =>
        Withdrawn ? "withdrawn"
        : KeptAt is { } kept ? kept <= DueAt ? "met" : "late"
        : DueAt < now ? "missed" : "open";
}

public sealed record LoadingCheck(string NextStation, DateOnly PlannedFor, string? LoadingList, int Planned, int Loaded, int Wrong,
    string? PlannedTime = null, bool? CanLeave = null, string? Reason = null, DateTimeOffset? NewTime = null);

public sealed record TouchRow(string Waybill, string Station, bool OnWay);

public sealed record VolumeRow(
    string Waybill, string Account, string Lane, string Origin, DateTimeOffset ReceivedAt, DateOnly Day, int Pieces, decimal WeightKg,
    decimal VolumeM3,
    decimal Freight, int DamagedPieces, int ShortPieces);
