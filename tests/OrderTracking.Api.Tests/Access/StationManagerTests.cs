using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>对于到站公司的到货跟踪、协调、维护等,可选择在到站公司指定客户经理协作完成.</summary>
public class StationManagerTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly string mark = $"S{Guid.NewGuid():n}"[..10].ToUpperInvariant();

    private string There => $"{mark}-1";

    private string Elsewhere => $"{mark}-2";

    private string Other => $"{mark}-3";

    [Fact]
    public async Task a_second_manager_sees_what_of_the_account_goes_to_the_station_and_records_on_it()
    {
        await Record("accountManagerAssigned", new { account = mark, manager = $"{mark}.first", from = At.AddDays(-9) });
        await Record("accountManagerAssigned",
            new { account = mark, manager = $"{mark}.second", from = At.AddDays(-9), atStation = "CTU" });
        var sent = await fixture.Service.PostLines("/v1/events",
        [
            Send.Received(At, account: mark, waybill: There), Send.Received(At, account: mark, destination: "CAN", waybill: Elsewhere),
            Send.Received(At, account: $"{mark}X", waybill: Other),
        ]);
        var position = sent.Body.GetProperty("position").GetInt64();
        var (first, second) = (As("first"), As("second"));

        (await Listed(first)).ShouldBe([There, Elsewhere], ignoreOrder: true);
        (await Listed(second)).ShouldBe([There]);
        (await second.Get($"/v1/waybills/{There}/timeline")).Status.ShouldBe(200);
        foreach (var hidden in new[] { Elsewhere, Other }) (await second.Get($"/v1/waybills/{hidden}/timeline")).Status.ShouldBe(404);
        (await second.Get($"/v1/deadlines?waitFor={position}")).Items.Select(row => row.GetProperty("waybill").GetString()).Distinct()
            .ShouldBe([There]);
        (await second.Get($"/v1/figures/volumes?account={mark}&waitFor={position}")).Body.GetProperty("total").GetProperty("waybills")
            .GetInt64().ShouldBe(1);
        var worklist = await second.Get($"/v1/worklist?manager={mark}.second");
        worklist.Status.ShouldBe(200, worklist.ToString());
        worklist.Body.GetProperty("accounts").EnumerateArray()
            .Select(account => account.GetString()).ShouldBe([mark]);

        (await second.Post($"/v1/waybills/{There}/events", Send.Event("customerNotified", At.AddHours(1)))).Status.ShouldBe(201);
        (await second.Post($"/v1/waybills/{Elsewhere}/events", Send.Event("customerNotified", At.AddHours(1)))).Status.ShouldBe(422);
        var account = (await fixture.Service.Get($"/v1/accounts/{mark}")).Body;
        account.GetProperty("manager").GetString().ShouldBe($"{mark}.first");
        account.GetProperty("stationManagers")[0].GetProperty("manager").GetString().ShouldBe($"{mark}.second");

        async Task<IEnumerable<string?>> Listed(RunningService service) =>
            (await service.Get($"/v1/waybills?waitFor={position}")).Items.Select(row => row.GetProperty("waybill").GetString());
    }

    private RunningService As(string who) => fixture.Service.As(Tokens.Caller($"{mark}.{who}", [Role.AccountManager]));

    private async Task Record(string type, object data)
    {
        var answer = await fixture.Service.Post("/v1/reference/events", Send.Event(type, At, data, station: "HQ"));
        answer.Status.ShouldBe(201, answer.ToString());
    }
}
