namespace OrderTracking.Oracle;

/// <summary>The rows that a figure is computed over.</summary>
/// <param name="To">The day after the last.</param>
public sealed record Scope(string? Account = null, string? Lane = null, string? Station = null, DateOnly? From = null, DateOnly? To = null);

public sealed record Rate(string? Key, long Numerator, long Denominator, IReadOnlyDictionary<string, long> Excluded, int Per = 1)
{
    /// <summary>Null without data.</summary>
    public decimal? Value => Denominator == 0 ? null : Math.Round((decimal)Numerator * Per / Denominator, 4);
}

/// <summary>In minutes, to a hundredth.</summary>
public sealed record Dwell(string? Key, long Stays, decimal? Mean, decimal? Median, decimal? P90);

public sealed record Revenue(string? Key, long Waybills, decimal Freight);

public sealed record Volumes(string? Key, long Waybills, long Pieces, decimal WeightKg, decimal VolumeM3);

/// <summary>The groups and the day that a row counts in.</summary>
internal sealed record Dimensions(string Account, string Lane, string Station, DateOnly? Day);

/// <summary>The service figures, each computed from all rows.</summary>
public sealed class Figures(Company company)
{
    public static readonly string[] Names =
    [
        "on-time-signed-gross", "on-time-signed-accountable", "on-time-arrived-gross", "on-time-arrived-accountable", "receipt-return",
        "receipt-timeliness",
        "receipt-accuracy", "damage-pieces", "damage-waybills", "shortage-pieces", "shortage-waybills", "sorting-timeliness", "report-back",
        "dwell-origin",
        "dwell-transit", "dwell-transfer", "dwell-destination", "revenue", "volumes",
    ];

    public static readonly string[] Groupings = ["account", "lane", "station", "branch", "day", "week", "tenDays", "month"];

    /// <summary>The figure's total, and that of each group by its key.</summary>
    public (object Total, IReadOnlyDictionary<string, object> Groups) Of(string figure, Scope scope, string? groupBy)
    {
        var parts = figure.Split('-');
        return figure switch
        {
            _ when figure.StartsWith("on-time", StringComparison.Ordinal) =>
                Sum(company.OnTime, OfOnTime, scope, groupBy,
                    (key, rows) => OnTime(key, [.. rows], parts[2] == "arrived", parts[3] == "accountable")),
            _ when parts[0] == "receipt" =>
                Sum(company.Receipts, OfReceipt, scope, groupBy, (key, rows) => Receipt(key, [.. rows], parts[1])),
            _ when parts[0] is "damage" or "shortage" =>
                Sum(company.Volumes, OfVolume, scope, groupBy,
                    (key, rows) => LossAndDamage(key, [.. rows], parts[0] == "damage", parts[1] == "pieces")),
            "sorting-timeliness" => Sum(Asked("sorting"), OfDue, scope, groupBy, (key, rows) => Kept(key, [.. rows], false)),
            "report-back" => Sum(Asked("reportBack"), OfDue, scope, groupBy, (key, rows) => Kept(key, [.. rows], true)),
            _ when parts[0] == "dwell" =>
                Sum(Ended("dwell" + char.ToUpperInvariant(parts[1][0]) + parts[1][1..]), OfEnd, scope, groupBy,
                    (key, rows) => Stayed(key, [.. rows])),
            "revenue" => Sum(company.Volumes, OfVolume, scope, groupBy,
                (key, rows) => new Revenue(key, rows.Count(), rows.Sum(row => row.Freight))),
            _ => Sum(company.Volumes, OfVolume, scope, groupBy,
                (key, rows) => new Volumes(key, rows.Count(), rows.Sum(row => (long)row.Pieces), rows.Sum(row => row.WeightKg),
                    rows.Sum(row => row.VolumeM3))),
        };
    }

    internal static Dimensions OfOnTime(OnTimeRow row) => new(row.Account, row.Lane, row.Destination, row.PromisedDay);

    internal static Dimensions OfReceipt(ReceiptRow row) => new(row.Account, row.Lane, row.Destination, row.ClosedDay);

    internal static Dimensions OfVolume(VolumeRow row) => new(row.Account, row.Lane, row.Origin, row.Day);

    internal static Dimensions OfDue(DeadlineRow row) => new(row.Account, row.Lane, row.Station, row.DueDay);

    private static Dimensions OfEnd(DeadlineRow row) => new(row.Account, row.Lane, row.Station, row.KeptDay);

    /// <summary>
    /// A rule's deadlines that applied. Of the withdrawn ones these are the ones withdrawn because they had been kept; the others did not
    /// apply.
    /// </summary>
    internal IEnumerable<DeadlineRow> Asked(string rule) =>
        company.Deadlines.Where(row => row.Rule == rule && (!row.Withdrawn || row.KeptAt is not null));

    private IEnumerable<DeadlineRow> Ended(string rule) =>
        company.Deadlines.Where(row => row.Rule == rule && row.KeptAt is not null && row.StartedAt is not null);

