namespace OrderTracking.Dashboard.Acting;

/// <summary>What somebody records about a waybill in place, as a page's form sends it: everything is text until it is checked.</summary>
public sealed class ActForm
{
    /// <summary>The name of the form to which all of a page's act forms are sent.</summary>
    public const string Handler = "act";

    public string? Kind { get; set; }

    /// <summary>The event's id, made with the form: sent twice, it is recorded once.</summary>
    public string? Id { get; set; }

    public string? Waybill { get; set; }

    public string? Station { get; set; }

    public string? ExceptionId { get; set; }

    /// <summary>What it is about: the reason of a notification, or the day of a plan.</summary>
    public string? About { get; set; }

    public string? NextStation { get; set; }

    /// <summary>What was reported, or the reason.</summary>
    public string? Text { get; set; }

    public string? Measure { get; set; }

    public string? Channel { get; set; }

    public string? Cause { get; set; }

    /// <summary>yes or no: whether it can leave, or the customer agrees.</summary>
    public string? Answer { get; set; }

    /// <summary>A time on the company's clock, as a browser's field for times sends it.</summary>
    public string? NewTime { get; set; }

    /// <summary>The kinds of what is taken over of a hand-over.</summary>
    public string[]? Items { get; set; }

    /// <summary>Whether the form was sent for the same act as this.</summary>
    public bool IsOf(string kind, string waybill, string? about) =>
        Kind == kind && Waybill == waybill && (ExceptionId ?? About) == about;
}
