namespace OrderTracking.Oracle;

public sealed record InsurancePart(
    decimal Amount, string Reason, string? Policy, decimal? Premium, decimal? Loss, decimal? Claimed, decimal Paid);

/// <summary>What must be true of an insurance, each question from the whole list of events.</summary>
public sealed class Insurance(string stream, IReadOnlyList<LogEvent> recorded, ReferenceData reference) : CaseStory(
    stream, recorded, reference, "insurance",
    ["coverSubmitted", "coverConfirmed", "coverDeclined", "lossReported", "lossPapersSubmitted", "insurerClaimFiled", "insurerPaid",
        "insurerRefused"])
{
    public override CaseRow? Row()
    {
        if (Last("coverSubmitted") is not { } submitted) return null;
        var (decided, loss, filed, refused) =
            (Last("coverConfirmed", "coverDeclined"), Last("lossReported"), Last("insurerClaimFiled"), Last("insurerRefused"));
        var paid = Counting.Where(entry => entry.Type == "insurerPaid").Sum(entry => entry.Amount("amount")!.Value);
        var isPaid = filed is not null && paid >= filed.Amount("amount");
        CaseStep[] steps = loss is null ? [] :
        [
            new("papers", loss.OccurredAt, Workdays(loss, Set(loss, "papersDays") ?? 3),
                After(loss, "lossPapersSubmitted", "insurerClaimFiled")),
        ];
        return new(
            Stream, "insurance", Number, submitted.Text("account")!, submitted.Station, null,
            refused is not null ? "refused" : isPaid ? "paid" : filed is not null ? "claimFiled"
                : Last("lossPapersSubmitted") is not null ? "papersSubmitted" : loss is not null ? "lossReported"
                : decided is null ? "submitted" : decided.Type == "coverConfirmed" ? "confirmed" : "declined",
            [submitted.Text("waybill")!], submitted.OccurredAt,
            refused?.OccurredAt ?? (isPaid ? Last("insurerPaid")!.OccurredAt : loss is null ? decided?.OccurredAt : null), null, steps,
            steps.FirstOrDefault()?.DueAt, steps.FirstOrDefault(step => step.KeptAt is null)?.DueAt, Counting[^1].OccurredAt, null,
            Insurance: new(
                submitted.Amount("amount")!.Value, submitted.Text("reason")!, Last("coverConfirmed")?.Text("policy"),
                Last("coverConfirmed")?.Amount("premium"), loss?.Amount("amount"), filed?.Amount("amount"), paid));
    }
}
