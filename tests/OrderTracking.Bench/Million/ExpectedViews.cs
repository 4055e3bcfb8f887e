using System.Globalization;
using System.Runtime.InteropServices;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Bench.Million;

/// <summary>A figure by its groups: of each, the two numbers that the answer has under these names.</summary>
internal sealed record GroupedFigure(string Path, string First, string Second)
{
    public Dictionary<string, (long First, long Second)> Groups { get; } = [];
}

/// <summary>
/// The generator's own count of what the views hold: rows by view, and figures of a year by group. It is counted from each waybill's
/// history as that is made, with the domain's rules but without log, codec, tables and SQL.
/// </summary>
internal sealed class ExpectedViews
{
    private readonly Company _company;
    private readonly DateOnly _from, _to;
    private readonly Dictionary<string, long> _rows = AllViews.All.ToDictionary(view => view.Name, _ => 0L);
    private readonly GroupedFigure _onTime, _volumes, _receipts, _reportBack, _dwell;

    /// <param name="now">The end of the year. Figures leave out its day, on which what is open turns into missed by the hour.</param>
    public ExpectedViews(Company company, DateTimeOffset now)
    {
        (_company, Now, _to) = (company, now, company.Day(now));
        _from = _to.AddDays(-364);
        _onTime = Figure("on-time", "lane", "numerator", "denominator");
        _volumes = Figure("figures/volumes", "account", "waybills", "pieces");
        _receipts = Figure("figures/receipt-return", "station", "numerator", "denominator");
        _reportBack = Figure("figures/report-back", "account", "numerator", "denominator");
        _dwell = Figure("figures/dwell-destination", "lane", "stays", "stays");
    }

    /// <summary>The end of the year.</summary>
    public DateTimeOffset Now { get; }

    public IReadOnlyDictionary<string, long> Rows => _rows;

    public IReadOnlyList<GroupedFigure> Figures => [_onTime, _volumes, _receipts, _reportBack, _dwell];

    public void Add(History history)
    {
        foreach (var view in AllViews.All)
            foreach (var row in view.RowsOf(history, _company))
            {
                _rows[view.Name]++;
                Count(row);
            }
    }

    private void Count(IViewRow row)
    {
        switch (row)
        {
            case OnTimeRow onTime when IsCounted(onTime.PromisedDay):
                var verdict = OnTime.Verdict(onTime, OnTimeClock.Signed, OnTimeBasis.Gross, _company.Begin(_to));
                Count(_onTime, onTime.Lane, verdict is OnTimeVerdict.OnTime, verdict is OnTimeVerdict.OnTime or OnTimeVerdict.Late);
                break;
            case VolumeRow volume when IsCounted(volume.Day):
                Count(_volumes, volume.Account, 1, volume.Pieces);
                break;
            case ReceiptRow receipt when IsCounted(receipt.ClosedDay):
                Count(_receipts, receipt.Destination, receipt.ReturnedAt is not null, true);
                break;
            case DeadlineRow { Rule: DeadlineRule.ReportBack } reportBack when IsCounted(reportBack.DueDay):
                var outcome = DeadlineRates.Outcome(reportBack);
                Count(_reportBack, reportBack.Account, outcome is DeadlineOutcome.Kept,
                    outcome is DeadlineOutcome.Kept or DeadlineOutcome.Late or DeadlineOutcome.Open);
                break;
            case DeadlineRow { Rule: DeadlineRule.DwellDestination, StartedAt: not null } stay when IsCounted(stay.KeptDay):
                Count(_dwell, stay.Lane, 1, 1);
                break;
        }
    }

    private bool IsCounted(DateOnly? day) => day >= _from && day < _to;

    private static void Count(GroupedFigure figure, string key, bool first, bool second) =>
        Count(figure, key, first ? 1 : 0, second ? 1 : 0);

    private static void Count(GroupedFigure figure, string key, long first, long second)
    {
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(figure.Groups, key, out _);
        group = (group.First + first, group.Second + second);
    }

    private GroupedFigure Figure(string route, string grouping, string first, string second) => new(
        string.Create(CultureInfo.InvariantCulture, $"/v1/{route}?from={_from:yyyy-MM-dd}&to={_to:yyyy-MM-dd}&groupBy={grouping}"),
        first, second);
}
