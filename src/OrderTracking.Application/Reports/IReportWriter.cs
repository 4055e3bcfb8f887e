namespace OrderTracking.Application.Reports;

/// <summary>Writes reports as files.</summary>
public interface IReportWriter
{
    /// <summary>The same report always gives the same bytes.</summary>
    byte[] Write(Report report, ReportFormat format);
}
