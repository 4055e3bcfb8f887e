using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The plans of a day on the worklist of 10:00.</summary>
public class WorklistTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly string account = $"W{Guid.NewGuid():n}"[..12].ToUpperInvariant();

    // 每日10:00前…前日装车信息,有无漏装: the limit counts what was not loaded, and not what was.
    [Fact]
    public async Task a_plan_not_kept_is_listed_after_more_than_a_hundred_that_were()
    {
        var shanghai = TimeSpan.FromHours(8);
        var day = DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(shanghai).DateTime).AddDays(-1);
        var morning = new DateTimeOffset(day.ToDateTime(new(8, 0)), shanghai);
        var lines = Enumerable.Range(1, 102).SelectMany(number =>
        {
            var waybill = $"{account}-{number:000}";
            var plan = Send.Event("loadingPlanned", morning.AddMinutes(1), new { plannedFor = day, nextStation = "CTU" }, waybill: waybill);
            return number <= 101
                ? new object[] { Send.Received(morning, account: account, waybill: waybill), plan,
                    Send.Loaded(morning.AddHours(2), 10, waybill: waybill) }
                : [Send.Received(morning, account: account, waybill: waybill), plan];
        });
        var sent = await fixture.Service.PostLines("/v1/events", lines);
        sent.Body.GetProperty("accepted").GetInt32().ShouldBe(3 * 102 - 1, sent.ToString());

        var list = await fixture.Service.Get(
            $"/v1/worklist?at=10:00&account={account}&waitFor={sent.Body.GetProperty("position").GetInt64()}");

        list.Status.ShouldBe(200, list.ToString());
        list.Body.GetProperty("loading").EnumerateArray().Select(item => item.GetProperty("waybill").GetString())
            .ShouldBe([$"{account}-102"]);
    }
}
