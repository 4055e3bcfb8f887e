using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Kpis;

/// <summary>A service figure (服务指标) by its definition's name, and what it is computed from.</summary>
public abstract record Figure(string Name)
{
    /// <summary>Every figure there is; each has a definition of the same name.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        .. from clock in Enum.GetValues<OnTimeClock>() from basis in Enum.GetValues<OnTimeBasis>() select new OnTimeFigure(clock, basis),
        new ReceiptFigure(ReceiptFigureKind.Return), new ReceiptFigure(ReceiptFigureKind.Timeliness),
        new ReceiptFigure(ReceiptFigureKind.Accuracy),
        new LossAndDamageFigure(LossOrDamage.Damage, LossAndDamageUnit.Pieces),
        new LossAndDamageFigure(LossOrDamage.Damage, LossAndDamageUnit.Waybills),
        new LossAndDamageFigure(LossOrDamage.Shortage, LossAndDamageUnit.Pieces),
        new LossAndDamageFigure(LossOrDamage.Shortage, LossAndDamageUnit.Waybills),
        new StandardFigure("sorting-timeliness", DeadlineRule.Sorting), new StandardFigure("report-back", DeadlineRule.ReportBack),
        new DwellFigure("dwell-origin", DeadlineRule.DwellOrigin), new DwellFigure("dwell-transit", DeadlineRule.DwellTransit),
        new DwellFigure("dwell-transfer", DeadlineRule.DwellTransfer), new DwellFigure("dwell-destination", DeadlineRule.DwellDestination),
        new RevenueFigure(), new VolumesFigure(),
    ];

    /// <summary>The figure of a name; null when there is none.</summary>
    public static Figure? Find(string name) => All.FirstOrDefault(figure => figure.Name == name);

    private protected static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}

/// <summary>A figure that has a numerator and a denominator.</summary>
public abstract record RateFigure(string Name) : Figure(Name);

/// <summary>运送准时率.</summary>
public sealed record OnTimeFigure(OnTimeClock Clock, OnTimeBasis Basis) : RateFigure($"on-time-{Lower(Clock)}-{Lower(Basis)}");

/// <summary>返单率, 返单及时率, 返单准确率.</summary>
public sealed record ReceiptFigure(ReceiptFigureKind Kind) : RateFigure($"receipt-{Lower(Kind)}");

/// <summary>货损率, 货差率.</summary>
public sealed record LossAndDamageFigure(LossOrDamage Kind, LossAndDamageUnit Unit) : RateFigure($"{Lower(Kind)}-{Lower(Unit)}");

/// <summary>分理及时率, 复命及时率.</summary>
public sealed record StandardFigure(string Name, DeadlineRule Rule) : RateFigure(Name);

/// <summary>各环节停留时间.</summary>
public sealed record DwellFigure(string Name, DeadlineRule Rule) : Figure(Name);

/// <summary>营业额.</summary>
public sealed record RevenueFigure() : Figure("revenue");

/// <summary>货量.</summary>
public sealed record VolumesFigure() : Figure("volumes");

/// <summary>The same period some months before (同期比较).</summary>
public static class Comparison
{
    /// <summary>
    /// The same day numbers, some months earlier; a day that the earlier month lacks becomes its last day. Whole months are compared with
    /// whole months, whatever their length.
    /// </summary>
    /// <param name="to">The day after the last.</param>
    public static (DateOnly From, DateOnly To) Before(DateOnly from, DateOnly to, int months) => from.Day == 1 && to.Day == 1
        ? (from.AddMonths(-months), to.AddMonths(-months))
        : (from.AddMonths(-months), to.AddDays(-1).AddMonths(-months).AddDays(1));
}
