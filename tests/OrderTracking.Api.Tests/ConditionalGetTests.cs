using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>A waybill is answered from memory while its stream has nothing newer, and not at all to who has the answer already.</summary>
public sealed class ConditionalGetTests(ConditionalGetTests.Fixture fixture) : IClassFixture<ConditionalGetTests.Fixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private RunningService Service => fixture.Service;

    [Theory]
    [InlineData("")]
    [InlineData("/timeline")]
    [InlineData("/events")]
    public async Task who_has_the_answer_is_told_that_nothing_has_changed(string route)
    {
        var path = $"/v1/waybills/{await Post($"NM{route.Length}")}{route}";
        var first = await Service.Get(path);
        var looks = await Looks(path);

        foreach (var header in (string[])[first.ETag!, $"W/{first.ETag}", $"\"1-1\", {first.ETag}", "*"])
        {
            var again = await Get(Service, path, header);

            (again.Status, again.ETag, again.Text).ShouldBe((304, first.ETag, ""), header);
        }
        (await Looks(path)).ShouldBe(looks, "nothing was shown");
        foreach (var other in (string[])["\"1-1\"", "\"\"", "7-1042", "\"1-", "\"1-1\" x"])
            (await Get(Service, path, other)).Text.ShouldBe(first.Text, other);
    }

    [Fact]
    public async Task what_was_recorded_since_is_answered()
    {
        var path = $"/v1/waybills/{await Post("NEW")}/timeline";
        var before = await Service.Get(path);
        (await Service.Post("/v1/waybills/NEW/events", Send.Loaded(At.AddHours(1), 10))).Status.ShouldBe(201);

        var after = await Get(Service, path, before.ETag!);

        (after.Status, after.Version, after.Items.Length).ShouldBe((200, 2L, 2), after.ToString());
        (await Get(Service, path, after.ETag!)).Status.ShouldBe(304);
        var past = await Service.Get($"{path}?knownAtPosition={before.Position}");
        (await Get(Service, $"{path}?knownAtPosition={before.Position}", past.ETag!)).Status.ShouldBe(304);
    }

    [Fact]
    public async Task what_another_node_recorded_is_answered_at_once()
    {
        await using var other = await RunningService.StartAsync(fixture.ConnectionString);
        await Post("TWO");
        foreach (var (node, version) in (IEnumerable<(RunningService, int)>)[(other, 2), (Service, 3), (other, 4)])
        {
            (await Service.Get("/v1/waybills/TWO/timeline")).Version.ShouldBe(version - 1);
            (await node.Post("/v1/waybills/TWO/events", Send.Event("stockedIn", At.AddHours(version), new { pieces = 10 })))
                .Status.ShouldBe(201);

            (await Service.Get("/v1/waybills/TWO/timeline")).Items.Length.ShouldBe(version);
        }
    }

    [Fact]
    public async Task an_answer_from_memory_is_the_one_that_is_read()
    {
        var received = Send.Event("received", At, new
        {
            account = "ACC", origin = "SHA", destination = "CTU", pieces = 10, goods = "配件 <b>&amp;\u2028🚚", weightKg = 384.50m,
            freight = 0.10m, receiptCopies = 2, promisedAt = At.AddDays(2), consignee = new { name = "王芳", phone = "13800001234" },
        });
        var signed = Send.Signed(At.AddHours(20), 4);
        foreach (var part in (JsonArray[])
                 [
                     [received, Send.Loaded(At.AddHours(1), 10)], [Send.Arrived(At.AddHours(9), 8)], [signed],
                     [Send.Event("corrected", At.AddHours(30), new { eventId = signed.Id(), reason = "误签" })],
                 ])
            (await Service.Post("/v1/waybills/RICH/events", part)).Status.ShouldBe(201);
        await using var other = await RunningService.StartAsync(fixture.ConnectionString);

        foreach (var route in (string[])["", "/timeline", "/events"])
        {
            var kept = await Service.Get($"/v1/waybills/RICH{route}");
            kept.Text.ShouldBe((await other.Get($"/v1/waybills/RICH{route}")).Text);
            kept.Text.ShouldContain("王芳");
        }
    }

    [Fact]
    public async Task a_tag_tells_nothing_to_who_may_not_see_the_waybill_and_a_masked_answer_is_another()
    {
        var path = $"/v1/waybills/{await Post("SEEN")}/timeline";
        var plain = await Service.Get(path);
        var stranger = Service.As(Tokens.Caller("stranger", [Role.Customer], accounts: ["ELSE"]));
        var customer = Service.As(Tokens.Caller("customer", [Role.Customer], accounts: ["ACC"]));

        foreach (var header in (string[])[plain.ETag!, "*"]) (await Get(stranger, path, header)).Status.ShouldBe(404);
        var masked = await Get(customer, path, plain.ETag!);
        (masked.Status, masked.ETag).ShouldBe((200, plain.ETag!.Insert(plain.ETag.Length - 1, "-customer")));
        (await Get(customer, path, masked.ETag!)).Status.ShouldBe(304);
        (await Get(Service, path, masked.ETag!)).Status.ShouldBe(200);
        (await Service.Post("/v1/waybills/SEEN/events", Send.Loaded(At.AddHours(1), 10), ifMatch: masked.ETag)).Status.ShouldBe(201);
    }

    private async Task<string> Post(string waybill)
    {
        var received = Send.Event("received", At, new { account = "ACC", origin = "SHA", destination = "CTU", pieces = 10,
            consignee = new { name = "王芳" } });
        (await Service.Post($"/v1/waybills/{waybill}/events", received)).Status.ShouldBe(201);
        return waybill;
    }

    private async Task<long> Looks(string path) => (await Service.Get("/v1/audit/access?limit=1000")).Items
        .Where(entry => entry.GetProperty("query").GetString() == path).Sum(entry => entry.GetProperty("looks").GetInt64());

    private static Task<Answer> Get(RunningService service, string path, string ifNoneMatch)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return service.Send(request);
    }

    public sealed class Fixture : ServiceFixture;
}
