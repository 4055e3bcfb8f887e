namespace OrderTracking.Application.Reports;

/// <summary>The file formats of reports.</summary>
public enum ReportFormat { Json, Csv, Xlsx }

public static class ReportFormatExtensions
{
    public static string ContentType(this ReportFormat format) => format switch
    {
        ReportFormat.Json => "application/json; charset=utf-8",
        ReportFormat.Csv => "text/csv; charset=utf-8",
        ReportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>The end of a file's name, without the dot.</summary>
    public static string FileExtension(this ReportFormat format) => format switch
    {
        ReportFormat.Json => "json",
        ReportFormat.Csv => "csv",
        ReportFormat.Xlsx => "xlsx",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
