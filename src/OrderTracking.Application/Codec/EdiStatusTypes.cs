namespace OrderTracking.Application.Codec;

/// <summary>
/// In the place of an event's type, the status code of an EDI standard for which there is no rule: a line of a batch that has one is
/// refused, and kept for somebody who knows what happened.
/// </summary>
internal static class EdiStatusTypes
{
    public const string X12 = "x12", Edifact = "edifact";

    private const int MaxLength = 200;

    /// <summary>What is expected in the place of such a type; null for any other text.</summary>
    public static string? Expected(string type) =>
        type.Length <= MaxLength && (type.StartsWith(X12 + ":", StringComparison.Ordinal)
            || type.StartsWith(Edifact + ":", StringComparison.Ordinal))
            ? $"the event that {type} is: no rule says" : null;
}
