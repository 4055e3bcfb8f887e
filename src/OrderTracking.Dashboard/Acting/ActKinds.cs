namespace OrderTracking.Dashboard.Acting;

/// <summary>What can be recorded in place.</summary>
public static class ActKinds
{
    public const string ConfirmLoading = "confirm-loading", TellCustomer = "tell-customer", ReportBack = "report-back",
        Resolve = "resolve", Note = "note", VerifyAction = "verify-action", TakeOver = "take-over";
}
