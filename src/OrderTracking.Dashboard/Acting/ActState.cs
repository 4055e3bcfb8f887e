namespace OrderTracking.Dashboard.Acting;

/// <summary>The form that was sent to a page, and what is wrong with it.</summary>
public sealed record ActState(ActForm Sent, string Fault);
