using OrderTracking.Domain.Views;

namespace OrderTracking.Domain.Kpis;

/// <summary>Whether an exception was reported back in time; RecordedTooLate: it was itself recorded after the due time.</summary>
public enum ReportBackVerdict { Met, Missed, Open, RecordedTooLate }

/// <summary>4小时复命制: whether an exception was reported back in time.</summary>
public static class ReportBack
{
    /// <remarks>In SQL: tracking.report_back_verdict.</remarks>
    public static ReportBackVerdict Verdict(ExceptionRow row, DateTimeOffset now)
    {
        if (row.RaisedRecordedAt > row.ReportBackDueAt) return ReportBackVerdict.RecordedTooLate;
        if (row.ReportedBackAt <= row.ReportBackDueAt) return ReportBackVerdict.Met;
        return row.ReportBackDueAt < now ? ReportBackVerdict.Missed : ReportBackVerdict.Open;
    }
}
