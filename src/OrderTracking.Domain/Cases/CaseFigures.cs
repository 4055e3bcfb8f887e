using OrderTracking.Domain.Kpis;

namespace OrderTracking.Domain.Cases;

/// <summary>A period of the company's days, as instants; null is unbounded.</summary>
public sealed record CasePeriod(DateTimeOffset? From, DateTimeOffset? To)
{
    public bool Includes(DateTimeOffset? time) => time is { } at && !(at < From) && !(at >= To);
}

/// <summary>A rate over cases with its definition.</summary>
public sealed record CaseRate(Rate Rate, RateDefinition Definition)
{
    /// <summary>Whether it is over amounts, in fen (0.01 CNY), and not over cases.</summary>
    public bool IsOfAmounts { get; init; }
}

/// <summary>Cases that have something in common, counted, and sums over them: amounts in CNY, or counts.</summary>
/// <param name="By">What they have in common: <c>cause</c>, <c>station</c> …</param>
/// <param name="Key">Empty where it is not known.</param>
public sealed record CaseGroup(string By, string Key, long Cases, IReadOnlyDictionary<string, decimal> Amounts);

/// <summary>What is counted over cases.</summary>
/// <param name="Cases">Those opened in the period.</param>
/// <param name="Open">Those that are open, whenever they were opened.</param>
/// <param name="Amounts">Sums over those opened in the period: amounts in CNY, or counts.</param>
/// <param name="Rates">By name; each over the cases whose due time is in the period.</param>
/// <param name="Groups">Of those opened in the period, and the open ones by their age.</param>
public sealed record CaseFigures(
    long Cases, long Open, IReadOnlyDictionary<string, decimal> Amounts, IReadOnlyList<CaseRate> Rates, IReadOnlyList<CaseGroup> Groups)
{
    /// <summary>The rate of a definition.</summary>
    public Rate RateOf(RateDefinition definition) => Rates.Single(rate => rate.Definition == definition).Rate;

    private static readonly (string Key, int Below)[] Ages = [("0-7", 8), ("8-15", 16), ("16-30", 31), ("31-", int.MaxValue)];

    /// <summary>How many cases were handled in time by the step that their kind is judged by.</summary>
    public static Rate InTime(IEnumerable<CaseRow> rows, string step, CasePeriod period, DateTimeOffset now)
    {
        var verdicts = rows.Where(row => period.Includes(row.DueAt)).Select(row => row.VerdictOf(step, now)).OfType<StepVerdict>()
            .CountBy(verdict => verdict).ToDictionary();
        var (met, failed) = (Of(StepVerdict.Met), Of(StepVerdict.Late) + Of(StepVerdict.Missed));
        return new(null, met, met + failed,
            new Dictionary<string, long> { ["notDue"] = Of(StepVerdict.Open), ["suspended"] = Of(StepVerdict.Rests) });

        long Of(StepVerdict verdict) => verdicts.GetValueOrDefault(verdict);
    }

    /// <summary>Cases by what they have in common, in order of key.</summary>
    public static IEnumerable<CaseGroup> GroupBy(
        string dimension, IEnumerable<CaseRow> rows, Func<CaseRow, string> key,
        Func<IReadOnlyCollection<CaseRow>, IReadOnlyDictionary<string, decimal>> amounts) =>
        from row in rows
        group row by key(row) into of
        orderby of.Key
        select new CaseGroup(dimension, of.Key, of.Count(), amounts([.. of]));

    /// <summary>The name of a member of a closed list, as over HTTP; empty where it is not known.</summary>
    public static string Name<T>(T? value) where T : struct, Enum => value is { } known ? WireNames<T>.All[Convert.ToInt32(known)] : "";

    /// <summary>
    /// These figures with groups by branch (分公司), of a kind that has groups by station: of the same cases. The key is empty for stations of
    /// no branch, and where no station is found responsible.
    /// </summary>
    /// <param name="rows">Those that the figures count.</param>
    /// <param name="branches">The branch of each station that is of one.</param>
    public CaseFigures WithBranches(
        CaseType type, IReadOnlyList<CaseRow> rows, CasePeriod period, IReadOnlyDictionary<string, string> branches) => this with
    {
        Groups =
        [
            .. Groups, .. type.ByStation("branch", rows, period, station => branches.GetValueOrDefault(station, "")),
        ],
    };

    /// <summary>The open cases by how many days they have been open.</summary>
    public static IEnumerable<CaseGroup> ByAge(IEnumerable<CaseRow> open, DateTimeOffset now)
    {
        var ages = open.CountBy(row => Array.Find(Ages, age => (now - row.OpenedAt).TotalDays < age.Below).Key).ToDictionary();
        return Ages.Select(age => new CaseGroup("age", age.Key, ages.GetValueOrDefault(age.Key), new Dictionary<string, decimal>()));
    }
}
