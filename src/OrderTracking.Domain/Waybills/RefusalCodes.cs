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

    /// <summary>The waybill's stream holds an event that cannot be read, so that nothing can be decided on it.</summary>
    public const string UnreadableEvent = "unreadable-event";

    public static IReadOnlyDictionary<string, string> Labels { get; } = new Dictionary<string, string>
    {
        [UnknownWaybill] = "运单尚未受理",
        [AlreadyReceived] = "运单已受理且内容不同",
        [MorePiecesThanOutstanding] = "件数超过未签收件数",
        [TimeAhead] = "时间晚于当前时间",
        [TimeTooEarly] = "时间过早",
        [InvalidValue] = "数值不合要求",
        [UnknownEvent] = "被更正的事件不存在",
        [AlreadyCorrected] = "该事件已被更正",
        [ReplacementNeeded] = "更正受理须附替代事件",
        [ReplacementMissing] = "替代事件不在同一请求中",
        [IdReused] = "事件编号已用于其他内容",
        [NotForSenders] = "该事件只由系统产生",
        [NotYourStation] = "不是您的网点",
        [NotYourEvent] = "您无权录入此类事件",
        [EffectiveInPast] = "生效日期须晚于今天",
        [UnknownCalendar] = "日历尚未设置",
        [UnreadableEvent] = "运单中有无法读取的事件",
    };
}
