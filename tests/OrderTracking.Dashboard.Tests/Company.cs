using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>
/// A company with two account managers, wang and li, who share nothing: each has an account with a waybill that is due tonight and has an
/// exception to report back, and one that is planned to leave today.
/// </summary>
public sealed class Company : IAsyncLifetime
{
    public const string HostileName = "<script>document.title='owned'</script>\u202Eمرحبا";

    private ServiceOnDatabase running = null!;

    public RunningService Service => running.Service;

    public Uri Address => Service.Http.BaseAddress!;

    public async ValueTask InitializeAsync()
    {
        running = await ServiceOnDatabase.StartAsync();
        foreach (var (account, manager) in new[] { ("ACME", "wang"), ("BETA", "li") })
        {
            // What is planned after the time of confirmation need not be confirmed, and the tests run at any time of day.
            await Reference("accountSet", new { account, name = $"{account} 有限公司", loadingConfirmation = "23:59:00" });
            await Reference("accountManagerAssigned", new { account, manager, from = "2026-01-01T00:00:00+08:00" });
        }
        await Reference("stationSet", new { code = "SHA", name = "上海" });
        foreach (var account in new[] { "ACME", "BETA" })
        {
            await AddException($"{account}-1", account, $"{account} 外箱破损");
            await AddPlan($"{account}-2", account);
        }
    }

    public ValueTask DisposeAsync() => running.DisposeAsync();

    /// <summary>A waybill of an account with an exception that is to be reported back.</summary>
    public async Task AddException(string waybill, string account, string description)
    {
        var at = DateTimeOffset.UtcNow.AddHours(-3);
        await Record(waybill, Send.Received(at, 10, account, promisedAt: at.AddHours(2)),
            Send.Event("exceptionRaised", at.AddHours(2), new { exceptionId = $"{waybill}-X", kind = "damage", description }));
    }

    /// <summary>A waybill of an account that is planned to leave today.</summary>
    public async Task AddPlan(string waybill, string account)
    {
        var today = DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).DateTime);
        await Record(waybill, Send.Received(DateTimeOffset.UtcNow.AddMinutes(-2), 10, account),
            Send.Event("loadingPlanned", DateTimeOffset.UtcNow.AddMinutes(-1),
                new { plannedFor = today.ToString("yyyy-MM-dd", null), nextStation = "CTU", pieces = 10 }));
    }

    public async Task Record(string waybill, params object[] events)
    {
        var answer = await Service.Post($"/v1/waybills/{waybill}/events", events);
        answer.Status.ShouldBe(201, answer.ToString());
        (await Service.Get($"/v1/exceptions?waitFor={answer.Position}")).Status.ShouldBe(200);
    }

    public async Task Reference(string type, object data)
    {
        var sent = Send.Event(type, DateTimeOffset.UtcNow.AddMinutes(-5), data, station: "HQ");
        var answer = await Service.Post("/v1/reference/events", sent);
        answer.Status.ShouldBe(201, answer.ToString());
    }
}
