using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using static OrderTracking.Domain.Waybills.Values;

namespace OrderTracking.Domain.Reference;

/// <summary>Bounds of the values in reference events.</summary>
internal static class ReferenceValues
{
    private const int MaxHours = 10_000, MaxDays = 1_000, MaxListed = 1_000;

    public static Refusal? Check(SubmittedReferenceEvent submitted)
    {
        if (submitted.Id == Guid.Empty) return Invalid("id", "a UUID other than nil");
        var e = submitted.Event;
        return First(Station("station", e.Station), Named("by", e.By, Values.Code)) ?? e switch
        {
            AccountSet x => First(
                Code("data.account", x.Account), Words("data.name", x.Name, Line), CodeOrNone("data.calendar", x.Calendar),
                Within("data.receiptDays", x.ReceiptDays, 0, MaxDays), Hours("data.reportBackHours", x.ReportBackHours), Check(x.Limits),
                Words("data.instructions", x.Instructions, Text), Reports(x.Reports, ofDepartment: false),
                Hours("data.orderCompleteHours", x.OrderCompleteHours),
                Within("data.measurementTolerancePercent", x.MeasurementTolerancePercent, 0, 1_000),
                Plan("data.effectiveFrom", x.EffectiveFrom)),
            MandateGranted x => First(
                Code("data.account", x.Account), Named("data.mandate", x.Mandate, Values.Code), Named("data.reason", x.Reason, Text),
                Day("data.from", x.From), Until(x), Named("data.grantor", x.Grantor, Line), Named("data.evidence", x.Evidence, Text)),
            AccountManagerAssigned x => First(
                Code("data.account", x.Account), Named("data.manager", x.Manager, Values.Code), Plan("data.from", x.From),
                Words("data.handOver", x.HandOver, Text), x.AtStation is null ? null : StationCode("data.atStation", x.AtStation)),
            CompanySet x => First(
                CodeOrNone("data.calendar", x.Calendar), Reports(x.Reports, ofDepartment: true), Check(x.Claims),
                Hours("data.complaints.answerHours", x.Complaints?.AnswerHours),
                Within("data.complaints.callBackDays", x.Complaints?.CallBackDays, 1, MaxDays), Check(x.Insurance),
                Hours("data.inquiries.answerHours", x.Inquiries?.AnswerHours),
                Within("data.roundMonths", x.RoundMonths, 1, 24),
                x.Shifts is { } shifts && (shifts.Count is 0 or > 24 || shifts.Distinct().Count() < shifts.Count)
                    ? Invalid("data.shifts", "1 to 24 times of day, each once") : null),
            AccountSitesSet x => First(
                Code("data.account", x.Account), Sites(x.Sites), Plan("data.effectiveFrom", x.EffectiveFrom)),
            LaneStandardSet x => First(
                StationCode("data.origin", x.Origin), StationCode("data.destination", x.Destination), Hours("data.hours", x.Hours),
                Hours("data.deliveryHours", x.DeliveryHours),
                CodeOrNone("data.calendar", x.Calendar), Plan("data.effectiveFrom", x.EffectiveFrom)),
            StationSet x => First(
                StationCode("data.code", x.Code), Words("data.name", x.Name, Line), Words("data.city", x.City, Line),
                CodeOrNone("data.branch", x.Branch)),
            CalendarSet x => First(Code("data.calendar", x.Calendar), Weekend(x.Weekend), Days(x)),
            PenaltyScheduleSet x => First(
                Money("data.fine", x.Fine), Day("data.effectiveFrom", x.EffectiveFrom), Money("data.maxFine", x.MaxFine),
                x.MaxFine <= x.Fine ? Invalid("data.maxFine", "more than data.fine") : null, Words("data.post", x.Post, Values.Code),
                Words("data.supervisor", x.Supervisor, Values.Code)),
            _ => null,
        };
    }

    // A code is part of a stream's key, which is split at the first colon.
    private static Refusal? Code(string field, string code) =>
        Named(field, code, Values.Code) ?? (code.Contains(':', StringComparison.Ordinal) || code.Any(char.IsControl) || code.Trim() != code
            ? Invalid(field, $"1 to {Values.Code} characters without ':', control characters and outer spaces")
            : null);

    private static Refusal? StationCode(string field, string code) => Code(field, code) ?? Station(field, code);

    private static Refusal? CodeOrNone(string field, string? code) => code is null ? null : Code(field, code);

    private static Refusal? Hours(string field, int? hours) => Within(field, hours, 1, MaxHours);

