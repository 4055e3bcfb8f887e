namespace OrderTracking.Architecture.Tests;

/// <summary>A string literal of C# source.</summary>
/// <param name="Text">As it stands between the quotes, holes included.</param>
/// <param name="HasHoles">It is interpolated, and something is put in.</param>
/// <param name="IsAdded">Something is added to it with +, or it to something.</param>
/// <param name="Statement">The code before it, back to where its statement begins.</param>
internal sealed record CSharpText(string Text, bool HasHoles, bool IsAdded, string Statement)
{
    /// <summary>Every literal, those inside holes of others too, and the code without comments and without what literals say.</summary>
    public static (IReadOnlyList<CSharpText> Literals, string Code) Read(string source)
    {
        var reader = new Reader(source);
        reader.Code(0, isHole: false);
        var code = new string(reader.Masked);
        return ([.. reader.Found
            .Select(found => new CSharpText(source[found.From..found.To], found.HasHoles, IsNextToPlus(code, found.Start, found.End),
                Before(code, found.Start)))], code);
    }

    private static bool IsNextToPlus(string code, int start, int end)
    {
        var (before, after) = (code[..start].TrimEnd(), code[end..].TrimStart());
        return before.EndsWith('+') || before.EndsWith("+=", StringComparison.Ordinal) || after.StartsWith('+');
    }

    private static string Before(string code, int start) =>
        code[(start == 0 ? 0 : code.LastIndexOfAny([';', '{', '}'], start - 1) + 1)..start];

    private sealed class Reader(string source)
    {
        public char[] Masked { get; } = source.ToCharArray();

        // From and To are those of its text; Start and End those of the literal with its quotes.
        public List<(int Start, int End, int From, int To, bool HasHoles)> Found { get; } = [];

        /// <summary>Reads code up to the end, or up to the brace that ends a hole.</summary>
        public int Code(int at, bool isHole)
        {
            for (var depth = 0; at < source.Length;)
            {
                var prefix = at;
                while (prefix < source.Length && source[prefix] is '$' or '@') prefix++;
                if (prefix < source.Length && source[prefix] == '"') at = Literal(at, prefix);
                else if (Is(at, "//")) at = Mask(at, End(source.IndexOf('\n', at)));
                else if (Is(at, "/*")) at = Mask(at, End(source.IndexOf("*/", at, StringComparison.Ordinal), 2));
                else if (source[at] == '\'') at = Mask(at, End(source.IndexOf('\'', at + (source[at + 1] == '\\' ? 3 : 2)), 1));
                else if (isHole && depth == 0 && source[at] == '}') return at;
                // What follows is how to write the value: a conditional stands in parentheses there.
                else if (isHole && depth == 0 && source[at] == ':' && !Is(at, "::") && source[at - 1] != ':')
                    return source.IndexOf('}', at);
                else
                {
                    if (source[at] is '(' or '[' or '{') depth++;
                    if (source[at] is ')' or ']' or '}') depth--;
                    at++;
                }
            }
            return source.Length;
        }

        private int Literal(int start, int quote)
        {
            var (dollars, isVerbatim) =
                (source[start..quote].Count(c => c == '$'), source[start..quote].Contains('@', StringComparison.Ordinal));
            var quotes = Run(quote, '"');
            var isRaw = quotes >= 3 && !isVerbatim;
            var (from, hasHoles) = (isRaw ? quote + quotes : quote + 1, false);
            for (var at = from; at < source.Length;)
            {
                if (source[at] == '"' && (isRaw ? Run(at, '"') >= quotes : !isVerbatim || Run(at, '"') % 2 == 1))
                {
                    // Of a verbatim literal's run of quotes the last one ends it; of a raw one's, the last of all.
                    var to = isRaw ? at + Run(at, '"') - quotes : isVerbatim ? at + Run(at, '"') - 1 : at;
                    var end = isRaw ? to + quotes : to + 1;
                    Mask(start, end);
                    Found.Add((start, end, from, to, hasHoles));
                    return end;
                }
                if (source[at] == '"') at += Run(at, '"');
                else if (source[at] == '\\' && !isRaw && !isVerbatim) at += 2;
                else if (source[at] == '{' && dollars > 0)
                {
                    var braces = Run(at, '{');
                    var opens = isRaw ? braces >= dollars : braces % 2 == 1;
                    at += braces;
                    if (!opens) continue;
                    hasHoles = true;
                    at = Code(at, isHole: true) + (isRaw ? dollars : 1);
                }
                else at++;
            }
            throw new FormatException($"A text without an end: {source[start..Math.Min(source.Length, start + 60)]}");
        }

        private int Run(int at, char c)
        {
            var end = at;
            while (end < source.Length && source[end] == c) end++;
            return end - at;
        }

        private bool Is(int at, string text) => string.CompareOrdinal(source, at, text, 0, text.Length) == 0;

        private int End(int found, int more = 0) => found < 0 ? source.Length : found + more;

        private int Mask(int from, int to)
        {
            for (var i = from; i < to; i++)
                if (Masked[i] is not '\n') Masked[i] = ' ';
            return to;
        }
    }
}
