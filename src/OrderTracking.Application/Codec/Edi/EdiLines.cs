using OrderTracking.Domain;

namespace OrderTracking.Application.Codec.Edi;

/// <summary>
/// The lines of a batch that an EDI interchange makes: one for each status, in its order. A status that lacks something makes a line that
/// lacks it, and one without a rule a line whose type is its code, so that both are refused and kept as lines are.
/// </summary>
/// <param name="Fault">Why the interchange cannot be read.</param>
/// <param name="IsTooLarge">Whether the lines are larger than they may be; they are not all there then.</param>
public sealed record EdiLines(IReadOnlyList<ReadOnlyMemory<byte>> Lines, Malformed? Fault, bool IsTooLarge)
{
    /// <summary>The media types of RFC 1767.</summary>
    public const string X12Type = "application/edi-x12", EdifactType = "application/edifact";

    /// <param name="mediaType">Of the body, one of those of this class.</param>
    /// <param name="company">Whose time it is where a time does not say its offset.</param>
    /// <param name="most">How many lines there may be; reading stops one line behind.</param>
    /// <param name="mostBytes">How many bytes they may be together.</param>
    public static EdiLines Read(string mediaType, ReadOnlySpan<byte> body, Company company, int most, long mostBytes)
    {
        body = body.StartsWith("\uFEFF"u8) ? body[3..].TrimStart(" \t\r\n"u8) : body.TrimStart(" \t\r\n"u8);
        var isX12 = mediaType == X12Type;
        using var lines = new EdiLineWriter(isX12 ? EdiRules.X12 : EdiRules.Edifact, most, mostBytes);
        var fault = isX12 ? X12Statuses.Read(body, lines, company) : IftstaStatuses.Read(body, lines, company);
        if (fault is null && lines.Lines.Count == 0) fault = new(MalformedCodes.MissingField, "", "at least one status");
        return new(lines.Lines, fault, lines.IsTooLarge);
    }
}
