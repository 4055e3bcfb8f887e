using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>What every report states about itself.</summary>
/// <param name="MadeAt">When it was made; verdicts are as of that moment.</param>
/// <param name="Position">The position of the log as of which it was made.</param>
internal sealed record ReportHead(ReportPeriod Period, string? Account, Company Company, Definitions Definitions, DateTimeOffset MadeAt,
    long Position)
{
    public Report Report(string chinese, string english, IReadOnlyList<RateDefinition> definitions, IReadOnlyList<Section> sections) => new(
        Period.Kind, new(chinese, english), Account, Period.From, Period.To, Company, MadeAt, Position, Company.Begin(Period.To) <= MadeAt,
        definitions, sections);

    /// <summary>URL of a list of the period's rows; parameters that are null are left out.</summary>
    public string Link(string path, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var address = new System.Text.StringBuilder($"{path}?from={Period.From:yyyy-MM-dd}&to={Period.To:yyyy-MM-dd}");
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("account", Account), .. more])
            if (value is not null) address.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return address.ToString();
    }
}
