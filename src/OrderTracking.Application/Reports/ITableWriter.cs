namespace OrderTracking.Application.Reports;

/// <summary>Writes a list as a file, row by row: a long one is never in memory as a whole.</summary>
public interface ITableWriter
{
    /// <param name="format">CSV or a workbook.</param>
    /// <param name="rows">Of each row the cells, as <see cref="Row"/> has them.</param>
    Task Write(
        Stream stream, ReportFormat format, Heading heading, IReadOnlyList<Column> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows,
        CancellationToken cancellationToken);
}
