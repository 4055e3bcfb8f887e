using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>Bounds of the values in events: wide enough for all freight, narrow enough to catch errors.</summary>
internal static class Values
{
    internal const int Code = 64, Line = 200, Text = 2000, MaxLength = 1_000_000;

    private const decimal MaxMoney = 1_000_000_000_000m, MaxMeasure = 100_000_000m;

    /// <summary>How far an event's time may be ahead of the service's clock.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>The earliest time accepted; an earlier one comes from a wrong clock.</summary>
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset LatestPlan = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether an event's time is one at which it can have happened.</summary>
    public static Refusal? CheckTime(DateTimeOffset occurredAt, DateTimeOffset now) =>
        occurredAt > now + Ahead ? new(RefusalCodes.TimeAhead, "occurredAt", "at most 5 minutes ahead of now")
        : occurredAt < Earliest ? new(RefusalCodes.TimeTooEarly, "occurredAt", "1990-01-01 or later")
        : null;

    public static Refusal? Check(SubmittedEvent submitted)
    {
        if (submitted.Id == Guid.Empty) return Invalid("id", "a UUID other than nil");
        var e = submitted.Event;
        return First(Station("station", e.Station), Named("by", e.By, Code)) ?? e switch
        {
            Received x => First(
                Named("data.account", x.Account, Code), Station("data.origin", x.Origin), Station("data.destination", x.Destination),
                Pieces(x.Pieces), Words("data.orderNumber", x.OrderNumber, Code), Stations(x.Transfers), Words("data.goods", x.Goods, Line),
                Measure("data.weightKg", x.WeightKg), Measure("data.volumeM3", x.VolumeM3), Whose("data.shipper", x.Shipper),
                Whose("data.consignee", x.Consignee), Money("data.freight", x.Freight),
                Money("data.collectOnDelivery", x.CollectOnDelivery),
                Money("data.insuredValue", x.InsuredValue), Within("data.receiptCopies", x.ReceiptCopies, 0, 100),
                Words("data.receiptKind", x.ReceiptKind, Line), Words("data.mandate", x.Mandate, Code),
                Words("data.oneOffMandate", x.OneOffMandate, Text), Words("data.remarks", x.Remarks, Text),
                Plan("data.promisedAt", x.PromisedAt)),
            OrderAmended x => First(
                Words("data.goods", x.Goods, Line), Measure("data.weightKg", x.WeightKg), Measure("data.volumeM3", x.VolumeM3),
                Whose("data.shipper", x.Shipper), Whose("data.consignee", x.Consignee), Money("data.insuredValue", x.InsuredValue),
                Within("data.receiptCopies", x.ReceiptCopies, 0, 100), Words("data.receiptKind", x.ReceiptKind, Line),
                Words("data.mandate", x.Mandate, Code), Words("data.oneOffMandate", x.OneOffMandate, Text),
                Words("data.remarks", x.Remarks, Text)),
            DispatchRequested x =>
                First(Plan("data.wantedAt", x.WantedAt), Words("data.vehicle", x.Vehicle, Code), Whose("data.driver", x.Driver)),
            Loaded x => First(Pieces(x.Pieces), StationOrNone("data.nextStation", x.NextStation), Vehicle(x.LoadingList, x.Vehicle)),
            Arrived x => First(Pieces(x.Pieces), Words("data.condition", x.Condition, Line), Vehicle(x.LoadingList, x.Vehicle)),
            Signed x => First(Pieces(x.Pieces), Whose("data.signer", x.Signer), Words("data.remark.text", x.Remark?.Text, Text),
                Proofs(x.Proofs)),
            ExceptionRaised x => First(
                Named("data.exceptionId", x.ExceptionId, Code), StationOrNone("data.responsibleStation", x.ResponsibleStation),
                Pieces(x.Pieces), Words("data.description", x.Description, Text)),
            VehicleArrived x => Words("data.vehicle", x.Vehicle, Code),
            PickedUp x => First(Pieces(x.Pieces), Words("data.vehicle", x.Vehicle, Code), Whose("data.driver", x.Driver)),
            StockedIn x => First(Pieces(x.Pieces), Measure("data.weightKg", x.WeightKg), Measure("data.volumeM3", x.VolumeM3),
                Words("data.packingRemarks", x.PackingRemarks, Text)),
            HeldForInstruction x => Words("data.note", x.Note, Text),
            ReleasedForDispatch x => Words("data.instruction", x.Instruction, Text),
            LoadingPlanned x => First(Station("data.nextStation", x.NextStation), Day("data.plannedFor", x.PlannedFor), Pieces(x.Pieces),
                Vehicle(x.LoadingList, x.Vehicle)),
            ConsigneeNotified x => Words("data.channel", x.Channel, Code),
            LoadingListed x => First(Pieces(x.Pieces), Named("data.loadingList", x.LoadingList, Code),
                StationOrNone("data.nextStation", x.NextStation), Words("data.vehicle", x.Vehicle, Code)),
            LoadingConfirmed x => First(Day("data.plannedFor", x.PlannedFor), StationOrNone("data.nextStation", x.NextStation),
                Words("data.reason", x.Reason, Text), Plan("data.newTime", x.NewTime)),
            Sorted x => Pieces(x.Pieces),
            OutForDelivery x => First(Pieces(x.Pieces), Words("data.vehicle", x.Vehicle, Code), Whose("data.driver", x.Driver)),
            DeliveryFailed x => First(Words("data.reason", x.Reason, Text), Plan("data.nextAttemptAt", x.NextAttemptAt)),
            Refused x => First(Pieces(x.Pieces), Words("data.reason", x.Reason, Text)),
            ReturnedToShipper x => First(Pieces(x.Pieces), Words("data.reason", x.Reason, Text)),
            WrittenOff x => First(Pieces(x.Pieces), Words("data.exceptionId", x.ExceptionId, Code), Words("data.reason", x.Reason, Text),
                Words("data.approver", x.Approver, Code)),
            ExceptionReportedBack x => First(Named("data.exceptionId", x.ExceptionId, Code), Words("data.report", x.Report, Text),
                Words("data.measure", x.Measure, Text)),
            ExceptionResolved x => First(
                Named("data.exceptionId", x.ExceptionId, Code), Words("data.reasonCode", x.ReasonCode, Code),
                Words("data.evidence", x.Evidence, Text),
                Words("data.approver", x.Approver, Code), Money("data.loss", x.Loss), Named(x.Excuses)),
            ReceiptCollected x => Copies(x.Copies),
            ReceiptSentBack x =>
                First(Copies(x.Copies), Words("data.courier", x.Courier, Line), Words("data.trackingNumber", x.TrackingNumber, Code)),
            ReceiptReturned x => Copies(x.Copies),
            ReceiptHandedOver x => Copies(x.Copies),
            ReceiptRejected x => Words("data.reason", x.Reason, Text),
            ReceiptLost x => Words("data.reason", x.Reason, Text),
            CustomerNotified x => First(Words("data.channel", x.Channel, Code), Words("data.about", x.About, Text),
                Words("data.exceptionId", x.ExceptionId, Code)),
            ConsigneeCalledBack x => First(Words("data.outcome", x.Outcome, Text), Within("data.satisfied", x.Satisfied, 1, 5),
                Words("data.problem", x.Problem, Text)),
            CorrectiveActionSet x => First(
                Named("data.actionId", x.ActionId, Code), Named("data.owner", x.Owner, Code), Named("data.measure", x.Measure, Text),
                Plan("data.dueAt", x.DueAt), StationOrNone("data.responsibleStation", x.ResponsibleStation),
                Words("data.exceptionId", x.ExceptionId, Code)),
            CorrectiveActionVerified x => First(Named("data.actionId", x.ActionId, Code), Words("data.note", x.Note, Text)),
            ClaimOpened x => First(Named("data.claimId", x.ClaimId, Code), Money("data.amount", x.Amount),
                Words("data.exceptionId", x.ExceptionId, Code)),
            ClaimSettled x => First(Named("data.claimId", x.ClaimId, Code), Money("data.amount", x.Amount)),
            ComplaintLinked x => Named("data.complaintId", x.ComplaintId, Code),
            PenaltyConfirmed x => First(Named("data.deadline", x.Deadline, Line), Money("data.amount", x.Amount),
                Named("data.reason", x.Reason, Text)),
            PenaltyWaived x => First(Named("data.deadline", x.Deadline, Line), Named("data.reason", x.Reason, Text)),
            PromiseSet x => First(Plan("data.promisedAt", x.PromisedAt), Words("data.standard", x.Standard, Code)),
            Corrected x => Named("data.reason", x.Reason, Text),
            Cancelled x => Words("data.reason", x.Reason, Text),
            _ => null,
        };
    }

