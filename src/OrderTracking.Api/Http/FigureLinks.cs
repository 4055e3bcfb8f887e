using System.Globalization;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>Links to the rows behind a figure.</summary>
internal static class FigureLinks
{
    /// <summary>The links to the rows of the numerator, and to the rest of the denominator.</summary>
    public static (string Numerators, string Others) Of(RateFigure figure, FigureScope scope) => figure switch
    {
        OnTimeFigure x => Both("/v1/on-time/waybills", scope, OnTimeVerdict.OnTime, OnTimeVerdict.Late,
            ("clock", ResponseJson.Name(x.Clock)), ("basis", ResponseJson.Name(x.Basis))),
        ReceiptFigure { Kind: ReceiptFigureKind.Return } =>
            Both("/v1/receipts", scope, ReceiptVerdict.Returned, ReceiptVerdict.Outstanding),
        ReceiptFigure { Kind: ReceiptFigureKind.Timeliness } => Both("/v1/receipts", scope, ReceiptVerdict.InTime, ReceiptVerdict.Late),
        ReceiptFigure => Both("/v1/receipts", scope, ReceiptVerdict.Right, ReceiptVerdict.Wrong),
        LossAndDamageFigure { Kind: LossOrDamage.Damage } =>
            Both("/v1/volumes", scope, LossAndDamageVerdict.Damaged, LossAndDamageVerdict.Undamaged),
        LossAndDamageFigure => Both("/v1/volumes", scope, LossAndDamageVerdict.Short, LossAndDamageVerdict.Complete),
        StandardFigure => (
            Address($"/v1/figures/{figure.Name}/deadlines", scope, [("side", ResponseJson.Name(FigureSide.Numerator))]),
            Address($"/v1/figures/{figure.Name}/deadlines", scope, [("side", ResponseJson.Name(FigureSide.Others))])),
        _ => throw new ArgumentOutOfRangeException(nameof(figure)),
    };

    /// <summary>The link to the waybills behind a volume.</summary>
    public static string Waybills(FigureScope scope) => Address("/v1/volumes", scope, []);

    /// <summary>The link to the stays behind dwell times.</summary>
    public static string Stays(DwellFigure figure, FigureScope scope) => Address($"/v1/figures/{figure.Name}/deadlines", scope, []);

    private static (string, string) Both(string path, FigureScope scope, Enum good, Enum bad, params (string Name, string? Value)[] more) =>
        (Address(path, scope, [.. more, ("verdict", ResponseJson.Name(good))]),
            Address(path, scope, [.. more, ("verdict", ResponseJson.Name(bad))]));

    private static string Address(string path, FigureScope scope, (string Name, string? Value)[] more)
    {
        (string Name, string? Value)[] given =
        [
            ("from", Day(scope.From)), ("to", Day(scope.To)), ("account", scope.Account),
            ("tier", scope.Tier?.Wire()), ("lane", scope.Lane), ("station", scope.Station), ("branch", scope.Branch),
            // The rows are those of the past that the figure is about.
            .. more, .. QuestionMoment.Current?.Question.Parameters ?? [],
        ];
        return path + "?" + string.Join('&', given.Where(item => item.Value is not null)
            .Select(item => $"{item.Name}={Uri.EscapeDataString(item.Value!)}"));
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
