using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>A person is forgotten everywhere, on every node, once a second person has approved it.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    // Nobody else is called so, and no other number contains these.
    private const string Name = "欧阳遗忘", Phone = "13911180777", Address = "忘川路4477号", Shipper = "存续工贸", ShipperPhone = "13622233344";

    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow.AddDays(-2);

    // On the company's clock.
    private static readonly DateTimeOffset Signature = At.AddHours(9).ToOffset(TimeSpan.FromHours(8));

    private PrivateCluster? cluster;
    private RunningService one = null!, other = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        cluster = await PrivateCluster.StartAsync("max_connections = 100");
        one = await RunningService.StartAsync(cluster.ConnectionString);
        other = await RunningService.StartAsync(cluster.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await one.DisposeAsync();
        await other.DisposeAsync();
        if (cluster is not null) await cluster.DisposeAsync();
    }

    private RunningService Anna => one.As(Tokens.Caller("anna", [Role.Administrator]));

    private RunningService Bert => one.As(Tokens.Caller("bert", [Role.Administrator]));

    [Fact]
    public async Task a_claimant_is_forgotten_by_phone_and_the_claim_stays()
    {
        var filed = await one.Post("/v1/claims/CL-E1/events", Send.Event("claimFiled", At,
            new { account = "ACME", amount = 7, claimant = new { name = "范仲淹", phone = "13922223333" } }));
        filed.Status.ShouldBe(201, filed.ToString());
        (await other.Get("/v1/claims/CL-E1")).Text.ShouldContain("范仲淹");

        (await Approve(Bert, await Ask(new { phone = "13922223333", reason = "DSR-2" }))).Status.ShouldBe(200);

        foreach (var path in (string[])["/v1/claims/CL-E1", "/v1/claims/CL-E1/timeline", "/v1/audit/events"])
            (await one.Get(path)).Text.ShouldNotContain("范仲淹");
        (await one.Get("/v1/claims/CL-E1")).Body.GetProperty("opening").GetProperty("data").GetProperty("claimant").GetRawText()
            .ShouldBe("""{"erased":true}""");
        (await one.Get("/v1/claims/CL-E1")).Body.GetProperty("status").GetString().ShouldBe("filed");
        (await one.Get("/v1/claims/CL-E1/timeline")).Items.Count(item => item.GetProperty("type").GetString() == "personErased")
            .ShouldBe(2);
    }

    [Theory]
    [InlineData("claims", "claim:cl-e5", "claimFiled", "claimant", """{"account":"ACME","amount":7,"description":"范仲淹来电"}""")]
    [InlineData("complaints", "complaint:CL-E5", "complaintReceived", "complainant",
        """{"account":"ACME","channel":"phone","content":"范仲淹来电"}""")]
    [InlineData("inquiries", "inquiry:CL-E5", "inquiryReceived", "inquirer",
        """{"account":"ACME","channel":"hotline","topic":"goods","question":"范仲淹来电"}""")]
    public async Task by_case_and_role_the_person_of_one_case_is_erased(
        string route, string named, string opening, string member, string data)
    {
        var said = JsonNode.Parse(data)!.AsObject();
        said[member] = new JsonObject { ["name"] = "范仲淹", ["phone"] = "13922224444" };
        foreach (var number in (string[])["CL-E5", "CL-E6"])
            (await one.Post($"/v1/{route}/{number}/events", Send.Event(opening, At, said))).Status.ShouldBe(201);
        var kept = await one.PostLines("/v1/events",
            [Send.Event(opening, At, new { account = "ACME", description = "范仲淹" }).With("case", named)]);
        kept.Body.GetProperty("refused").GetInt32().ShouldBe(1, kept.ToString());
        var asked = await Anna.Post("/v1/privacy/erasures", new { @case = named, role = "consignee", reason = "DSR-5" });
        (asked.Status, asked.Field).ShouldBe((422, "role"));

        var done = await Approve(Bert, await Ask(new { @case = named, role = "claimant", reason = "DSR-5" }));

        (done.Body.GetProperty("case").GetString(), done.Body.GetProperty("waybill").GetString(),
            done.Body.GetProperty("persons").GetInt64()).ShouldBe((named.Replace("cl-e5", "CL-E5", StringComparison.Ordinal), null, 2));
        foreach (var node in new[] { one, other })
        {
            await Task.Delay(1_500, Stop);
            foreach (var path in (string[])[$"/v1/{route}/CL-E5", $"/v1/{route}/CL-E5/timeline"])
                (await node.Get(path)).Text.ShouldNotContain("范仲淹");
            (await node.Get($"/v1/{route}/CL-E6")).Text.ShouldContain("范仲淹");
        }
        (await one.Get("/v1/quarantine")).Text.ShouldNotContain("范仲淹");
        (await one.Get($"/v1/{route}/CL-E5/timeline")).Items.Where(item => item.GetProperty("type").GetString() == "personErased")
            .Select(item => item.GetProperty("data").GetProperty("role").GetString()).ShouldBe(["claimant", "text"], ignoreOrder: true);
        // The case goes on: what is recorded after it can be read.
        (await one.Get($"/v1/{route}/CL-E5")).Status.ShouldBe(200);
        (await one.Get("/v1/privacy/erasures")).Items[0].GetProperty("case").GetString()!.ShouldEndWith(":CL-E5");
    }

    [Fact]
    public async Task what_a_site_said_is_erased_in_the_report_of_its_round_too()
    {
        (await one.Post("/v1/reference/events", Send.Event("accountSitesSet", At.AddDays(-1),
            new { account = "ACME", sites = new[] { new { code = "B-1" } } }, station: "HQ"))).Status.ShouldBe(201);
        (await one.Post("/v1/rounds/RD-E1/events", new[]
        {
            Send.Event("roundOpened", At, new { account = "ACME" }),
            Send.Event("siteCalled", At.AddHours(1), new { site = "B-1", reached = true, fault = "damage", problem = "范仲淹收货时箱破" }),
        })).Status.ShouldBe(201);
        (await one.Get("/v1/rounds/RD-E1/report.csv")).Text.ShouldContain("范仲淹收货时箱破");

        await Approve(Bert, await Ask(new { @case = "round:RD-E1", role = "text", reason = "DSR-6" }));

        var report = (await one.Get("/v1/rounds/RD-E1/report.csv")).Text;
        report.ShouldNotContain("范仲淹");
        report.ShouldContain("[erased]");
    }

    [Fact]
    public async Task by_phone_a_person_is_unreadable_everywhere_and_others_stay()
    {
        var received = Received("ZB-E1");
        await Post("ZB-E1", received);
        await Post("ZB-E1", Send.Event("signed", Signature, new
        {
            pieces = 4, signer = new { name = Name, phone = "139 1118 0777" }, remark = new { kind = "wet", text = $"{Name}说外箱湿" },
        }, station: "CTU"));
        await Post("ZB-E1", Send.Event("heldForInstruction", At.AddHours(1), new { reason = "packing", note = $"等{Name}回话" }));
        await Post("ZB-E2", Received("ZB-E2"));
        await one.PostLines("/v1/events", [Send.Event("signed", At, new { pieces = 1, signer = new { name = Name, phone = Phone } },
            waybill: "ZB-NOT-THERE"), Send.Event("signed", At, new { pieces = "one", signer = new { name = Name, phone = Phone } },
            waybill: "ZB-E1")]);
        await ShouldBeShown(one);
        await ShouldBeShown(other);
        (await Exported(one, Exports[0])).ShouldContain(Name);
        (await one.Get("/track/ZB-E1?digits=0777")).Status.ShouldBe(200);

        var id = await Ask(new { phone = "+86 " + Phone, reason = "DSR-1" });
        await ShouldBeShown(one);
        (await Approve(Anna, id)).Code.ShouldBe("second-person-needed");
        await ShouldBeShown(one);
        var done = await Approve(Bert, id);

        done.Status.ShouldBe(200, done.ToString());
        (done.Body.GetProperty("state").GetString(), done.Body.GetProperty("persons").GetInt64()).ShouldBe(("done", 5));
        await ShouldBeForgotten(one);
        await Task.Delay(1_500, Stop);
        await ShouldBeForgotten(other);
        foreach (var number in (string[])["ZB-E1", "ZB-E2"])
            (await one.Get($"/track/{number}?digits=0777")).Code.ShouldBe((await one.Get("/track/ZB-E1?digits=9999")).Code);
        // Of the shipper nothing is gone, and each event still says that there was a consignee.
        var events = await other.Get("/v1/waybills/ZB-E1/events");
        var data = events.Items[0].GetProperty("data");
        data.GetProperty("shipper").GetProperty("phone").GetString().ShouldBe(ShipperPhone);
        data.GetProperty("consignee").GetRawText().ShouldBe("""{"erased":true}""");
        events.Items.Where(entry => entry.GetProperty("type").GetString() == "personErased")
            .Select(entry => entry.GetProperty("data").GetProperty("role").GetString()).ShouldBe(["consignee", "signer", "text"], true);
        events.Items[1].GetProperty("data").GetProperty("remark").GetRawText().ShouldBe("""{"kind":"wet","text":"[erased]"}""");
        // A retry is answered as the first time, and what is recorded afterwards can be read.
        (await one.Post("/v1/waybills/ZB-E1/events", received)).Status.ShouldBe(200);
        await Post("ZB-E1", Send.Event("signed", At.AddHours(12), new { pieces = 1, signer = new { name = "钱来" } }, station: "CTU"));
        (await other.Get("/v1/waybills/ZB-E1/events")).Text.ShouldContain("钱来");
        (await Approve(Bert, id)).Body.GetProperty("doneAt").GetString().ShouldBe(done.Body.GetProperty("doneAt").GetString());
        await ShouldBeOnRecord(id);
    }

    [Fact]
    public async Task by_waybill_and_role_one_person_of_one_waybill_is_erased()
    {
        await Post("ZB-E3", Received("ZB-E3"));
        await Post("ZB-E4", Received("ZB-E4"));

        await Approve(Bert, await Ask(new { waybill = "zb-e3", role = "consignee", reason = "DSR-2" }));

        (await one.Get("/v1/waybills/ZB-E3/events")).Text.ShouldNotContain(Name);
        (await one.Get("/v1/waybills/ZB-E3/events")).Text.ShouldContain(ShipperPhone);
        (await one.Get("/v1/waybills/ZB-E4/events")).Text.ShouldContain(Name);
        (await one.Get($"/v1/waybills?q={Uri.EscapeDataString(Name)}")).Items.Length.ShouldBe(1);
    }

    [Fact]
    public async Task by_the_role_text_what_people_wrote_is_erased_and_every_person_stays()
    {
        var received = Received("ZB-E9");
        received["data"]!["remarks"] = $"门卫{Name}收";
        await Post("ZB-E9", received);
        await Post("ZB-E9", Send.Event("exceptionRaised", At.AddHours(1), new { exceptionId = "E-9", kind = "wet", description = "门卫说" }));
        await ShouldBeListed("ZB-E9");

        await Approve(Bert, await Ask(new { waybill = "ZB-E9", role = "text", reason = "DSR-4" }));

        var data = (await one.Get("/v1/waybills/ZB-E9/events")).Items[0].GetProperty("data");
        (data.GetProperty("remarks").GetString(), data.GetProperty("consignee").GetProperty("name").GetString())
            .ShouldBe(("[erased]", Name));
        (await one.Get("/v1/exceptions")).Items.Single().GetProperty("description").GetString().ShouldBe("[erased]");
        // A retry is answered as the first time.
        (await one.Post("/v1/waybills/ZB-E9/events", received)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task an_erasure_that_is_carried_on_takes_nothing_that_was_recorded_after_its_events()
    {
        await Post("ZB-E10", Received("ZB-E10"));
        var id = await Ask(new { waybill = "ZB-E10", role = "consignee", reason = "DSR-5" });
        await Approve(Bert, id);
        // As if the node had died before it could note that it was done.
        await cluster!.Ask($"update tracking.erasures set done_at = null, persons = null where id = '{id}'");
        await Post("ZB-E10", Send.Event("orderAmended", At.AddHours(2), new { consignee = new { name = "钱来" }, remarks = "勿压" }));

        (await Approve(Bert, id)).Body.GetProperty("state").GetString().ShouldBe("done");

        var events = (await other.Get("/v1/waybills/ZB-E10/events")).Text;
        events.ShouldNotContain(Name);
        events.ShouldContain("钱来");
        events.ShouldContain("勿压");
    }

    [Fact]
    public async Task a_person_that_was_changed_in_the_log_or_in_a_row_is_never_a_fault_of_the_server()
    {
        await Post("ZB-E6", Received("ZB-E6"));
        await Post("ZB-E7", Received("ZB-E7"));
        await ShouldBeListed("ZB-E7");
        // Until the projector, which writes the row with each event, has nothing more to write.
        await Eventually(async () =>
        {
            await cluster!.Ask(
                "update tracking.search set row = jsonb_set(row, '{consignee,sealed}', '\"0.AAAA\"') where waybill = 'ZB-E6'");
            var rows = await one.All("/v1/waybills");
            return rows.Count == 2 && rows.Single(row => row.GetProperty("waybill").GetString() == "ZB-E6").GetRawText() is var text
                && !text.Contains(Name, StringComparison.Ordinal) && text.Contains(ShipperPhone, StringComparison.Ordinal);
        }, "a row without its consignee");
        await cluster!.Ask("""
            update mt_events set data = jsonb_set(data, '{consignee,sealed}',
                (select o.data #> '{consignee,sealed}' from mt_events o where o.stream_id = 'ZB-E6' and o.type like 'waybill.received%'))
            where stream_id = 'ZB-E7' and type like 'waybill.received%';
            select 1
            """);
        // A node that has not read it yet finds the ciphertext of another waybill, and says so.
        await using var third = await RunningService.StartAsync(cluster.ConnectionString);
        (await third.Get("/v1/waybills/ZB-E7/events")).Code.ShouldBe("unreadable-event");
        (await third.Get("/v1/waybills/ZB-E6/events")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task no_file_of_the_server_and_no_dump_of_it_holds_a_person()
    {
        await Post("ZB-E8", Received("ZB-E8"));
        await one.PostLines("/v1/events", [Send.Event("signed", At, new { pieces = 1, signer = new { name = Name, phone = Phone } },
            waybill: "ZB-NOT-THERE")]);
        await ShouldBeListed("ZB-E8");
        var wrapped = (byte[])(await cluster!.Ask("select wrapped from person_keys.keys where stream = 'ZB-E8'"))!;

        await Approve(Bert, await Ask(new { phone = Phone, reason = "DSR-3" }));
        await one.Stop();
        await other.Stop();
        await cluster.Ask("checkpoint");
        foreach (var table in (string[])["person_keys.keys", "person_keys.phones", "tracking.quarantine", "tracking.search"])
            await cluster.Ask($"vacuum (full) {table}");
        // The log that was written before the destroyed keys' last checkpoint is given away by two switches and checkpoints.
        for (var i = 0; i < 2; i++)
        {
            await cluster.Ask("select pg_switch_wal()");
            await cluster.Ask("checkpoint");
        }
        var dump = await cluster.Dump();
        foreach (var secret in (string[])[Name, Phone, Address])
        {
            Files(Encoding.UTF8.GetBytes(secret)).ShouldBeEmpty(secret);
            // As JSON escapes it, and as pg_dump writes bytea.
            dump.ShouldNotContain(secret);
            dump.ShouldNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)));
        }
        Files(wrapped, "pg_wal").ShouldBeEmpty("the destroyed keys");
    }

    private static JsonObject Received(string number)
    {
        var received = Send.Received(At, id: Guid.NewGuid());
        received["data"]!["shipper"] = new JsonObject { ["name"] = Shipper, ["phone"] = ShipperPhone };
        received["data"]!["consignee"] = new JsonObject { ["name"] = Name, ["phone"] = Phone, ["address"] = Address };
        received["data"]!["orderNumber"] = $"PO-{number}";
        received["data"]!["remarks"] = $"交{Name}本人，{Phone}";
        return received;
    }

    private async Task Post(string number, JsonObject sent)
    {
        var answer = await one.Post($"/v1/waybills/{number}/events", sent);
        answer.Status.ShouldBe(201, answer.ToString());
    }

    private async Task<string> Ask(object wanted)
    {
        var asked = await Anna.Post("/v1/privacy/erasures", wanted);
        (asked.Status, asked.Body.GetProperty("state").GetString()).ShouldBe((201, "asked"), asked.ToString());
        return asked.Body.GetProperty("id").GetString()!;
    }

    private static Task<Answer> Approve(RunningService by, string id) => by.Post($"/v1/privacy/erasures/{id}/approve", [], null);

    private static readonly string[] Places =
    [
        "/v1/waybills", "/v1/waybills/ZB-E1", "/v1/waybills/ZB-E1/timeline", "/v1/waybills/ZB-E1/events",
        "/v1/audit/events", "/v1/quarantine", "/v1/waybills/ZB-E2/events", "/v1/exceptions",
    ];

    private static readonly string[] Exports =
    [
        $"/v1/reports/daily-exceptions.csv?from={Signature:yyyy-MM-dd}", $"/v1/reports/daily-exceptions.xlsx?from={Signature:yyyy-MM-dd}",
        $"/v1/reports/monthly-archive.xlsx?account=ACME&from={Signature:yyyy-MM}-01", "/v1/waybills.csv", "/v1/waybills.xlsx",
    ];

    // Of a workbook all that is in it.
    private static async Task<string> Exported(RunningService node, string path)
    {
        var answer = await node.Get(path);
        answer.Status.ShouldBe(200, $"{path}: {answer}");
        if (!path.Contains(".xlsx", StringComparison.Ordinal)) return Encoding.UTF8.GetString(answer.Bytes);
        using var workbook = new ZipArchive(new MemoryStream(answer.Bytes));
        return string.Concat(workbook.Entries.Select(entry =>
        {
            using var text = new StreamReader(entry.Open());
            return text.ReadToEnd();
        }));
    }

    private static async Task ShouldBeShown(RunningService node)
    {
        foreach (var place in Places)
            await Eventually(async () => (await node.Get(place)).Text.Contains(Name, StringComparison.Ordinal), place);
        foreach (var search in (string[])[Name, Name[..1], Phone, Phone[^4..]])
            await Eventually(async () => (await Found(node, search)) == 2, search);
    }

    private static async Task ShouldBeForgotten(RunningService node)
    {
        foreach (var place in Places)
        {
            var answer = await node.Get(place);
            answer.Status.ShouldBe(200, place);
            foreach (var secret in (string[])[Name, Phone, Address, "139 1118 0777"])
                answer.Text.ShouldNotContain(secret, Case.Sensitive, place);
        }
        foreach (var export in Exports)
            foreach (var secret in (string[])[Name, Phone, Address])
                (await Exported(node, export)).ShouldNotContain(secret, Case.Sensitive, export);
        foreach (var search in (string[])[Name, Name[..1], Phone, Phone[^4..]]) (await Found(node, search)).ShouldBe(0, search);
        (await Found(node, "PO-ZB-E1")).ShouldBe(1);
    }

    private static async Task<int> Found(RunningService node, string search) =>
        (await node.Get($"/v1/waybills?q={Uri.EscapeDataString(search)}")).Items.Length;

    private async Task ShouldBeListed(string number) => await Eventually(
        async () => (await one.Get("/v1/waybills")).Text.Contains(number, StringComparison.Ordinal), number);

    private async Task ShouldBeOnRecord(string id)
    {
        var auditor = one.As(Tokens.Caller("ada", [Role.Auditor]));
        var acts = (await auditor.Get("/v1/audit/acts")).Items.Where(act => act.GetProperty("target").GetString() == id).ToList();
        acts.Select(act => act.GetProperty("act").GetString()).Distinct().ShouldBe(["erasureApproved", "erasureAsked"], ignoreOrder: true);
        var listed = (await auditor.Get("/v1/privacy/erasures")).Items.Single(erasure => erasure.GetProperty("id").GetString() == id);
        (listed.GetProperty("askedBy").GetString(), listed.GetProperty("approvedBy").GetString()).ShouldBe(("anna", "bert"));
        (await cluster!.Ask($"select count(*) from tracking.erasures where id = '{id}' and phone is not null")).ShouldBe(0L);
    }

    private static async Task Eventually(Func<Task<bool>> holds, string what)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await holds()) return;
            await Task.Delay(100, Stop);
        }
        throw new TimeoutException(what);
    }

    private List<string> Files(byte[] secret, string? except = null) =>
    [
        .. Directory.EnumerateFiles(cluster!.Folder, "*", SearchOption.AllDirectories)
            .Where(file => except is null || !file.Contains(except, StringComparison.Ordinal))
            .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(secret) >= 0),
    ];
}
