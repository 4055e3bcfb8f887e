using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>What every report says of itself.</summary>
/// <param name="MadeAt">Verdicts are those of that moment.</param>
/// <param name="Position">The place in the log that the data stands at.</param>
internal sealed record ReportHead(ReportPeriod Period, string? Account, Company Company, Definitions Definitions, DateTimeOffset MadeAt, long Position)
{
    public Report Report(string chinese, string english, IReadOnlyList<RateDefinition> definitions, IReadOnlyList<Section> sections) => new(
        Period.Kind, new(chinese, english), Account, Period.From, Period.To, Company, MadeAt, Position, Company.Begin(Period.To) <= MadeAt, definitions, sections);

    /// <summary>Where rows of the period are listed; what is null is not asked for.</summary>
    public string Link(string path, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var address = new System.Text.StringBuilder($"{path}?from={Period.From:yyyy-MM-dd}&to={Period.To:yyyy-MM-dd}");
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("account", Account), .. more])
            if (value is not null) address.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return address.ToString();
    }
}