    internal static Refusal? First(params ReadOnlySpan<Refusal?> checks)
    {
        foreach (var check in checks)
            if (check is not null) return check;
        return null;
    }

    internal static Refusal Invalid(string field, string expected) => new(RefusalCodes.InvalidValue, field, expected);

    internal static Refusal? Named(string field, string value, int most) =>
        string.IsNullOrWhiteSpace(value) || value.Length > most ? Invalid(field, $"1 to {most} characters") : Reserved(field, value);

    internal static Refusal? Station(string field, string code) =>
        string.IsNullOrWhiteSpace(code) || code.Length > Code || code.Contains(Lane.Separator, StringComparison.Ordinal)
            ? Invalid(field, $"1 to {Code} characters without '{Lane.Separator}'")
            : null;

    internal static Refusal? StationOrNone(string field, string? code) =>
        code?.Contains(Lane.Separator, StringComparison.Ordinal) is true
            ? Invalid(field, $"at most {Code} characters without '{Lane.Separator}'")
            : Words(field, code, Code);

    internal static Refusal? Words(string field, string? value, int most) => value is null ? null
        : value.Length > most ? Invalid(field, $"at most {most} characters") : Reserved(field, value);

    private static Refusal? Reserved(string field, string value) =>
        FreeText.IsReserved(value) ? Invalid(field, "a text that does not stand for an erased or an encrypted one") : null;