    private (object, IReadOnlyDictionary<string, object>) Sum<TRow>(
        IEnumerable<TRow> rows, Func<TRow, Dimensions> of, Scope scope, string? groupBy, Func<string?, IEnumerable<TRow>, object> sum)
    {
        var counting = rows.Where(row => IsIn(scope, of(row))).ToList();
        var groups = groupBy is null ? [] : counting.GroupBy(row => Key(of(row), groupBy)).Where(group => group.Key is not null);
        return (sum(null, counting), groups.ToDictionary(group => group.Key!, group => sum(group.Key, group)));
    }

    private static bool IsIn(Scope scope, Dimensions at) =>
        (scope.Account is null || scope.Account == at.Account) && (scope.Lane is null || scope.Lane == at.Lane)
            && (scope.Station is null || scope.Station == at.Station)
        && (scope.From is null || at.Day >= scope.From) && (scope.To is null || at.Day < scope.To);

    private string? Key(Dimensions at, string groupBy) => groupBy switch
    {
        "account" => at.Account,
        "lane" => at.Lane,
        "station" => at.Station,
        "branch" => company.BranchOf(at.Station),
        _ => at.Day is { } day ? Days.Period(day, groupBy) : null,
    };

    private Rate OnTime(string? key, List<OnTimeRow> rows, bool arrived, bool accountable)
    {
        var verdicts = rows.Select(row => (row.Cancelled, row.PromisedAt, arrived ? row.ArrivedInFullAt : row.DeliveredAt()) switch
        {
            (true, _, _) => "cancelled",
            (_, null, _) => "noPromise",
            (_, _, null) when row.Returned => "returned",
            (_, { } due, _) when due >= company.Now => "notDue",
            (_, { } due, { } at) when at <= due => "onTime",
            _ => accountable && row.Excused ? "excused" : "late",
        }).ToList();
        string[] why = accountable ? ["cancelled", "returned", "noPromise", "notDue", "excused"]
            : ["cancelled", "returned", "noPromise", "notDue"];
        return new(key, Count("onTime"), Count("onTime") + Count("late"), why.ToDictionary(reason => reason, Count));

        long Count(string verdict) => verdicts.Count(one => one == verdict);
    }

    private Rate Receipt(string? key, List<ReceiptRow> rows, string what)
    {
        var closed = rows.Where(row => row.ClosedAt is not null).ToList();
        var notDue = rows.Count - closed.Count;
        long Count(Func<ReceiptRow, bool> counts) => closed.Count(counts);
        switch (what)
        {
            case "return":
                return new(key, Count(row => row.ReturnedAt is not null), closed.Count,
                    new Dictionary<string, long> { ["notDue"] = notDue });
            case "timeliness":
                var open = Count(row => row.ReturnedAt is null && row.DueAt >= company.Now);
                return new(key, Count(row => row.ReturnedAt <= row.DueAt), closed.Count - open,
                    new Dictionary<string, long> { ["notDue"] = notDue, ["open"] = open });
            default:
                var outstanding = Count(row => row.ReturnedAt is null && row.Rejections == 0);
                return new(
                    key, Count(row => row.ReturnedAt is not null && row.Rejections == 0), closed.Count - outstanding,
                    new Dictionary<string, long> { ["notDue"] = notDue, ["outstanding"] = outstanding });
        }
    }

    private static Rate LossAndDamage(string? key, List<VolumeRow> rows, bool damage, bool pieces)
    {
        var harmed = rows.Select(row => (long)(damage ? row.DamagedPieces : row.ShortPieces)).ToList();
        return pieces
            ? new(key, harmed.Sum(), rows.Sum(row => (long)row.Pieces), new Dictionary<string, long>(), 1000)
            : new(key, harmed.Count(some => some > 0), rows.Count, new Dictionary<string, long>(), 1000);
    }

    private Rate Kept(string? key, List<DeadlineRow> rows, bool warned)
    {
        var unknown = warned ? rows.Count(row => !row.KnownInTime) : 0;
        var known = rows.Where(row => !warned || row.KnownInTime).ToList();
        var open = known.Count(row => row.KeptAt is null && row.DueAt >= company.Now);
        var excluded = new Dictionary<string, long> { ["open"] = open };
        if (warned) excluded["recordedTooLate"] = unknown;
        return new(key, known.Count(row => row.KeptAt <= row.DueAt), known.Count - open, excluded);
    }

    private static Dwell Stayed(string? key, List<DeadlineRow> rows)
    {
        var minutes = rows.Select(row => (decimal)(row.KeptAt!.Value - row.StartedAt!.Value).Ticks / TimeSpan.TicksPerMinute).Order()
            .ToList();
        return minutes.Count == 0 ? new(key, 0, null, null, null)
            : new(key, minutes.Count, Math.Round(minutes.Average(), 2), Math.Round(At(0.5m), 2), Math.Round(At(0.9m), 2));

        // Interpolates between two values.
        decimal At(decimal share)
        {
            var place = share * (minutes.Count - 1);
            var below = (int)place;
            return minutes[below] + ((place - below) * (minutes[Math.Min(below + 1, minutes.Count - 1)] - minutes[below]));
        }
    }
}
