namespace OrderTracking.Domain.Views;

/// <summary>异常跟踪: the steps in which an exception is followed, in the order of the job book.</summary>
public enum FollowUpStep
{
    /// <summary>复命.</summary>
    ReportedBack,

    /// <summary>告知客户.</summary>
    CustomerTold,

    /// <summary>解决方案.</summary>
    Measure,

    /// <summary>客户认同.</summary>
    CustomerAgreed,

    /// <summary>处理完毕.</summary>
    Resolved,

    /// <summary>运单完结.</summary>
    Closed,
}

public static class FollowUp
{
    /// <summary>Each step with the time when it was done; null while it is not.</summary>
    public static IEnumerable<(FollowUpStep Step, DateTimeOffset? At)> Steps(this ExceptionRow row) =>
    [
        (FollowUpStep.ReportedBack, row.ReportedBackAt), (FollowUpStep.CustomerTold, row.CustomerToldAt),
        (FollowUpStep.Measure, row.MeasureAt), (FollowUpStep.CustomerAgreed, row.CustomerAgreedAt),
        (FollowUpStep.Resolved, row.ResolvedAt), (FollowUpStep.Closed, row.ClosedAt),
    ];
}
