using OrderTracking.Application.Reports;

namespace OrderTracking.Reports.Files;

/// <summary>Reports as JSON, CSV and workbooks.</summary>
public sealed class ReportWriter : IReportWriter
{
    public byte[] Write(Report report, ReportFormat format) => format switch
    {
        ReportFormat.Json => JsonFile.Write(report),
        ReportFormat.Csv => CsvFile.Write(report),
        ReportFormat.Xlsx => XlsxFile.Write(report),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
