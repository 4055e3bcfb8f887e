using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>A report on an account, or on all, over a period; every file format has the same content.</summary>
/// <param name="Account">Null for all accounts.</param>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after the last.</param>
/// <param name="Company">Whose days and time zone apply.</param>
/// <param name="MadeAt">When it was made; verdicts are as of that moment.</param>
/// <param name="Position">The position of the log as of which it was made.</param>
/// <param name="Definitions">The definitions of its rates.</param>
/// <param name="Kind">Null for one that is due by nobody's terms, such as that of a call round.</param>
public sealed record Report(
    ReportKind? Kind, Heading Title, string? Account, DateOnly From, DateOnly To, Company Company, DateTimeOffset MadeAt, long Position,
    bool IsPeriodOver,
    IReadOnlyList<RateDefinition> Definitions, IReadOnlyList<Section> Sections)
{
    /// <summary>What it is called over HTTP.</summary>
    public string Name { get; init; } = Kind?.Wire() ?? "";

    /// <summary>The stations that it is of; null for all.</summary>
    public IReadOnlyCollection<string>? Stations { get; init; }
}

/// <summary>A heading in both languages.</summary>
public sealed record Heading(string Chinese, string English);

/// <summary>The kind of a column's values and so their format: a rate is a fraction of 1, money is CNY.</summary>
public enum CellKind { Text, Whole, Decimal, Money, Rate, Time, Day }

/// <param name="Key">The name in JSON.</param>
public sealed record Column(string Key, Heading Heading, CellKind Kind);

/// <param name="Cells">One for each column: a string, long, decimal, DateTimeOffset in the company's zone, DateOnly, or null.</param>
/// <param name="Behind">URL of the list of what the figures count.</param>
/// <param name="IsTotal">Whether it is the total of all rows above it.</param>
public sealed record Row(IReadOnlyList<object?> Cells, string? Behind = null, bool IsTotal = false);

/// <param name="Key">The name in JSON.</param>
public sealed record Section(string Key, Heading Heading, IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows);

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
    public string Link(string path, params ReadOnlySpan<(string Name, string? Value)> more) => Address(path,
        [("from", $"{Period.From:yyyy-MM-dd}"), ("to", $"{Period.To:yyyy-MM-dd}"), ("account", Account), .. more]);

    /// <summary>URL of a waybill's timeline.</summary>
    public static string Timeline(string waybill) => Address($"/v1/waybills/{waybill}/timeline", []);

    /// <summary>URL of a list of what is behind a row, of the same past as the report.</summary>
    public static string Address(string path, ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var address = new System.Text.StringBuilder(path);
        var past = QuestionMoment.Current?.Question.Parameters ?? [];
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[.. parameters, .. past])
            if (value is not null)
                address.Append(address.Length == path.Length ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return address.ToString();
    }
}
