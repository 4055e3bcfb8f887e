using System.Globalization;
using System.Text;

namespace OrderTracking.Application.Codec.Edi;

/// <summary>
/// Reads the segments of an interchange, one after the other, in one pass over its bytes. The first fault ends the reading.
/// </summary>
internal ref struct EdiReader
{
    /// <summary>How long a code, number or name may be, in characters: longer than any of the standards'.</summary>
    public const int MaxCode = 60;

    /// <summary>The same of a free text.</summary>
    public const int MaxText = 512;

    private const int MaxElements = 100, MaxBytesOfCharacter = 8;

    private readonly ReadOnlySpan<byte> body;
    private readonly EdiSyntax syntax;
    private readonly List<Range> elements = [];
    private int next;

    /// <param name="begin">Where the first segment begins.</param>
    public EdiReader(ReadOnlySpan<byte> body, int begin, EdiSyntax syntax)
    {
        this.body = body;
        this.syntax = syntax;
        next = begin;
    }

    /// <summary>Of the current segment, from 1; UNA does not count.</summary>
    public int Number { get; private set; }

    /// <summary>Why the interchange cannot be read.</summary>
    public Malformed? Fault { get; private set; }

    /// <summary>In which the texts are. What the body holds must be valid in it.</summary>
    public Encoding Charset { get; set; } = Encoding.Latin1;

    public readonly char Decimal => syntax.Decimal;

    /// <summary>The next segment; false at the end, and after a fault.</summary>
    public bool Read()
    {
        elements.Clear();
        if (Fault is not null) return false;
        // Line breaks between segments are for the eyes of people.
        while (next < body.Length && body[next] is (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t') next++;
        if (next == body.Length) return false;
        Number++;
        for (var from = next; ;)
        {
            var length = body[next..].IndexOfAny(syntax.Terminator, syntax.Element, syntax.Release ?? syntax.Terminator);
            if (length < 0) return CutOff();
            next += length + 1;
            var stop = body[next - 1];
            if (stop == syntax.Release)
            {
                if (next++ == body.Length) return CutOff();
                continue;
            }
            if (elements.Count == MaxElements) return Fail($"at most {MaxElements} elements");
            elements.Add(from..(next - 1));
            if (stop == syntax.Terminator) return true;
            from = next;
        }
    }

    /// <summary>Whether the current segment is of this kind; of none after the last.</summary>
    public readonly bool Is(ReadOnlySpan<byte> tag) => elements.Count > 0 && body[elements[0]].SequenceEqual(tag);

    /// <summary>A component of an element of the current segment, without its padding; null where it is empty.</summary>
    public string? Text(int element, int component = 0, int max = MaxCode)
    {
        if (element >= elements.Count) return null;
        var raw = body[elements[element]];
        for (; component > 0; component--)
        {
            if (End(raw) is var end && end == raw.Length) return null;
            raw = raw[(end + 1)..];
        }
        raw = raw[..End(raw)];
        var text = raw.Length > max * MaxBytesOfCharacter ? null : Decode(raw).Trim();
        if (text is null || text.Length > max)
        {
            Fail($"at most {max} characters in element {element}");
            return null;
        }
        return text.Length == 0 ? null : text;
    }

    /// <summary>The fault that the current segment is not what comes here.</summary>
    public bool Fail(string expected)
    {
        Fault ??= new(MalformedCodes.InvalidEdi, $"segment {Number}", expected);
        return false;
    }

    /// <summary>Whether the current segment is of this kind; a fault where it is not.</summary>
    public bool Require(ReadOnlySpan<byte> tag, string expected) => Is(tag) || Fail(expected);

    /// <summary>The trailer's count must be what was read.</summary>
    public void RequireCount(int counted, string what)
    {
        var said = Text(1);
        if (!int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count != counted)
            Fail($"in element 1 the number of {what}: {counted}");
    }

    /// <summary>The trailer's reference must be the header's.</summary>
    public void RequireReference(string? reference)
    {
        if (Text(2) != reference) Fail("in element 2 the reference of what it ends");
    }

    private bool CutOff() => Fail("a segment with its terminator: the interchange is cut off");

    private readonly int End(ReadOnlySpan<byte> raw)
    {
        for (var from = 0; ;)
        {
            var length = raw[from..].IndexOfAny(syntax.Component, syntax.Release ?? syntax.Component);
            if (length < 0) return raw.Length;
            from += length;
            if (raw[from] == syntax.Component) return from;
            from = Math.Min(from + 2, raw.Length);
        }
    }

    private readonly string Decode(ReadOnlySpan<byte> raw)
    {
        if (syntax.Release is not { } release || !raw.Contains(release)) return Charset.GetString(raw);
        var (plain, length) = (new byte[raw.Length], 0);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == release && i + 1 < raw.Length) i++;
            plain[length++] = raw[i];
        }
        return Charset.GetString(plain, 0, length);
    }
}
