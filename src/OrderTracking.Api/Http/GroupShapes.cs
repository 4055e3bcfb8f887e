using System.Globalization;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>The group's month by branch, the best branch first.</summary>
/// <param name="Month">As 2026-11.</param>
/// <param name="Before">The month that it is compared with.</param>
/// <param name="Definitions">Of its rates.</param>
/// <param name="Total">Of all branches and of what is of none.</param>
public sealed record GroupReportAnswer(
    string Month, string Before, IReadOnlyList<RateDefinition> Definitions, BranchMonthShape Total,
    IReadOnlyList<BranchMonthShape> Branches, long Position, long LagMs)
{
    internal static GroupReportAnswer Of(
        DateOnly month, GroupMonth read, IReadOnlyList<RateDefinition> definitions, ViewPosition position) => new(
        Name(month), Name(month.AddMonths(-1)), definitions, BranchMonthShape.Of(read.Total),
        [.. read.Branches.Select(BranchMonthShape.Of)], position.Position, position.LagMs);

    private static string Name(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

/// <param name="Branch">Null for the total, empty for what is of no branch.</param>
/// <param name="Rank">From 1; null for the total, for what is of no branch, and for a branch without waybills.</param>
/// <param name="Change">Against the month before, in each rate's unit, and the loss in CNY; null where either month has no data.</param>
public sealed record BranchMonthShape(
    string? Branch, int? Rank, int? RankBefore, BranchFiguresShape Now, BranchFiguresShape? Before, BranchChanges Change)
{
    internal static BranchMonthShape Of(BranchMonth month) => new(
        month.Now.Branch, month.Rank, month.RankBefore, BranchFiguresShape.Of(month.Now),
        month.Before is null ? null : BranchFiguresShape.Of(month.Before),
        new(month.Founded.Change, month.SettledInTime.Change, month.Damaged.Change, month.Short.Change, month.LossChange));
}

/// <param name="Claims">Opened in the month.</param>
/// <param name="Complaints">Received in the month.</param>
/// <param name="Open">Claims and complaints that are open, whenever they were opened.</param>
/// <param name="Founded">Founded complaints, of waybills received; in ‰.</param>
/// <param name="SettledInTime">Claims, a share.</param>
/// <param name="Damaged">Waybills with damage, of waybills received; in ‰.</param>
/// <param name="Short">Waybills with a shortage, of waybills received; in ‰.</param>
/// <param name="Amounts">CNY, of the claims opened in the month.</param>
/// <param name="SalvageToSell">Claims opened in the month whose salvage is valued and not sold.</param>
public sealed record BranchFiguresShape(
    long Claims, long Complaints, long Open, PlainRate Founded, PlainRate SettledInTime, PlainRate Damaged, PlainRate Short,
    IReadOnlyDictionary<string, decimal> Amounts, long SalvageToSell)
{
    internal static BranchFiguresShape Of(BranchFigures figures) => new(
        figures.Claims, figures.Complaints, figures.Open, PlainRate.Of(figures.Founded), PlainRate.Of(figures.SettledInTime),
        PlainRate.Of(figures.Damaged), PlainRate.Of(figures.Short), figures.Amounts, figures.SalvageToSell);
}

public sealed record BranchChanges(decimal? Founded, decimal? SettledInTime, decimal? Damaged, decimal? Short, decimal Loss);
