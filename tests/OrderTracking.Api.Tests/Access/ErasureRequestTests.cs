using System.Text;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>What is refused when an erasure is asked for, and what senders may not say about one.</summary>
public sealed class ErasureRequestTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow.AddDays(-2);

    private RunningService Service => fixture.Service;

    [Theory]
    [InlineData("""{"reason":"r"}""", "phone")]
    [InlineData("""{"reason":"r","phone":"13911180777","waybill":"ZB-E1"}""", "phone")]
    [InlineData("""{"reason":"r","phone":"13911180777","role":"signer"}""", "role")]
    [InlineData("""{"reason":"r","phone":"12"}""", "phone")]
    [InlineData("""{"reason":"r","waybill":"ZB-E1"}""", "role")]
    [InlineData("""{"reason":"r","waybill":"运单","role":"signer"}""", "waybill")]
    [InlineData("""{"reason":" ","phone":"13911180777"}""", "reason")]
    public async Task what_names_nobody_is_refused(string body, string field)
    {
        var (anna, bert) = (As("anna"), As("bert"));
        var answer = await anna.Post("/v1/privacy/erasures", Encoding.UTF8.GetBytes(body), "application/json");
        (answer.Status, answer.Body.GetProperty("field").GetString()).ShouldBe((422, field));
        (await bert.Post("/v1/privacy/erasures/0000/approve", [], null)).Code.ShouldBe("unknown-erasure");
    }

    [Fact]
    public async Task a_sender_cannot_say_that_somebody_was_erased_nor_send_what_is_sealed()
    {
        (await Service.Post("/v1/waybills/ZB-E5/events", Send.Received(At, id: Guid.NewGuid()))).Status.ShouldBe(201);
        foreach (var (member, status) in new[] { ("erased", 422), ("sealed", 400) })
        {
            var signer = new JsonObject { [member] = member == "erased" ? true : "0.AAAA" };
            (await Service.Post("/v1/waybills/ZB-E5/events",
                Send.Event("signed", At, new JsonObject { ["pieces"] = 1, ["signer"] = signer }))).Status.ShouldBe(status);
        }
        (await Service.Post("/v1/waybills/ZB-E5/events", Send.Event("personErased", At, new { role = "signer", erasure = "x" })))
            .Code.ShouldBe("not-for-senders");
    }

    private RunningService As(string administrator) => Service.As(Tokens.Caller(administrator, [Role.Administrator]));
}
