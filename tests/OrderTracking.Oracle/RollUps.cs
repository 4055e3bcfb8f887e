namespace OrderTracking.Oracle;

/// <summary>
/// The sums that the service keeps, computed from the rows: for all, each account, lane and station, by day and by month.
/// </summary>
public sealed class RollUps(Company company)
{
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> OnTime => Sum(company.OnTime, Figures.OfOnTime, row =>
    {
        var counts = new Dictionary<string, bool> { ["waybills"] = true, ["cancelled"] = row.Cancelled };
        foreach (var (clock, at) in new[] { ("signed", row.DeliveredAt()), ("arrived", row.ArrivedInFullAt) })
        {
            var asked = !row.Cancelled && row.PromisedAt is not null;
            counts[$"{clock}_kept"] = asked && at <= row.PromisedAt;
            counts[$"{clock}_late"] = asked && at > row.PromisedAt;
            counts[$"{clock}_returned"] = asked && at is null && row.Returned;
            counts[$"{clock}_open"] = asked && at is null && !row.Returned;
            counts[$"{clock}_late_excused"] = counts[$"{clock}_late"] && row.Excused;
            counts[$"{clock}_open_excused"] = counts[$"{clock}_open"] && row.Excused;
        }
        return counts.ToDictionary(count => count.Key, count => count.Value ? 1m : 0m);
    });

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> Deadlines(string rule) =>
        Sum(new Figures(company).Asked(rule), Figures.OfDue, row =>
    {
        var known = row.KnownInTime || rule != "reportBack";
        return new()
        {
            ["kept"] = Of(known && row.KeptAt <= row.DueAt), ["late"] = Of(known && row.KeptAt > row.DueAt),
            ["open"] = Of(known && row.KeptAt is null),
            ["recorded_too_late"] = Of(!known),
        };
    });

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> Receipts => Sum(company.Receipts, Figures.OfReceipt, row =>
    {
        var (closed, returned) = (row.ClosedAt is not null, row.ReturnedAt is not null);
        return new()
        {
            ["receipts"] = 1, ["closed"] = Of(closed), ["returned"] = Of(closed && returned),
            ["in_time"] = Of(closed && row.ReturnedAt <= row.DueAt),
            ["checked"] = Of(closed && (returned || row.Rejections > 0)), ["correct"] = Of(closed && returned && row.Rejections == 0),
            ["lost"] = Of(row.Status == "lost"),
        };
    });

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> Volumes => Sum(company.Volumes, Figures.OfVolume, row => new()
    {
        ["waybills"] = 1, ["pieces"] = row.Pieces, ["weight_kg"] = row.WeightKg, ["volume_m3"] = row.VolumeM3, ["freight"] = row.Freight,
        ["damaged_pieces"] = row.DamagedPieces, ["damaged_waybills"] = Of(row.DamagedPieces > 0), ["short_pieces"] = row.ShortPieces,
        ["short_waybills"] = Of(row.ShortPieces > 0),
    });

    private static decimal Of(bool counts) => counts ? 1 : 0;

    // Keys: scope, key, grain and first day, separated by spaces; rows without a day have the grain undated.
    private static Dictionary<string, IReadOnlyDictionary<string, decimal>> Sum<TRow>(
        IEnumerable<TRow> rows, Func<TRow, Dimensions> of, Func<TRow, Dictionary<string, decimal>> counts)
    {
        var all = rows.ToList();
        return all.SelectMany(row => Keys(of(row))).Distinct()
            .Select(key => (key, Sums: (IReadOnlyDictionary<string, decimal>)all.Where(row => Keys(of(row)).Contains(key))
                .SelectMany(counts)
                .GroupBy(count => count.Key).ToDictionary(count => count.Key, count => count.Sum(one => one.Value))))
            .Where(item => item.Sums.Values.Any(sum => sum != 0)).ToDictionary(item => item.key, item => item.Sums);
    }

    private static IEnumerable<string> Keys(Dimensions at) =>
        from scope in new[] { ("all", ""), ("account", at.Account), ("lane", at.Lane), ("station", at.Station) }
        from grain in at.Day is { } day ? new[] { ("day", $"{day:yyyy-MM-dd}"), ("month", $"{day:yyyy-MM}-01") }
        : [("undated", "-infinity")]
        select $"{scope.Item1} {scope.Item2} {grain.Item1} {grain.Item2}";
}
