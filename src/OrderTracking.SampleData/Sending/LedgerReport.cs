using OrderTracking.Client;

namespace OrderTracking.SampleData.Sending;

/// <summary>Writes the ledger's sums for the person who started the load.</summary>
internal static class LedgerReport
{
    public static void ShowSums(Ledger ledger, int lines, int retries, TextWriter output)
    {
        output.WriteLine($"lines       {lines,9:N0}");
        output.WriteLine($"accepted    {ledger.Count(LineStatus.Accepted),9:N0}");
        output.WriteLine($"duplicates  {ledger.Count(LineStatus.Duplicate),9:N0}");
        output.WriteLine($"held        {ledger.Count(LineStatus.Held),9:N0}");
        output.WriteLine($"refused     {ledger.Count(LineStatus.Refused),9:N0}");
        foreach (var ((status, code), count) in ledger.ByCode().OrderBy(pair => pair.Key))
            output.WriteLine($"  {(status == LineStatus.Held ? "held" : "refused")} {code,-28} {count,7:N0}");
        ShowAsides(ledger, retries, output);
    }

    public static void ShowAsides(Ledger ledger, int retries, TextWriter output)
    {
        if (ledger.ReleasedLater > 0) output.WriteLine($"{ledger.ReleasedLater:N0} of the accepted were held first");
        if (ledger.AcceptedOnAsking > 0) output.WriteLine($"{ledger.AcceptedOnAsking:N0} of them only when they were sent again");
        if (ledger.Repeats > 0) output.WriteLine($"{ledger.Repeats:N0} lines were sent more than once");
        if (retries > 0) output.WriteLine($"{retries:N0} requests got no answer and were sent again");
        foreach (var odd in ledger.Oddities.Take(20)) output.WriteLine($"contradiction: {odd}");
    }
}
