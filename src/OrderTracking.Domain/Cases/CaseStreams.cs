using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Cases;

/// <summary>All kinds of cases. The database function <c>tracking.is_case</c> names the same kinds; a test compares them.</summary>
public static class AllCases
{
    public static readonly ClaimType Claims = new();

    public static readonly ComplaintType Complaints = new();

    public static readonly InsuranceType Insurance = new();

    public static readonly InquiryType Inquiries = new();

    public static readonly RoundType Rounds = new();

    public static readonly DeskType DeskNotes = new();

    public static IReadOnlyList<CaseType> All { get; } = [Claims, Complaints, Insurance, Inquiries, Rounds, DeskNotes];
}

/// <summary>Keys of the streams of cases: kind, colon, number.</summary>
public static class CaseStreams
{
    public const string Expected = "the kind of a case, a colon and its number, such as claim:CL-1";

    public static bool IsCase(string stream) => TypeOf(stream) is not null;

    /// <summary>The kind of a stream; null for a stream of anything else.</summary>
    public static CaseType? TypeOf(string stream)
    {
        var colon = stream.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        foreach (var type in AllCases.All)
            if (stream.AsSpan(0, colon).SequenceEqual(type.Kind)) return type;
        return null;
    }

    /// <summary>The case whose stream's key a text is, its number in canonical form; null when it is none.</summary>
    public static (CaseType Type, string Number)? Parse(string text) =>
        TypeOf(text) is { } type && WaybillNumber.Parse(text[(type.Kind.Length + 1)..]) is { } number ? (type, number) : null;
}
