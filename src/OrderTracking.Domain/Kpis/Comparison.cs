namespace OrderTracking.Domain.Kpis;

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
