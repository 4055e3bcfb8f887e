using OrderTracking.Domain.Views;

namespace OrderTracking.Domain.Kpis;

public enum ReportBackVerdict { Met, Missed, Open, RecordedTooLate }

/// <summary>4小时复命制: was an exception reported back in time?</summary>
public static class ReportBack
{
    public static ReportBackVerdict Verdict(ExceptionRow row, DateTimeOffset now)
    {
        if (row.RaisedRecordedAt > row.ReportBackDueAt) return ReportBackVerdict.RecordedTooLate;
        if (row.ReportedBackAt <= row.ReportBackDueAt) return ReportBackVerdict.Met;
        return row.ReportBackDueAt < now ? ReportBackVerdict.Missed : ReportBackVerdict.Open;
    }

    public static RateDefinition Definition(string zone) => new(
        "report-back-4h", 1, "exceptions whose report was recorded within 4 hours of being raised",
        "exceptions reported in time, or whose 4 hours are over", "the recording of the first report back",
        $"days of the exception in {zone}, from the first, up to but not including the last", "none",
        new Dictionary<string, string>
        {
            ["open"] = "not reported back, and the 4 hours are not over",
            ["recordedTooLate"] = "the 4 hours were over when the exception was recorded",
        });
}
