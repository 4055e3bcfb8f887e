using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Events recorded on a waybill's own route, and what the answers guarantee.</summary>
public class WaybillTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private static int numbers;

    private readonly string number = $"ZB-{Interlocked.Increment(ref numbers)}";

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task an_event_is_on_the_timeline_the_moment_it_is_accepted()
    {
        var received = Send.Received(At);

        var answer = await Post(received);

        answer.Status.ShouldBe(201);
        answer.Version.ShouldBe(1);
        answer.ETag!.ShouldMatch($"^\"1-{answer.Position}-[0-9a-f]{{8}}\"$");
        answer.Body.GetProperty("waybill").GetString().ShouldBe(number);
        var entry = answer.Body.GetProperty("events").EnumerateArray().ShouldHaveSingleItem();
        (Text(entry, "id"), Text(entry, "status")).ShouldBe((received.Id(), "accepted"));
        var timeline = await Service.Get($"/v1/waybills/{number}/timeline");
        timeline.ETag.ShouldBe(answer.ETag);
        var item = timeline.Items.ShouldHaveSingleItem();
        (Text(item, "id"), Text(item, "type"), Text(item, "label"),
            Text(item, "source")).ShouldBe((received.Id(), "received", "受理", "person"));
        JsonNode.DeepEquals(JsonNode.Parse(item.GetProperty("data").GetRawText()), received["data"]).ShouldBeTrue();
    }

    [Fact]
    public async Task a_retry_gets_the_first_answer_again_even_when_the_waybill_has_moved_on()
    {
        JsonObject[] sent = [Send.Received(At), Send.Loaded(At.AddHours(1), 10), Send.Arrived(At.AddHours(9), 8),
            Send.Signed(At.AddHours(12), 8)];
        var first = new List<Answer>();
        foreach (var fact in sent) first.Add(await Post(fact));

        for (var i = 0; i < sent.Length; i++)
        {
            var again = await Post(sent[i]);
            again.Status.ShouldBe(200);
            (again.Version, again.Position, again.ETag).ShouldBe((first[i].Version, first[i].Position, first[i].ETag));
            var (entry, earlier) = (again.Body.GetProperty("events")[0], first[i].Body.GetProperty("events")[0]);
            Text(entry, "status").ShouldBe("duplicate");
            foreach (var member in (string[])["id", "version", "position", "recordedAt"])
                entry.GetProperty(member).GetRawText().ShouldBe(earlier.GetProperty(member).GetRawText());
        }
        (await Events()).Length.ShouldBe(5);
    }

    [Fact]
    public async Task a_retry_may_write_the_same_content_another_way()
    {
        var sent = Send.Event("received", At, new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 10, weightKg = 12.5m });
        await Post(sent);
        var otherWay = $$""" { "data" : { "weightKg":12.50 , "pieces":10,"destination":"C\u0054U","origin":"SHA","account":"ACME"}"""
            + $$""","by":"li.wei","station":"SHA","occurredAt":"2026-01-05T09:00:00.000"""
            + $$"""+08:00","type":"received","id":"{{sent.Id().ToUpperInvariant()}}"}""";

        var again = await Service.Post($"/v1/waybills/{number}/events", System.Text.Encoding.UTF8.GetBytes(otherWay),
            "application/json; charset=\"UTF-8\"");

        again.Status.ShouldBe(200, again.ToString());
    }

    [Fact]
    public async Task the_number_in_the_address_may_be_in_lower_case()
    {
        (await Service.Post($"/v1/waybills/{number.ToLowerInvariant()}/events", Send.Received(At))).Body.GetProperty("waybill").GetString()
            .ShouldBe(number);

        (await Service.Get($"/v1/waybills/{number}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task an_array_is_taken_whole()
    {
        var answer = await Post(new JsonArray(Send.Received(At), Send.Loaded(At.AddHours(1), 10)));

        (answer.Status, answer.Version, answer.Body.GetProperty("events").GetArrayLength()).ShouldBe((201, 2, 2));
    }

    [Fact]
    public async Task an_array_is_taken_not_at_all_when_one_of_it_is_refused()
    {
        await Post(Send.Received(At));

        var refused = await Post(new JsonArray(Send.Loaded(At.AddHours(1), 10), Send.Signed(At.AddHours(2), 11)));

        (refused.Status, refused.Code, refused.Field).ShouldBe((422, "more-pieces-than-outstanding", "[1].data.pieces"));
        (await Events()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task an_array_of_old_and_new_records_the_new()
    {
        var received = Send.Received(At);
        await Post(received);

        var answer = await Post(new JsonArray(received.DeepClone(), Send.Loaded(At.AddHours(1), 10)));

        answer.Status.ShouldBe(201);
        answer.Body.GetProperty("events").EnumerateArray().Select(entry => Text(entry, "status")).ShouldBe(["duplicate", "accepted"]);
    }

    [Fact]
    public async Task the_same_received_under_another_id_does_no_harm()
    {
        await Post(Send.Received(At));

        (await Post(Send.Received(At))).Status.ShouldBe(201);
        (await Post(Send.Received(At, pieces: 9))).Code.ShouldBe("already-received");
    }

    [Fact]
    public async Task a_corrected_event_is_struck_through_with_who_why_and_its_replacement()
    {
        var (wrong, right) = (Send.Received(At), Send.Received(At, pieces: 12));
        await Post(wrong);
        var correction = Send.Event("corrected", At.AddHours(3), new { eventId = wrong.Id(), reason = "件数录错", replacedBy = right.Id() },
            by: "chen.jing");

        (await Post(new JsonArray(right, correction))).Status.ShouldBe(201);

        var items = (await Service.Get($"/v1/waybills/{number}/timeline")).Items.ToDictionary(item => Text(item, "id"));
        items.Count.ShouldBe(3);
        var struck = items[wrong.Id()].GetProperty("corrected");
        (Text(struck, "by"), Text(struck, "reason"), Text(struck, "replacedBy"),
            Text(struck, "eventId")).ShouldBe(("chen.jing", "件数录错", right.Id(), correction.Id()));
        items[right.Id()].TryGetProperty("corrected", out _).ShouldBeFalse();
        (await Service.Get($"/v1/waybills/{number}")).Body.GetProperty("pieces").GetInt32().ShouldBe(12);
        (await Post(new JsonArray(right.DeepClone(), correction.DeepClone()))).Status.ShouldBe(200);
        (await Post(correction.With("id", Guid.NewGuid().ToString()))).Code.ShouldBe("already-corrected");
    }

    [Fact]
    public async Task fewer_pieces_arrived_than_loaded_raise_a_shortage_and_a_late_arrival_takes_it_away()
    {
        var arrived = Send.Arrived(At.AddHours(9), 8);
        await Post(new JsonArray(Send.Received(At), Send.Loaded(At.AddHours(1), 10)));

        (await Post(arrived)).Version.ShouldBe(4);

        var raised = (await Events())[^1];
        (Text(raised, "type"), Text(raised, "source"), Text(raised, "causation")).ShouldBe(("exceptionRaised", "system", arrived.Id()));
        var data = raised.GetProperty("data");
        (Text(data, "kind"), data.GetProperty("pieces").GetInt32(), Text(data, "responsibleStation")).ShouldBe(("shortage", 2, "SHA"));

        await Post(Send.Arrived(At.AddHours(10), 2));

        (await Service.Get($"/v1/waybills/{number}")).Body.GetProperty("openExceptions").GetInt32().ShouldBe(0);
        var struck = (await Service.Get($"/v1/waybills/{number}/timeline")).Items.Single(item => Text(item, "id") == Text(raised, "id"));
        Text(struck.GetProperty("corrected"), "by").ShouldBe("ordertracking");
    }

    [Fact]
    public async Task an_arrival_off_the_lane_and_a_remark_beside_a_signature_raise_exceptions()
    {
        await Post(Send.Received(At));
        await Post(Send.Arrived(At.AddHours(5), 10, station: "HRB"));
        await Post(Send.Event("signed", At.AddHours(20), new { pieces = 10, remark = new { kind = "wet", text = "外箱受潮" } },
            station: "CTU"));

        var raised = (await Events()).Where(entry => Text(entry, "type") == "exceptionRaised")
            .Select(entry => Text(entry.GetProperty("data"), "kind"));

        raised.ShouldBe(["misroute", "wet"]);
    }

    [Fact]
    public async Task if_match_passes_the_newest_version_only()
    {
        var first = await Post(Send.Received(At), ifMatch: "\"0-0\"");
        first.Status.ShouldBe(201);
        var second = Send.Loaded(At.AddHours(1), 10);

        (await Post(second, ifMatch: first.ETag)).Status.ShouldBe(201);

        var stale = await Post(Send.Arrived(At.AddHours(9), 10), ifMatch: first.ETag);
        (stale.Status, stale.Code, stale.Field).ShouldBe((412, "version-mismatch", "If-Match"));
        (await Post(second, ifMatch: first.ETag)).Status.ShouldBe(200, "a retry has done its work");
        (await Events()).Length.ShouldBe(2);
    }

    [Fact]
    public async Task of_two_concurrent_posts_with_the_same_if_match_one_fails()
    {
        var tag = (await Post(Send.Received(At))).ETag;

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(hour => Post(Send.Loaded(At.AddHours(hour), 1), ifMatch: tag)));

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 412).ShouldBe(11);
    }

    [Fact]
    public async Task concurrent_signatures_never_sign_more_than_there_is()
    {
        await Post(Send.Received(At));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Post(Send.Signed(At.AddHours(20), 1))));

        answers.Count(answer => answer.Status == 201).ShouldBe(10);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Code == "more-pieces-than-outstanding");
    }

    [Fact]
    public async Task text_offsets_and_decimals_come_back_as_they_were_sent()
    {
        const string Goods = "玻璃器皿 \"易碎\" 🚚 <&> \\ \u2028 é e\u0301";
        var sent = Send.Event(
            "received", new DateTimeOffset(2026, 1, 5, 9, 0, 0, 123, TimeSpan.FromHours(5.5)).AddMicroseconds(456),
            new
            {
                account = "重点客户一", origin = "SHA", destination = "CTU", pieces = 3, transfers = new[] { "武汉", "WUH" }, goods = Goods,
                weightKg = 12.340m,
                freight = 0.1m, insuredValue = 999999999999.99m,
                consignee = new { name = "王芳", phone = "+86 138-0000-1234", address = "成都市" },
                promisedAt = "2026-01-07T18:00:00-03:30",
            });
        await Post(sent);

        var entry = (await Events())[0];

        Text(entry, "occurredAt").ShouldBe("2026-01-05T09:00:00.123456+05:30");
        var data = entry.GetProperty("data");
        Text(data, "goods").ShouldBe(Goods);
        data.GetProperty("goods").GetRawText().ShouldContain("玻璃器皿");
        Text(data, "promisedAt").ShouldBe("2026-01-07T18:00:00-03:30");
        (data.GetProperty("weightKg").GetDecimal(), data.GetProperty("freight").GetDecimal(),
            data.GetProperty("insuredValue").GetDecimal()).ShouldBe((12.34m, 0.1m, 999999999999.99m));
        JsonNode.DeepEquals(JsonNode.Parse(data.GetProperty("consignee").GetRawText()), sent["data"]!["consignee"]).ShouldBeTrue();
        data.GetProperty("transfers").EnumerateArray().Select(station => station.GetString()).ShouldBe(["武汉", "WUH"]);
    }

    private Task<Answer> Post(JsonNode body, string? ifMatch = null) => Service.Post($"/v1/waybills/{number}/events", body, ifMatch);

    private async Task<JsonElement[]> Events() => (await Service.Get($"/v1/waybills/{number}/events")).Items;

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
