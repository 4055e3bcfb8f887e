using OrderTracking.Domain;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Application.Reports;

/// <summary>What is made of the figures of an account, or of all, and a period; whatever file it is then written to says the same.</summary>
/// <param name="Account">Null for all accounts.</param>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after the last.</param>
/// <param name="Company">Its days and its clocks are meant.</param>
/// <param name="MadeAt">Verdicts are those of that moment.</param>
/// <param name="Position">The place in the log that the report rests on.</param>
/// <param name="Definitions">How the rates in it are meant.</param>
public sealed record Report(
    ReportKind Kind, Heading Title, string? Account, DateOnly From, DateOnly To, Company Company, DateTimeOffset MadeAt, long Position, bool IsPeriodOver,
    IReadOnlyList<RateDefinition> Definitions, IReadOnlyList<Section> Sections);

/// <summary>A heading in both languages.</summary>
public sealed record Heading(string Chinese, string English);

/// <summary>What a column holds, and so how it is written: a rate is a part of one, money is CNY.</summary>
public enum CellKind { Text, Whole, Decimal, Money, Rate, Time, Day }

/// <param name="Key">How it is called in JSON.</param>
public sealed record Column(string Key, Heading Heading, CellKind Kind);

/// <param name="Cells">One for each column: a string, long, decimal, DateTimeOffset in the company's zone, DateOnly, or null.</param>
/// <param name="Behind">Where what the figures count is listed.</param>
/// <param name="IsTotal">Of all the rows above it.</param>
public sealed record Row(IReadOnlyList<object?> Cells, string? Behind = null, bool IsTotal = false);

/// <param name="Key">How it is called in JSON.</param>
public sealed record Section(string Key, Heading Heading, IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows);