    internal static Refusal? Within(string field, int? value, int least, int most) =>
        value < least || value > most ? Invalid(field, $"{least} to {most}") : null;

    private static Refusal? Pieces(int? pieces) => Within("data.pieces", pieces, 1, MaxLength);

    private static Refusal? Copies(int? copies) => Within("data.copies", copies, 0, 100);

    internal static Refusal? Money(string field, decimal? yuan) =>
        yuan is < 0 or > MaxMoney ? Invalid(field, "0 to 1000000000000 CNY") : null;

    private static Refusal? Measure(string field, decimal? size) => size is < 0 or > MaxMeasure ? Invalid(field, "0 to 100000000") : null;

    internal static Refusal? Plan(string field, DateTimeOffset? time) =>
        time < Earliest || time > LatestPlan ? Invalid(field, "a time between 1990 and 2200") : null;

    internal static Refusal? Day(string field, DateOnly day) =>
        day.Year is < 1990 or > 2199 ? Invalid(field, "a day between 1990 and 2200") : null;

    private static Refusal? Vehicle(string? list, string? plate) =>
        Words("data.loadingList", list, Code) ?? Words("data.vehicle", plate, Code);

    internal static Refusal? Whose(string field, Person? person) =>
        person is null
            ? null
            : First(Words($"{field}.name", person.Name, Line), Words($"{field}.phone", person.Phone, Code),
                Words($"{field}.address", person.Address, Text),
                person.Erased is null ? null : Invalid($"{field}.erased", "no such member: POST /v1/privacy/erasures erases"));

    private static Refusal? Stations(IReadOnlyList<string>? transfers)
    {
        if (transfers is null) return null;
        if (transfers.Count > 50) return Invalid("data.transfers", "at most 50 stations");
        for (var i = 0; i < transfers.Count; i++)
            if (Station($"data.transfers[{i}]", transfers[i]) is { } wrong) return wrong;
        return null;
    }

    private static Refusal? Named(IReadOnlyList<Excusable>? excuses) =>
        excuses is not null && excuses.Distinct().Count() < excuses.Count ? Invalid("data.excuses", "each of them once") : null;

    private static Refusal? Proofs(IReadOnlyList<string>? proofs)
    {
        if (proofs is null) return null;
        if (proofs.Count > 50) return Invalid("data.proofs", "at most 50 references");
        for (var i = 0; i < proofs.Count; i++)
            if (Named($"data.proofs[{i}]", proofs[i], Text) is { } wrong) return wrong;
        return null;
    }
}
