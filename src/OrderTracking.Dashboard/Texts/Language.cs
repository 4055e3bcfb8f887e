using System.Globalization;

namespace OrderTracking.Dashboard.Texts;

/// <summary>The reader's language: the browser's choice, unless the reader chose another.</summary>
public static class Language
{
    public const string Chinese = "zh-CN", English = "en";

    public static bool IsChinese => CultureInfo.CurrentUICulture.Name.StartsWith("zh", StringComparison.Ordinal);

    public static string Current => IsChinese ? Chinese : English;
}

/// <summary>A text in both languages, so that none can lack one of them.</summary>
public readonly record struct Text(string Chinese, string English)
{
    public override string ToString() => Language.IsChinese ? Chinese : English;

    /// <summary>The text with values in its places {0}, {1} and so on.</summary>
    public string With(params object?[] values) => string.Format(CultureInfo.InvariantCulture, ToString(), values);

    public static implicit operator string(Text text) => text.ToString();
}