    private static Refusal? Check(Limits? limits) => limits is null
        ? null
        : First(
            Hours("data.limits.sortingHours", limits.SortingHours), Hours("data.limits.originHours", limits.OriginHours),
            Hours("data.limits.dispatchHours", limits.DispatchHours),
            Hours("data.limits.deliveryDispatchHours", limits.DeliveryDispatchHours),
            Hours("data.limits.transitHours", limits.TransitHours), Hours("data.limits.transferHours", limits.TransferHours),
            Hours("data.limits.destinationHours", limits.DestinationHours));

    private static Refusal? Check(ClaimStandards? claims)
    {
        if (claims is null) return null;
        var classes = claims.SettlementClasses ?? [];
        return First(
            Within("data.claims.investigationDays", claims.InvestigationDays, 1, MaxDays),
            Within("data.claims.reportDays", claims.ReportDays, 1, MaxDays),
            Within("data.claims.settlementDays", claims.SettlementDays, 1, MaxDays),
            Within("data.claims.arbitrationDays", claims.ArbitrationDays, 1, MaxDays),
            Within("data.claims.salvageDays", claims.SalvageDays, 1, MaxDays),
            classes.Count > 20 || classes.Any(each => each.UpTo <= 0 || each.Days is < 1 or > MaxDays)
                || classes.DistinctBy(each => each.UpTo).Count() < classes.Count
                ? Invalid("data.claims.settlementClasses", $"at most 20 amounts above 0, each once, with 1 to {MaxDays} days") : null);
    }

    private static Refusal? Check(InsuranceStandards? insurance) => insurance is null
        ? null
        : First(
            Money("data.insurance.watchAbove", insurance.WatchAbove), Hours("data.insurance.silenceHours", insurance.SilenceHours),
            Within("data.insurance.papersDays", insurance.PapersDays, 1, MaxDays),
            Goods("data.insurance.excludedGoods", insurance.ExcludedGoods),
            Goods("data.insurance.fragileGoods", insurance.FragileGoods),
            Goods("data.insurance.highValueGoods", insurance.HighValueGoods));

    private static Refusal? Goods(string field, IReadOnlyList<string>? words) =>
        words is not null && (words.Count > MaxListed || words.Any(word => string.IsNullOrWhiteSpace(word) || word.Length > Line))
            ? Invalid(field, $"at most {MaxListed} words of 1 to {Line} characters") : null;

    private static Refusal? Sites(IReadOnlyList<AccountSite> sites)
    {
        if (sites.Count > MaxListed || sites.DistinctBy(site => site.Code).Count() < sites.Count)
            return Invalid("data.sites", $"at most {MaxListed} sites, each once");
        for (var i = 0; i < sites.Count; i++)
            if (First(
                Code($"data.sites[{i}].code", sites[i].Code), Words($"data.sites[{i}].name", sites[i].Name, Line),
                StationOrNone($"data.sites[{i}].station", sites[i].Station)) is { } wrong) return wrong;
        return null;
    }

    private static Refusal? Reports(IReadOnlyList<ReportKind>? reports, bool ofDepartment) =>
        reports is null ? null
        : reports.Distinct().Count() < reports.Count ? Invalid("data.reports", "each report once")
        : reports.Any(report => report.IsOfDepartment() != ofDepartment)
            ? Invalid("data.reports", ofDepartment ? "reports of the department" : "reports of accounts") : null;

    private static Refusal? Until(MandateGranted mandate) => mandate.To is not { } to
        ? null
        : Day("data.to", to) ?? (to < mandate.From ? Invalid("data.to", "data.from or a later day") : null);

    private static Refusal? Weekend(IReadOnlyList<DayOfWeek>? weekend) =>
        weekend is not null && (weekend.Count > 6 || weekend.Distinct().Count() < weekend.Count)
            ? Invalid("data.weekend", "at most six days, each once") : null;

    private static Refusal? Days(CalendarSet calendar)
    {
        if (Days("data.holidays", calendar.Holidays) is { } holidays) return holidays;
        if (Days("data.workdays", calendar.Workdays) is { } workdays) return workdays;
        foreach (var (day, index) in (calendar.Workdays ?? []).Select((day, index) => (day, index)))
            if (calendar.Holidays?.Contains(day) is true) return Invalid($"data.workdays[{index}]", "a day that is no holiday");
        return null;
    }

    private static Refusal? Days(string field, IReadOnlyList<DateOnly>? days)
    {
        if (days is null) return null;
        if (days.Count > MaxListed) return Invalid(field, $"at most {MaxListed} days");
        for (var i = 0; i < days.Count; i++)
            if (Day($"{field}[{i}]", days[i]) is { } wrong) return wrong;
        return null;
    }
}
