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
/// <param name="Count">How much it counts there: pieces, where the figure is one of pieces.</param>
/// <param name="Stay">How long a stay took that ended.</param>
public readonly record struct Judged(
    string Of, DateOnly? Day, string Side, decimal Fine = 0, long Count = 1, TimeSpan? Stay = null);

/// <summary>Judges waybills one by one as figures do; their numerators and denominators are sums over this.</summary>
public sealed class Judgement(Company company, DateTimeOffset now, Figure? figure)
{
    /// <summary>The name under which fines are replayed; it is no rate.</summary>
    public const string Penalties = "penalties";

    /// <summary>The names of what can be judged waybill by waybill; nobody judges volumes and revenue, which are sums of orders.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Figure.All.Where(figure => figure is RateFigure or DwellFigure).Select(figure => figure.Name), Penalties];

    public bool HasFines => figure is null;

    public bool HasTimes => figure is DwellFigure;

    public IEnumerable<Judged> Of(History history, ReferenceSnapshot reference, ReplayRules rules)
    {
        var grace = TimeSpan.FromMinutes(rules.GraceMinutes ?? 0);
        return figure switch
        {
            OnTimeFigure onTime => OnTimeRow.Rows(history, company).Select(row => new Judged("", row.PromisedDay, Wire(OnTime.Verdict(
                row with { PromisedAt = row.PromisedAt + grace }, rules.ClockStop ?? onTime.Clock, onTime.Basis, now)))),
            StandardFigure standard => DeadlineRow.Rows(history, company).Where(row => row.Rule == standard.Rule)
                .Select(row => row with { DueAt = row.DueAt + grace })
                .Select(row => (Row: row, Outcome: DeadlineRates.Outcome(row)))
                .Where(each => each.Outcome is not null)
                .Select(each => new Judged(each.Row.Deadline, each.Row.DueDay, Wire(Past(each.Row, each.Outcome!.Value)))),
            ReceiptFigure receipt => ReceiptRow.Rows(history, company)
                .Select(row => new Judged("", row.ClosedDay, Side(receipt.Kind, row with { DueAt = row.DueAt + grace }))),
            LossAndDamageFigure harm => VolumeRow.Rows(history, company).SelectMany(row => Harm(harm, row)),
            DwellFigure dwell => DeadlineRow.Rows(history, company)
                .Where(row => row.Rule == dwell.Rule && row is { StartedAt: not null, KeptDay: not null })
                .Select(row => new Judged(row.Deadline, row.KeptDay, Wire(row.KeptAt <= row.DueAt + grace ? Outcome.Kept : Outcome.Late),
                    Stay: row.KeptAt - row.StartedAt)),
            _ => Fines([.. DeadlineRow.Rows(history, company).Select(row => row with { DueAt = row.DueAt + grace })], reference),
        };
    }

    /// <summary>The rate of counted sides; null for fines and stays, and without a denominator.</summary>
    public decimal? Rate(IReadOnlyDictionary<string, long> sides)
    {
        var (numerator, others) = figure switch
        {
            OnTimeFigure => (Count(OnTimeVerdict.OnTime), Count(OnTimeVerdict.Late)),
            StandardFigure => (Count(Outcome.Kept), Count(Outcome.Late) + Count(Outcome.Missed)),
            ReceiptFigure receipt => SidesOf(receipt.Kind) switch { var (good, bad) => (Count(good), Count(bad)) },
            LossAndDamageFigure harm => SidesOf(harm.Kind) switch { var (bad, good) => (Count(bad), Count(good)) },
            _ => (0, 0),
        };
        return new Rate(
            null, numerator, numerator + others, new Dictionary<string, long>(), figure is LossAndDamageFigure ? 1_000 : 1).Value;

        long Count(Enum side) => sides.GetValueOrDefault(Wire(side));
    }

    private static (ReceiptVerdict Good, ReceiptVerdict Bad) SidesOf(ReceiptFigureKind kind) => kind switch
    {
        ReceiptFigureKind.Return => (ReceiptVerdict.Returned, ReceiptVerdict.Outstanding),
        ReceiptFigureKind.Timeliness => (ReceiptVerdict.InTime, ReceiptVerdict.Late),
        _ => (ReceiptVerdict.Right, ReceiptVerdict.Wrong),
    };

    private static (LossAndDamageVerdict Bad, LossAndDamageVerdict Good) SidesOf(LossOrDamage kind) => kind == LossOrDamage.Damage
        ? (LossAndDamageVerdict.Damaged, LossAndDamageVerdict.Undamaged) : (LossAndDamageVerdict.Short, LossAndDamageVerdict.Complete);

    // What is on neither side is called as in the figure's answers.
    private string Side(ReceiptFigureKind kind, ReceiptRow row)
    {
        var (good, bad) = SidesOf(kind);
        if (Receipts.Is(row, good, now)) return Wire(good);
        if (Receipts.Is(row, bad, now)) return Wire(bad);
        return row.ClosedAt is null ? "notDue" : kind == ReceiptFigureKind.Timeliness ? "open" : "outstanding";
    }

    private static IEnumerable<Judged> Harm(LossAndDamageFigure figure, VolumeRow row)
    {
        var pieces = figure.Kind == LossOrDamage.Damage ? row.DamagedPieces : row.ShortPieces;
        var (bad, good) = SidesOf(figure.Kind);
        if (figure.Unit == LossAndDamageUnit.Waybills) return [new("", row.Day, Wire(pieces > 0 ? bad : good))];
        return [new(Wire(bad), row.Day, Wire(bad), Count: pieces), new(Wire(good), row.Day, Wire(good), Count: row.Pieces - pieces)];
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
