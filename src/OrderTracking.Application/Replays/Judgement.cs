using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Replays;

/// <summary>What a figure says of one waybill, or of one deadline of it.</summary>
/// <param name="Day">The company's day by which it is in a period; null where it is in none.</param>
/// <param name="Side">In the words that answers have for it.</param>
public readonly record struct Judged(string Of, DateOnly? Day, string Side, decimal Fine);

/// <summary>Judges waybills one by one as figures do; their numerators and denominators are sums over this.</summary>
public sealed class Judgement(Company company, DateTimeOffset now, Figure? figure)
{
    /// <summary>The name under which fines are replayed; it is no rate.</summary>
    public const string Penalties = "penalties";

    /// <summary>The names of what can be judged waybill by waybill.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Figure.All.Where(figure => figure is OnTimeFigure or StandardFigure).Select(figure => figure.Name), Penalties];

    public IEnumerable<Judged> Of(History history, ReferenceSnapshot reference, ReplayRules rules)
    {
        var grace = TimeSpan.FromMinutes(rules.GraceMinutes ?? 0);
        return figure switch
        {
            OnTimeFigure onTime => OnTimeRow.Rows(history, company).Select(row => new Judged("", row.PromisedDay, Wire(OnTime.Verdict(
                row with { PromisedAt = row.PromisedAt + grace }, rules.ClockStop ?? onTime.Clock, onTime.Basis, now)), 0)),
            StandardFigure standard => DeadlineRow.Rows(history, company).Where(row => row.Rule == standard.Rule)
                .Select(row => row with { DueAt = row.DueAt + grace })
                .Select(row => (Row: row, Outcome: DeadlineRates.Outcome(row)))
                .Where(each => each.Outcome is not null)
                .Select(each => new Judged(each.Row.Deadline, each.Row.DueDay, Wire(Past(each.Row, each.Outcome!.Value)), 0)),
            _ => Fines([.. DeadlineRow.Rows(history, company).Select(row => row with { DueAt = row.DueAt + grace })], reference),
        };
    }

    /// <summary>The rate of counted sides; null for fines, and without a denominator.</summary>
    public decimal? Rate(IReadOnlyDictionary<string, long> sides)
    {
        var (kept, missed) = figure switch
        {
            OnTimeFigure => (Count(OnTimeVerdict.OnTime), Count(OnTimeVerdict.Late)),
            StandardFigure => (Count(Outcome.Kept), Count(Outcome.Late) + Count(Outcome.Missed)),
            _ => (0, 0),
        };
        return new Rate(null, kept, kept + missed, new Dictionary<string, long>()).Value;

        long Count(Enum side) => sides.GetValueOrDefault(Wire(side));
    }

    private enum Outcome { Kept, Late, Missed, Open, RecordedTooLate }

    private Outcome Past(DeadlineRow row, DeadlineOutcome outcome) => outcome switch
    {
        DeadlineOutcome.Kept => Outcome.Kept,
        DeadlineOutcome.Late => Outcome.Late,
        DeadlineOutcome.RecordedTooLate => Outcome.RecordedTooLate,
        _ => row.DueAt < now ? Outcome.Missed : Outcome.Open,
    };

    private IEnumerable<Judged> Fines(List<DeadlineRow> rows, ReferenceSnapshot reference)
    {
        var first = rows.Where(IsBreach).GroupBy(row => row.Rule).ToDictionary(
            rule => rule.Key, rule => rule.OrderBy(row => row.DueAt).ThenBy(row => row.Deadline, StringComparer.Ordinal).First().Deadline);
        foreach (var row in rows)
            yield return new(row.Deadline, row.DueDay, Wire(row.Verdict(now)), !IsBreach(row) ? 0
                : reference.ProposedFor(row, first[row.Rule] == row.Deadline)?.Event.Fine ?? 0);
    }

    private bool IsBreach(DeadlineRow row) => row.Verdict(now) is DeadlineVerdict.Late or DeadlineVerdict.Missed;

    private static string Wire(Enum side) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(side.ToString());
}
