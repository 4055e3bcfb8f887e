using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using OrderTracking.Api.Hosting;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Verify.Tests;

/// <summary>
/// What is taken away from the service: parts of the log, the proof of a waybill, and a whole log that goes into another database.
/// </summary>
public sealed class ExportTests(ExportTests.Fixture fixture) : IClassFixture<ExportTests.Fixture>
{
    private static string Engine =>
        Environment.GetEnvironmentVariable("ORDERTRACKING_ENGINE") is { Length: > 0 } named ? named : Settings.DefaultEngine;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 256)]
    [InlineData(7, 300)]
    [InlineData(256, 1)]
    [InlineData(270, 100_000)]
    public async Task a_part_of_the_log_is_checked_against_the_head_of_the_whole(int first, int limit)
    {
        var file = await fixture.Save($"/v1/audit/log/export?first={first}&limit={limit}");
        var verdict = await Verification.Check(await ExportFile.Open(file), fixture.Log.Key, [fixture.Head]);
        verdict.Faults.ShouldBeEmpty();
        verdict.Notes.ShouldContain($"{Math.Min(limit, fixture.Size - first)} events were compared with their leaves, and the leaves with "
            + $"the signed head of {fixture.Size} events.");
        (await fixture.Log.Python(file, fixture.Head)).ShouldBe("");

        var text = File.ReadAllText(file);
        File.WriteAllText(file, text.Replace("\\\"pieces\\\": 10", "\\\"pieces\\\": 11", StringComparison.Ordinal));
        (await Verification.Check(await ExportFile.Open(file), fixture.Log.Key, [])).Faults[0].ShouldContain("changed");
        (await fixture.Log.Python(file)).ShouldContain("changed");
        File.WriteAllText(file, text.Replace($"\"first\":{first}", $"\"first\":{first + 1}", StringComparison.Ordinal));
        (await Verification.Check(await ExportFile.Open(file), fixture.Log.Key, [])).Faults.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task who_accepts_it_gets_the_export_compressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/audit/log/export");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        var answer = await fixture.Log.Service.Send(request);
        answer.ContentHeaders.ContentEncoding.ShouldBe(["gzip"]);
        var file = fixture.File(answer.Bytes);
        (await Verification.Check(await ExportFile.Open(file), fixture.Log.Key, [fixture.Head])).Faults.ShouldBeEmpty();
        (await fixture.Log.Python(file, fixture.Head)).ShouldBe("");
    }

    [Fact]
    public async Task a_head_is_trusted_only_from_the_key_that_is_given()
    {
        var file = await fixture.Save("/v1/audit/log/export");
        const string Other = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
        var verdict = await Verification.Check(await ExportFile.Open(file), Other, []);
        verdict.Faults.ShouldContain(fault => fault.Contains("another key", StringComparison.Ordinal));
        verdict.Faults.ShouldContain(fault => fault.Contains("not signed by", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_waybill_is_proven_by_a_zip_that_python_alone_can_check()
    {
        var answer = await fixture.Log.Service.Get("/v1/audit/waybills/ex-07/proof");
        (answer.Status, answer.ContentType).ShouldBe((200, "application/zip"));
        var file = fixture.File(answer.Bytes);
        var files = Files(file);
        foreach (var name in (string[])["README.md", "key.txt", "checkpoint", "stream-head", "0001.leaf", "0001.json", "0001.tlog-proof"])
            files.ShouldContainKey(name);
        files["stream-head"].ShouldContain("\nstream EX-07\nversion ");
        (await fixture.Log.Python(file)).ShouldBe("");

        // The last event left out, another event in a leaf's place, and an event that was changed.
        var last = files.Keys.Where(name => name.EndsWith(".leaf", StringComparison.Ordinal)).Max()![..4];
        (await Changed(all => all.Where(pair => !pair.Key.StartsWith(last, StringComparison.Ordinal)))).ShouldContain("stream-head");
        (await Changed(all => all.Select(pair => pair.Key == "0001.json"
            ? new(pair.Key, pair.Value.Replace("EX-07", "EX-08", StringComparison.Ordinal)) : pair))).ShouldContain("0001.leaf: the event");
        (await Changed(all => all.Select(pair => pair.Key == "0002.leaf"
            ? new(pair.Key, pair.Value.Replace("version 2", "version 3", StringComparison.Ordinal)) : pair)))
            .ShouldContain("0002.leaf: the proof does not lead");

        async Task<string> Changed(
            Func<IEnumerable<KeyValuePair<string, string>>, IEnumerable<KeyValuePair<string, string>>> change)
        {
            using var bytes = new MemoryStream();
            using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
                foreach (var (name, text) in change(files))
                {
                    using var entry = zip.CreateEntry(name).Open();
                    entry.Write(Encoding.UTF8.GetBytes(text));
                }
            return await fixture.Log.Python(fixture.File(bytes.ToArray()));
        }
    }

    [Fact]
    public async Task a_proof_of_nothing_is_refused()
    {
        var answer = await fixture.Log.Service.Get("/v1/audit/waybills/EX-99/proof");
        (answer.Status, answer.Code).ShouldBe((404, "unknown-waybill"));
        (await fixture.Log.Service.Get("/v1/audit/waybills/x/proof")).Code.ShouldBe("unknown-waybill");
    }

    [Fact]
    public async Task a_log_that_is_imported_has_the_same_tree_and_the_same_views()
    {
        var file = await fixture.Save("/v1/audit/log/export");
        await using var database = await TestDatabase.CreateAsync();
        await database.MemberOf("ordertracking_service");
        (await Migration.Import(new(database.ConnectionString, Engine), file, fixture.Log.Key)).ShouldContain($"{fixture.Size} events");
        (await Should.ThrowAsync<InvalidOperationException>(Migration.Import(new(database.ConnectionString, Engine), file, null)))
            .Message.ShouldContain("has events already");

        await using var service = await RunningService.StartAsync(
            await database.MemberOf("ordertracking_service"), owner: database.ConnectionString, logKeys: fixture.NewFolder());
        var there = fixture.Head.Split('\n');
        var here = await HeadOf(service, there[1]);
        here[2].ShouldBe(there[2]);
        here[0].ShouldNotBe(there[0]);
        var position = (await fixture.Log.Service.Get("/v1/audit/log")).Body.GetProperty("position").GetInt64();
        foreach (var view in (string[])["waybills", "exceptions", "deadlines"])
        {
            var path = $"/v1/{view}?limit=1000&waitFor={position}";
            var (old, anew) = ((await fixture.Log.Service.Get(path)).Body, (await service.Get(path)).Body);
            anew.GetProperty("items").GetRawText().ShouldBe(old.GetProperty("items").GetRawText());
        }
        // It goes on from there.
        (await service.Post("/v1/waybills/EX-98/events", Send.Received(DateTimeOffset.Now))).Position.ShouldBeGreaterThan(position);
    }

    [Fact]
    public async Task a_copy_reads_persons_and_texts_with_their_keys_and_shows_them_as_erased_without()
    {
        const string name = "Ouyang Zaici", remark = "for Ouyang Zaici alone";
        await using var log = await CheckedLog.Start();
        var received = Send.Received(DateTimeOffset.Now.AddMinutes(-10), 10);
        received["data"]!["consignee"] = new JsonObject { ["name"] = name, ["phone"] = "13911180777" };
        received["data"]!["remarks"] = remark;
        (await log.Service.Post("/v1/waybills/EX-01/events", received)).Status.ShouldBe(201);
        (await log.Service.Post("/v1/waybills/EX-01/events", Send.Event("exceptionRaised", DateTimeOffset.Now.AddMinutes(-5),
            new { exceptionId = "E-1", kind = "wet", description = remark }))).Status.ShouldBe(201);
        await log.Signed();
        var export = await log.Service.Get("/v1/audit/log/export");
        export.Text.ShouldNotContain("Ouyang");
        Files(fixture.File((await log.Service.Get("/v1/audit/waybills/EX-01/proof")).Bytes)).Values.ShouldAllBe(
            text => !text.Contains("Ouyang", StringComparison.Ordinal));
        var position = (await log.Service.Get("/v1/audit/log")).Body.GetProperty("position").GetInt64();

        foreach (var withKeys in (bool[])[true, false])
        {
            await using var database = await TestDatabase.CreateAsync();
            await database.MemberOf("ordertracking_service");
            await Migration.Import(new(database.ConnectionString, Engine), fixture.File(export.Bytes), log.Key);
            if (withKeys)
                foreach (var table in (string[])["keys", "phones", "hash_key"])
                    await Copy($"person_keys.{table}", log.ConnectionString, database.ConnectionString);
            await using var copy = await RunningService.StartAsync(
                await database.MemberOf("ordertracking_service"), owner: database.ConnectionString);

            var events = (await copy.Get("/v1/waybills/EX-01/events")).Items;
            var data = events[0].GetProperty("data");
            data.GetProperty("consignee").GetRawText().ShouldBe(
                withKeys ? $$"""{"name":"{{name}}","phone":"13911180777"}""" : """{"erased":true}""");
            data.GetProperty("remarks").GetString().ShouldBe(withKeys ? remark : "[erased]");
            var exceptions = await copy.Get($"/v1/exceptions?waitFor={position}");
            exceptions.Items.Single().GetProperty("description").GetString().ShouldBe(withKeys ? remark : "[erased]");
            (await copy.Get("/v1/waybills?q=Ouyang")).Items.Length.ShouldBe(withKeys ? 1 : 0);
            // What is recorded in the copy has keys of its own.
            (await copy.Post("/v1/waybills/EX-01/events", Send.Event("arrived", DateTimeOffset.Now, new { pieces = 10, condition = "dry" },
                station: "CTU"))).Status.ShouldBe(201);
            (await copy.Get("/v1/waybills/EX-01/events")).Text.ShouldContain("dry");
        }
    }

    private static async Task Copy(string table, string from, string to)
    {
        await using NpgsqlConnection source = new(from), target = new(to);
        await source.OpenAsync();
        await target.OpenAsync();
        await using var rows = await source.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)");
        await using var into = await target.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)");
        await rows.CopyToAsync(into);
    }

    [Fact]
    public async Task an_export_that_is_not_what_was_signed_is_not_imported()
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = new MigrationSettings(database.ConnectionString, "postgres");
        var whole = File.ReadAllText(await fixture.Save("/v1/audit/log/export"));
        (await Fault(
            whole.Replace("\\\"pieces\\\": 10", "\\\"pieces\\\": 11", StringComparison.Ordinal))).ShouldContain("not that of its leaf");
        (await Fault(string.Join('\n', whole.Split('\n')[..^2]))).ShouldContain("were signed");
        (await Fault(File.ReadAllText(await fixture.Save("/v1/audit/log/export?limit=3")))).ShouldContain("a part of a log");
        (await Fault("{}")).ShouldContain("no export");

        async Task<string> Fault(string text) => (await Should.ThrowAsync<Application.Transparency.LogImportException>(
            Migration.Import(settings, fixture.File(Encoding.UTF8.GetBytes(text)), fixture.Log.Key))).Message;
    }

    private static async Task<string[]> HeadOf(RunningService service, string size)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if ((await service.Get("/v1/audit/log/checkpoint")).Text.Split('\n') is [_, var own, ..] head && own == size) return head;
            await Task.Delay(50);
        }
        throw new TimeoutException("The log is not signed.");
    }

    private static Dictionary<string, string> Files(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        });
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("ordertracking-export-").FullName;

        public CheckedLog Log { get; private set; } = null!;

        public string Head { get; private set; } = "";

        public int Size => int.Parse(Head.Split('\n')[1], null);

        public async ValueTask InitializeAsync()
        {
            Log = await CheckedLog.Start();
            // More than a tile.
            await Log.Record("EX", 95);
            Head = await Log.Signed();
        }

        public async Task<string> Save(string path)
        {
            var answer = await Log.Service.Get(path);
            answer.Status.ShouldBe(200, answer.ToString());
            return File(answer.Bytes);
        }

        public string NewFolder() => Path.Combine(folder, Guid.NewGuid().ToString("N"));

        public string File(byte[] bytes)
        {
            var file = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            System.IO.File.WriteAllBytes(file, bytes);
            return file;
        }

        public async ValueTask DisposeAsync()
        {
            await Log.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
