using OrderTracking.Client;
using OrderTracking.SampleData.Sending;

namespace OrderTracking.SampleData.Timelines;

/// <summary>An outcome, how often it occurred, and how often it was expected.</summary>
internal sealed record OutcomeRow(string Outcome, string Code, int Counted, int Expected);

/// <summary>The counted outcomes compared with the expected ones.</summary>
internal sealed record OutcomeTable(IReadOnlyList<OutcomeRow> Rows)
{
    public bool Agrees => Rows.All(row => row.Counted == row.Expected);

    /// <summary>Whether the only differences are lines that the service had already.</summary>
    public bool AgreesButForDuplicates =>
        Rows.Skip(2).All(row => row.Counted == row.Expected)
        && Rows.Take(2).Sum(row => row.Counted) == Rows.Take(2).Sum(row => row.Expected);

    /// <param name="again">The lines were sent before, so duplicates are expected instead of acceptances.</param>
    public static OutcomeTable Compare(Ledger counted, IReadOnlyCollection<SendingOutcome> expected, bool again)
    {
        var recorded = expected.Count(outcome => outcome.Status == LineStatus.Accepted);
        var byCode = counted.ByCode();
        var expectedByCode = expected.Where(outcome => outcome.Code is not null).CountBy(outcome => (outcome.Status, Code: outcome.Code!))
            .ToDictionary();
        List<OutcomeRow> rows =
        [
            new("accepted", "", counted.Count(LineStatus.Accepted), again ? 0 : recorded),
            new("duplicate", "", counted.Count(LineStatus.Duplicate), again ? recorded : 0)
        ];
        rows.AddRange(byCode.Keys.Union(expectedByCode.Keys).Order().Select(key => new OutcomeRow(
            key.Status == LineStatus.Held ? "held" : "refused", key.Code, byCode.GetValueOrDefault(key),
            expectedByCode.GetValueOrDefault(key))));
        return new OutcomeTable(rows);
    }

    public void WriteTo(TextWriter output)
    {
        output.WriteLine($"{"outcome",-10}{"code",-30}{"counted",9}{"expected",10}");
        foreach (var row in Rows)
            output.WriteLine($"{row.Outcome,-10}{row.Code,-30}{row.Counted,9:N0}{row.Expected,10:N0}"
                + $"{(row.Counted == row.Expected ? "" : "   differs")}");
        output.WriteLine($"{"lines",-10}{"",-30}{Rows.Sum(row => row.Counted),9:N0}{Rows.Sum(row => row.Expected),10:N0}");
    }
}
