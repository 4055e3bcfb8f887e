namespace OrderTracking.Domain.Events;

/// <summary>
/// A text that people write as they like, and so may name anybody. It is encrypted before it is stored, by the key of its stream's texts.
/// Two forms of a text are kept for the service, and no sender may send them: that of an erased one, and that of an encrypted one.
/// </summary>
public static class FreeText
{
    /// <summary>What a text reads as once its key was destroyed.</summary>
    public const string Erased = "[erased]";

    private const string Seal = "[sealed]";

    /// <summary>The stored form of a text.</summary>
    public static string Sealed(string ciphertext) => Seal + ciphertext;

    /// <summary>The reverse; null for a text that can be read.</summary>
    public static string? Ciphertext(string text) => IsSealed(text) ? text[Seal.Length..] : null;

    public static bool IsSealed(string text) =>
        text.StartsWith(Seal, StringComparison.Ordinal) && text.Length > Seal.Length && char.IsAsciiDigit(text[Seal.Length]);

    public static bool IsReserved(string text) => text == Erased || IsSealed(text);

    /// <summary>Whether there is anything in it to be encrypted.</summary>
    public static bool IsOpen(string text) => !string.IsNullOrWhiteSpace(text) && !IsReserved(text);
}

/// <summary>
/// The free texts of events: the one list of the members that hold some. Every other text of an event is a code, an identifier, or words of
/// a kind: a vehicle, a courier, the goods.
/// </summary>
public static class FreeTexts
{
    /// <summary>The event with each of its free texts replaced; the same instance where it has none.</summary>
    /// <param name="change">From the member's name and its text to another text.</param>
    public static T Change<T>(T domainEvent, Func<string, string, string> change) where T : DomainEvent
    {
        return (T)(DomainEvent)(domainEvent switch
        {
            Received x when (x.Remarks ?? x.OneOffMandate) is not null =>
                x with { Remarks = Of("remarks", x.Remarks), OneOffMandate = Of("oneOffMandate", x.OneOffMandate) },
            OrderAmended x when (x.Remarks ?? x.OneOffMandate) is not null =>
                x with { Remarks = Of("remarks", x.Remarks), OneOffMandate = Of("oneOffMandate", x.OneOffMandate) },
            Arrived { Condition: { } text } x => x with { Condition = change("condition", text) },
            Signed { Remark: { Text: { } text } remark } x => x with { Remark = remark with { Text = change("remark", text) } },
            ExceptionRaised { Description: { } text } x => x with { Description = change("description", text) },
            StockedIn { PackingRemarks: { } text } x => x with { PackingRemarks = change("packingRemarks", text) },
            HeldForInstruction { Note: { } text } x => x with { Note = change("note", text) },
            ReleasedForDispatch { Instruction: { } text } x => x with { Instruction = change("instruction", text) },
            LoadingConfirmed { Reason: { } text } x => x with { Reason = change("reason", text) },
            DeliveryFailed { Reason: { } text } x => x with { Reason = change("reason", text) },
            Refused { Reason: { } text } x => x with { Reason = change("reason", text) },
            ReturnedToShipper { Reason: { } text } x => x with { Reason = change("reason", text) },
            WrittenOff { Reason: { } text } x => x with { Reason = change("reason", text) },
            ExceptionReportedBack x when (x.Report ?? x.Measure) is not null =>
                x with { Report = Of("report", x.Report), Measure = Of("measure", x.Measure) },
            ExceptionResolved { Evidence: { } text } x => x with { Evidence = change("evidence", text) },
            ReceiptRejected { Reason: { } text } x => x with { Reason = change("reason", text) },
            ReceiptLost { Reason: { } text } x => x with { Reason = change("reason", text) },
            CustomerNotified { About: { } text } x => x with { About = change("about", text) },
            ConsigneeCalledBack x when (x.Outcome ?? x.Problem) is not null =>
                x with { Outcome = Of("outcome", x.Outcome), Problem = Of("problem", x.Problem) },
            CorrectiveActionSet x => x with { Measure = change("measure", x.Measure) },
            CorrectiveActionVerified { Note: { } text } x => x with { Note = change("note", text) },
            PenaltyConfirmed x => x with { Reason = change("reason", x.Reason) },
            PenaltyWaived x => x with { Reason = change("reason", x.Reason) },
            Corrected x => x with { Reason = change("reason", x.Reason) },
            Cancelled { Reason: { } text } x => x with { Reason = change("reason", text) },
            ClaimFiled { Description: { } text } x => x with { Description = change("description", text) },
            ClaimInvestigated x => x with { Findings = change("findings", x.Findings) },
            ClaimReportSubmitted { Proposal: { } text } x => x with { Proposal = change("proposal", text) },
            ClaimDisapproved x => x with { Reason = change("reason", x.Reason) },
            ClaimEscalated { Reason: { } text } x => x with { Reason = change("reason", text) },
            ClaimArbitrated { Reason: { } text } x => x with { Reason = change("reason", text) },
            ClaimSuspended { Reason: { } text } x => x with { Reason = change("reason", text) },
            ClaimResumed { Note: { } text } x => x with { Note = change("note", text) },
            GoodwillProposed x => x with { Reason = change("reason", x.Reason) },
            ClaimRejected x => x with { Reason = change("reason", x.Reason) },
            ComplaintReceived x => x with { Content = change("content", x.Content) },
            ComplaintJudged x => x with { Grounds = change("grounds", x.Grounds) },
            ComplaintAnswered x => x with { Answer = change("answer", x.Answer) },
            ComplaintResolved x => x with { Measure = change("measure", x.Measure) },
            ComplainantCalledBack { Note: { } text } x => x with { Note = change("note", text) },
            ComplaintReopened x => x with { Reason = change("reason", x.Reason) },
            ComplaintActionSet x => x with { Measure = change("measure", x.Measure) },
            ComplaintActionVerified { Note: { } text } x => x with { Note = change("note", text) },
            CoverDeclined x => x with { Reason = change("reason", x.Reason) },
            LossReported x => x with { Description = change("description", x.Description) },
            LossPapersSubmitted { Note: { } text } x => x with { Note = change("note", text) },
            InsurerRefused x => x with { Reason = change("reason", x.Reason) },
            InquiryReceived { Question: { } text } x => x with { Question = change("question", text) },
            InquiryAnswered x => x with { Answer = change("answer", x.Answer) },
            SiteCalled { Problem: { } text } x => x with { Problem = change("problem", text) },
            SiteFaultResolved x => x with { Measure = change("measure", x.Measure) },
            RoundReported { Note: { } text } x => x with { Note = change("note", text) },
            NoteWritten x => x with { Note = change("note", x.Note) },
            NoteAccepted { Note: { } text } x => x with { Note = change("note", text) },
            NoteRefused x => x with { Reason = change("reason", x.Reason) },
            NoteDone { Note: { } text } x => x with { Note = change("note", text) },
            NoteReviewed { Note: { } text } x => x with { Note = change("note", text) },
            _ => domainEvent,
        });

        string? Of(string member, string? text) => text is null ? null : change(member, text);
    }

    /// <summary>The event without what its free texts say, but that they were erased.</summary>
    public static T Erase<T>(T domainEvent) where T : DomainEvent =>
        Change(domainEvent, (_, text) => FreeText.IsOpen(text) ? FreeText.Erased : text);

    /// <summary>Whether one of the event's free texts is such. Most events have none, and cost a look at their type.</summary>
    public static bool Any(DomainEvent domainEvent, Func<string, bool> isSuch) =>
        !ReferenceEquals(Change(domainEvent, Same), domainEvent) && Find(domainEvent, isSuch);

    private static bool Find(DomainEvent domainEvent, Func<string, bool> isSuch)
    {
        var found = false;
        Change(domainEvent, (_, text) =>
        {
            found |= isSuch(text);
            return text;
        });
        return found;
    }

    private static string Same(string member, string text) => text;
}
