namespace OrderTracking.Domain.Waybills;

/// <summary>Why an event is refused. The codes are stable: clients act on them.</summary>
public static class RefusalCodes
{
    public const string UnknownWaybill = "unknown-waybill";
    public const string AlreadyReceived = "already-received";
    public const string MorePiecesThanOutstanding = "more-pieces-than-outstanding";
    public const string TimeAhead = "time-ahead";
    public const string TimeTooEarly = "time-too-early";
    public const string InvalidValue = "invalid-value";
    public const string UnknownEvent = "unknown-event";
    public const string AlreadyCorrected = "already-corrected";
    public const string ReplacementNeeded = "replacement-needed";
    public const string ReplacementMissing = "replacement-missing";
    public const string IdReused = "id-reused";
    public const string NotForSenders = "not-for-senders";
    public const string NotYourStation = "not-your-station";
    public const string NotYourEvent = "not-your-event";
    public const string EffectiveInPast = "effective-in-past";
    public const string UnknownCalendar = "unknown-calendar";
    public const string NoPenalty = "no-penalty";
    public const string TooManyEvents = "too-many-events-of-waybill";

    public const string UnknownCase = "unknown-case";
    public const string TooManyEventsOfCase = "too-many-events-of-case";
    public const string AlreadyOpened = "already-opened";
    public const string CaseClosed = "case-closed";
    public const string CaseSuspended = "case-suspended";
    public const string NotSuspended = "not-suspended";
    public const string ImpossibleLater = "impossible-later";
    public const string NoReport = "no-report";
    public const string OpinionsAgree = "opinions-agree";
    public const string NotEscalated = "not-escalated";
    public const string NothingApproved = "nothing-approved";
    public const string MoreThanApproved = "more-than-approved";
    public const string AlreadySettled = "already-settled";
    public const string NotSettled = "not-settled";
    public const string MoreThanSettled = "more-than-settled";
    public const string AlreadyPaid = "already-paid";
    public const string NothingValued = "nothing-valued";
    public const string AlreadySold = "already-sold";
    public const string AlreadyJudged = "already-judged";
    public const string NotJudged = "not-judged";
    public const string AlreadyResolved = "already-resolved";
    public const string NotResolved = "not-resolved";
    public const string NotFounded = "not-founded";
    public const string UnknownAction = "unknown-action";
    public const string AlreadyDecided = "already-decided";
    public const string NotCovered = "not-covered";
    public const string LossKnown = "loss-known";
    public const string NoLoss = "no-loss";
    public const string AlreadyFiled = "already-filed";
    public const string NotFiled = "not-filed";
    public const string MoreThanCovered = "more-than-covered";
    public const string MoreThanFiled = "more-than-filed";
    public const string NoSites = "no-sites";
    public const string UnknownSite = "unknown-site";
    public const string NothingWrong = "nothing-wrong";
    public const string AlreadyFollowed = "already-followed";
    public const string OwnNote = "own-note";
    public const string AlreadyAccepted = "already-accepted";
    public const string AlreadyRefused = "already-refused";
    public const string NotAccepted = "not-accepted";
    public const string AlreadyDone = "already-done";
    public const string AlreadyReviewed = "already-reviewed";

    /// <summary>The waybill's stream holds an event that cannot be read, so that nothing can be decided on it.</summary>
    public const string UnreadableEvent = "unreadable-event";
}
