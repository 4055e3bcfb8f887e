using System.Text.RegularExpressions;

namespace OrderTracking.Architecture.Tests;

/// <summary>SQL that SQL itself puts together and runs: <c>execute</c> in functions and do blocks.</summary>
internal static partial class DynamicSql
{
    /// <summary>
    /// What is executed and is neither a constant nor a format in which every value is quoted, as a name (%I) or as a literal (%L). A text
    /// that was put together before comes as a variable, so it is found as well.
    /// </summary>
    public static IEnumerable<string> Find(string sql)
    {
        var code = Mask(sql);
        foreach (Match run in Run().Matches(code))
        {
            var executed = Expression(sql, code, run.Index + run.Length);
            if (!IsQuoted(executed)) yield return Regex.Replace(executed, @"\s+", " ");
        }
        foreach (Match other in Others().Matches(code)) yield return other.Value;
    }

    private static bool IsQuoted(string executed)
    {
        if (Literal(executed, 0) is { } constant && constant.End == executed.Length) return true;
        var format = Format().Match(executed);
        if (!format.Success || Literal(executed, format.Length) is not { } text) return false;
        // Nothing may stand after its closing parenthesis, nor be added to the text itself.
        if (executed[text.End..].TrimStart() is not [',' or ')', ..] || ClosingOf(executed, format.Length) != executed.Length - 1)
            return false;
        return Places().Matches(text.Text).All(place => place.Value.Length > 1 && place.Value[^1] is 'I' or 'L' or '%');
    }

    // Up to where plpgsql ends it.
    private static string Expression(string sql, string code, int from)
    {
        var depth = 0;
        for (var at = from; at < code.Length; at++)
        {
            if (Literal(sql, at) is { } literal && code[at] is not ' ')
            {
                at = literal.End - 1;
                continue;
            }
            if (code[at] == '(') depth++;
            if (code[at] == ')') depth--;
            if (depth < 0 || code[at] == ';' || (depth == 0 && Ends().IsMatch(code[at..Math.Min(code.Length, at + 7)])))
                return sql[from..at].Trim();
        }
        return sql[from..].Trim();
    }

    private static int ClosingOf(string text, int from)
    {
        var depth = 1;
        for (var at = from; at < text.Length; at++)
        {
            if (Literal(text, at) is { } literal) at = literal.End - 1;
            else if (text[at] == '(') depth++;
            else if (text[at] == ')' && --depth == 0) return at;
        }
        return -1;
    }

    /// <summary>The literal that begins here, in quotes or in dollars.</summary>
    private static (string Text, int End)? Literal(string sql, int at)
    {
        if (sql[at] == '\'')
        {
            var end = at + 1;
            while (end < sql.Length && (sql[end] != '\'' || (end + 1 < sql.Length && sql[end + 1] == '\'')))
                end += sql[end] == '\'' ? 2 : 1;
            return (sql[(at + 1)..Math.Min(end, sql.Length)], Math.Min(end + 1, sql.Length));
        }
        if (sql[at] != '$' || Dollars().Match(sql, at) is not { Success: true } tag) return null;
        var close = sql.IndexOf(tag.Value, at + tag.Length, StringComparison.Ordinal);
        return close < 0 ? null : (sql[(at + tag.Length)..close], close + tag.Length);
    }

    // Without comments, and without what stands in quotes; the bodies of functions, in dollars, are code.
    private static string Mask(string sql) =>
        Silent().Replace(sql, silent => silent.Value[0] == '\''
            ? $"'{new string('.', silent.Length - 2)}'" : new string(' ', silent.Length));

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", RegexOptions.Singleline)]
    private static partial Regex Silent();

    [GeneratedRegex(@"\bexecute\b(?!\s+(function|procedure|on)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Run();

    [GeneratedRegex(@"\bquery_to_xml\w*\s*\(|\bdblink\w*\s*\(|\\gexec\b", RegexOptions.IgnoreCase)]
    private static partial Regex Others();

    [GeneratedRegex(@"^format\s*\(\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Format();

    [GeneratedRegex(@"^\s(using|into|loop)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Ends();

    [GeneratedRegex(@"%(\d+\$)?-?\d*.?")]
    private static partial Regex Places();

    [GeneratedRegex(@"\G\$(\w*)\$")]
    private static partial Regex Dollars();
}
