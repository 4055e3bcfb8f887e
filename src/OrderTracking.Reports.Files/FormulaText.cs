using System.Globalization;
using System.Text;

namespace OrderTracking.Reports.Files;

/// <summary>Keeps spreadsheets from reading texts in a CSV file as formulas.</summary>
internal static class FormulaText
{
    private const char Apostrophe = '\'';

    // Also the full-width and small forms, which Chinese versions read alike, and those that are the same letters by compatibility.
    private const string Operators = "=＝﹦⁼₌+＋﹢⁺₊-－﹣⁻₋−@＠﹫";

    /// <summary>
    /// The text with an apostrophe where a formula would begin: at its start, and after each character that ends a field for a spreadsheet
    /// that separates by something else than the comma, and so does not see where the quotes belong.
    /// </summary>
    public static string Neutralize(string text)
    {
        StringBuilder? neutral = null;
        var copied = 0;
        for (int begin = 0, end; begin <= text.Length; begin = end + 1)
        {
            end = text.AsSpan(begin).IndexOfAny(";\t\r\n") is >= 0 and var length ? begin + length : text.Length;
            if (!IsFormula(text.AsSpan(begin, end - begin)) && !(begin == 0 && text is ['\t' or '\r' or '\n', ..])) continue;
            neutral ??= new();
            neutral.Append(text, copied, begin - copied).Append(Apostrophe);
            copied = begin;
        }
        return neutral is null ? text : neutral.Append(text, copied, text.Length - copied).ToString();
    }

    // White space, byte order marks and the like before a formula are passed over by one spreadsheet or another.
    private static bool IsFormula(ReadOnlySpan<char> field)
    {
        foreach (var letter in field)
            if (!IsPassedOver(letter)) return IsOperator(letter);
        return false;
    }

    private static bool IsPassedOver(char letter) => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '"'
        || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsOperator(char letter) => Operators.Contains(letter, StringComparison.Ordinal);
}
