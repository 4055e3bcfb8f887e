using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>投诉 over HTTP: by the same routes as claims.</summary>
public sealed class ComplaintTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task a_founded_complaint_is_linked_to_its_waybill_answered_resolved_and_called_back()
    {
        var service = fixture.Service;
        (await service.Post("/v1/waybills/CPWB-1/events", Send.Received(At, 3, account: "CPACC"))).Status.ShouldBe(201);
        foreach (var (type, hour, data) in new (string, int, object)[]
        {
            ("complaintReceived", 1, new { account = "CPACC", channel = "phone", content = "破损", waybills = new[] { "CPWB-1" },
                complainant = new { name = "范成大", phone = "13955556666" } }),
            ("complaintJudged", 2, new { founded = true, grounds = "属实", cause = "loading", responsibleStation = "CTU" }),
            ("complaintAnswered", 3, new { answer = "已答复" }), ("complaintResolved", 4, new { post = "dock", measure = "培训" }),
        })
            (await service.Post("/v1/complaints/CP-1/events", Send.Event(type, At.AddHours(hour), data))).Status.ShouldBe(201, type);
        (await service.Post("/v1/complaints/CP-1/events",
            Send.Event("complaintResolved", At.AddHours(5), new { post = "dock", measure = "又" }))).Code.ShouldBe("already-resolved");
        var last = await service.Post("/v1/complaints/CP-1/events",
            Send.Event("complainantCalledBack", At.AddHours(6), new { satisfied = 4 }));

        var found = (await service.Get("/v1/complaints/CP-1")).Body;
        (found.GetProperty("status").GetString(), found.GetProperty("statusLabel").GetString(),
            found.GetProperty("complaint").GetProperty("satisfied").GetInt32()).ShouldBe(("calledBack", "已回访", 4));
        found.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("verdict").GetString()).ShouldBe(["met", "met"]);
        (await service.Get("/v1/waybills/CPWB-1/timeline")).Body.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("type").GetString() == "complaintLinked").GetProperty("data").GetProperty("complaintId")
            .GetString().ShouldBe("CP-1");
        var report = (await service.Get($"/v1/complaints/report?account=CPACC&waitFor={last.Position}")).Body;
        report.GetProperty("rates").GetProperty("founded-complaints").GetProperty("rate").GetProperty("rate").GetDecimal().ShouldBe(1_000);
        var then = (await service.Get("/v1/complaints/report?account=CPACC&asOf=2026-03-02T10:30:00%2B08:00")).Body;
        then.GetProperty("rates").GetProperty("founded-complaints").GetProperty("rate").GetProperty("denominator").GetInt64().ShouldBe(1);
        (await service.Get($"/v1/complaints?account=CPACC&status=calledBack&waitFor={last.Position}")).Items.Length.ShouldBe(1);
        (await service.Get("/v1/complaints?status=paid")).Status.ShouldBe(400);
        (await service.As(Tokens.Caller("desk-xiy", [Role.ServiceDesk], ["XIY"])).Get("/v1/complaints/CP-1")).Code.ShouldBe("unknown-case");
    }
}
