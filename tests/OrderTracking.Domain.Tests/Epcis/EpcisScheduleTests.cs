using System.Text.Json;
using OrderTracking.Application.Epcis;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests.Epcis;

/// <summary>At which times a schedule runs a query.</summary>
public class EpcisScheduleTests
{
    private static readonly Company Company = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    [Theory]
    [InlineData("""{ "hour": "1", "minute": "5" }""", "2026-03-02T09:00:00+08:00", "2026-03-03T01:05:00+08:00")]
    [InlineData("""{ "hour": "1", "minute": "5" }""", "2026-03-01T17:04:59Z", "2026-03-02T01:05:00+08:00")]
    [InlineData("""{ "minute": "0,30" }""", "2026-03-02T09:00:00+08:00", "2026-03-02T09:30:00+08:00")]
    [InlineData("""{ "second": "[10-12]" }""", "2026-03-02T09:00:11.5+08:00", "2026-03-02T09:00:12+08:00")]
    [InlineData("""{ "dayOfWeek": "1" }""", "2026-03-02T09:00:00+08:00", "2026-03-09T00:00:00+08:00")]
    [InlineData("""{ "dayOfMonth": "29", "month": "2" }""", "2026-03-02T09:00:00+08:00", "2028-02-29T00:00:00+08:00")]
    [InlineData("""{ "dayOfMonth": "31", "month": "2" }""", "2026-03-02T09:00:00+08:00", null)]
    public void the_next_time_is_the_first_that_all_parts_allow(string schedule, string after, string? next)
    {
        using var given = JsonDocument.Parse(schedule);

        EpcisSchedule.Read(given.RootElement).Schedule!.Next(DateTimeOffset.Parse(after, null), Company)
            .ShouldBe(next is null ? null : DateTimeOffset.Parse(next, null));
    }

    [Theory]
    [InlineData("""{ }""", "schedule")]
    [InlineData("""{ "minute": 5 }""", "minute")]
    [InlineData("""{ "minute": "60" }""", "minute")]
    [InlineData("""{ "hour": "[5-3]" }""", "hour")]
    [InlineData("""{ "hour": "[5]" }""", "hour")]
    [InlineData("""{ "dayOfWeek": "0" }""", "dayOfWeek")]
    [InlineData("""{ "year": "2026" }""", "year")]
    public void what_is_no_schedule_is_refused_by_its_part(string schedule, string wrong)
    {
        using var given = JsonDocument.Parse(schedule);

        EpcisSchedule.Read(given.RootElement).ShouldBe((null, wrong));
    }
}
