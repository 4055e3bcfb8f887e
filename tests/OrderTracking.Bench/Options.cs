using System.Globalization;

namespace OrderTracking.Bench;

/// <summary>What was asked for on the command line.</summary>
internal sealed record Options(IReadOnlyList<string> Figures, int Rounds, int Seconds, int WarmUpSeconds, bool SelfCheck, bool PlanOnly)
{
    public TimeSpan Measured => TimeSpan.FromSeconds(Seconds);

    public TimeSpan WarmUp => TimeSpan.FromSeconds(WarmUpSeconds);

    /// <exception cref="FormatException">An argument is not known or not a number above zero.</exception>
    public static Options Parse(string[] arguments, IReadOnlyList<string> known)
    {
        var figures = new List<string>();
        var (rounds, seconds, warmUp, selfCheck, planOnly) = (3, 8, 2, false, false);
        for (var index = 0; index < arguments.Length; index++)
        {
            switch (arguments[index])
            {
                case "--rounds": rounds = Count(ref index); break;
                case "--seconds": seconds = Count(ref index); break;
                case "--warm-up": warmUp = Count(ref index); break;
                case "--self-check": selfCheck = true; break;
                case "--plan": planOnly = true; break;
                case var figure when known.Contains(figure): figures.Add(figure); break;
                case var other:
                    throw new FormatException($"'{other}' is neither a figure nor an option. Figures: {string.Join(", ", known)}.");
            }
        }

        return new Options(figures.Count == 0 ? known : figures, rounds, seconds, warmUp, selfCheck, planOnly);

        int Count(ref int index) =>
            ++index < arguments.Length && int.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? count
                : throw new FormatException($"{arguments[index - 1]} needs a whole number above zero.");
    }
}
