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

    /// <summary>The waybill's stream holds an event that cannot be read, so that nothing can be decided on it.</summary>
    public const string UnreadableEvent = "unreadable-event";
}
