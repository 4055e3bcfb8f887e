namespace OrderTracking.Application.Reports.Files;

/// <summary>The file formats of reports.</summary>
public enum ReportFormat { Json, Csv, Xlsx }

/// <summary>Writes reports as files. The same report always gives the same bytes.</summary>
public static class ReportFiles
{
    public static byte[] Write(Report report, ReportFormat format) => format switch
    {
        ReportFormat.Json => JsonFile.Write(report),
        ReportFormat.Csv => CsvFile.Write(report),
        ReportFormat.Xlsx => XlsxFile.Write(report),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    public static string ContentType(ReportFormat format) => format switch
    {
        ReportFormat.Json => "application/json; charset=utf-8",
        ReportFormat.Csv => "text/csv; charset=utf-8",
        ReportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    public static string Ending(ReportFormat format) => format switch
    {
        ReportFormat.Json => "json",
        ReportFormat.Csv => "csv",
        ReportFormat.Xlsx => "xlsx",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
