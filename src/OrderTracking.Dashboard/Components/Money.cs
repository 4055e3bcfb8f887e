using System.Globalization;
using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Components;

/// <summary>Amounts in CNY.</summary>
public static class Money
{
    /// <summary>From here on <see cref="Short"/> is not exact.</summary>
    public const decimal Rounded = 10_000;

    private static readonly Text Thousands = new("{0}万", "{0}k"), Millions = new("{0}亿", "{0}M");

    /// <summary>An amount for a card, with three or four digits: 12.8万, 12.8k.</summary>
    public static string Short(decimal amount) => (Language.IsChinese, Math.Abs(amount)) switch
    {
        (_, < Rounded) => amount.ToString("#,##0", CultureInfo.InvariantCulture),
        (true, < 100_000_000) => Thousands.With(Digits(amount / 10_000)),
        (true, _) => Millions.With(Digits(amount / 100_000_000)),
        (false, < 1_000_000) => Thousands.With(Digits(amount / 1_000)),
        _ => Millions.With(Digits(amount / 1_000_000)),
    };

    private static string Digits(decimal number) =>
        number.ToString(Math.Abs(number) < 100 ? "0.0" : "#,##0", CultureInfo.InvariantCulture);
}
