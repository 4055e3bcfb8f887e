using OrderTracking.Application.Ports;
using OrderTracking.Domain.Cases;

namespace OrderTracking.Application.Reading;

/// <summary>The figures of cases, as their reports, their boards and the monthly reports show them.</summary>
public static class CaseFigureReading
{
    /// <param name="filter">By which the rows were read; its period is that of the figures.</param>
    /// <param name="now">Verdicts are as of then.</param>
    public static async Task<CaseFigures> FiguresOf(
        this ICasesView cases, CaseType type, CaseFilter filter, IReadOnlyList<CaseRow> rows, DateTimeOffset now,
        CancellationToken cancellationToken) => type.Figures(
        rows, PeriodOf(filter), now, type.CountsWaybills ? await cases.WaybillsReceived(filter, cancellationToken) : 0);

    /// <summary>The same, with groups by branch.</summary>
    /// <param name="branches">The branch of each station that is of one.</param>
    public static async Task<CaseFigures> FiguresOf(
        this ICasesView cases, CaseType type, CaseFilter filter, IReadOnlyList<CaseRow> rows, DateTimeOffset now,
        IReadOnlyDictionary<string, string> branches, CancellationToken cancellationToken) =>
        (await cases.FiguresOf(type, filter, rows, now, cancellationToken)).WithBranches(type, rows, PeriodOf(filter), branches);

    private static CasePeriod PeriodOf(CaseFilter filter) => new(filter.Opened.From, filter.Opened.To);
}
