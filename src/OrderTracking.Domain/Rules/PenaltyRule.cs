using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Rules;

internal static class PenaltyRule
{
    /// <summary>
    /// A decision is about a breach that a penalty is proposed for; a confirmed amount is the schedule's, or within its range.
    /// </summary>
    /// <param name="amount">Null when the penalty is waived.</param>
    public static Refusal? Refuse(
        Waybill waybill, string deadline, decimal? amount, Reference.ReferenceSnapshot reference, Company company, DateTimeOffset now)
    {
        if (reference.ProposedFor([.. DeadlineRow.Rows(waybill.History, company)], deadline, now) is not { Event: var line })
            return new(RefusalCodes.NoPenalty, "data.deadline", "a breach of this waybill that a penalty is proposed for");
        var most = line.MaxFine ?? line.Fine;
        return amount < line.Fine || amount > most
            ? Values.Invalid("data.amount", most == line.Fine ? $"{line.Fine} CNY" : $"{line.Fine} to {most} CNY")
            : null;
    }
}
