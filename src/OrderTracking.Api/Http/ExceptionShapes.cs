using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>The exception report; its rate is the compliance with the 4-hour report-back.</summary>
public sealed record ExceptionReport(
    ExceptionGroup Total, IReadOnlyList<ExceptionGroup>? Groups, ComparedAnswer<ExceptionGroup>? Compared, RateDefinition Definition,
    long Position, long LagMs);

public sealed record ExceptionGroup(string? Key, long Exceptions, long Waybills, PlainRate ReportBack);

public sealed record PlainRate(long Numerator, long Denominator, decimal? Rate, IReadOnlyDictionary<string, long> Excluded)
{
    public static PlainRate Of(Rate rate) => new(rate.Numerator, rate.Denominator, rate.Value, rate.Excluded);
}
