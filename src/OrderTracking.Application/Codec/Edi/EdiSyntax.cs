namespace OrderTracking.Application.Codec.Edi;

/// <summary>The characters that an interchange is written with: it names them itself.</summary>
/// <param name="Terminator">Ends a segment.</param>
/// <param name="Release">Stands before one of these that is meant as text; null where there is none.</param>
/// <param name="Decimal">In numbers.</param>
internal sealed record EdiSyntax(byte Terminator, byte Element, byte Component, byte? Release, char Decimal)
{
    /// <summary>The length of ISA, the only segment of fixed length, with its terminator.</summary>
    private const int IsaLength = 106;

    private const int UnaLength = 9;

    private static readonly int[] IsaSeparators = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];

    private static readonly EdiSyntax Default = new((byte)'\'', (byte)'+', (byte)':', (byte)'?', '.');

    /// <summary>The syntax of an X12 interchange; null where its ISA is not one.</summary>
    public static EdiSyntax? OfX12(ReadOnlySpan<byte> body)
    {
        if (body.Length < IsaLength || !body.StartsWith("ISA"u8)) return null;
        foreach (var place in IsaSeparators)
            if (body[place] != body[3]) return null;
        return Valid(new(body[IsaLength - 1], body[3], body[104], null, '.'));
    }

    /// <summary>The syntax of an EDIFACT interchange, and where its UNB begins; null where it has neither a right UNA nor a UNB.</summary>
    public static EdiSyntax? OfEdifact(ReadOnlySpan<byte> body, out int begin)
    {
        begin = 0;
        if (body.StartsWith("UNB"u8)) return Default;
        if (body.Length < UnaLength || !body.StartsWith("UNA"u8) || body[5] is not ((byte)'.' or (byte)',')) return null;
        begin = UnaLength;
        return Valid(new(body[8], body[4], body[3], body[6] == ' ' ? null : body[6], (char)body[5]));
    }

    // Separators in ASCII cut no character of UTF-8 or Latin-1 in two.
    private static EdiSyntax? Valid(EdiSyntax syntax)
    {
        byte[] all = [syntax.Terminator, syntax.Element, syntax.Component, .. syntax.Release is { } release ? new[] { release } : []];
        return all.Distinct().Count() == all.Length && all.All(one => one is not 0 and < 0x80 and not (byte)' '
            && !char.IsAsciiLetterOrDigit((char)one)) ? syntax : null;
    }
}
