using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OrderTracking.Api.Hosting;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Transparency;
using OrderTracking.Testing;
using Shouldly;
using Sodium;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Heads are shown to witnesses, which check them as c2sp.org/tlog-witness says and cosign them.</summary>
[Trait("Engine", "any")]
public sealed class WitnessTests : IAsyncLifetime
{
    private readonly string keys = Directory.CreateTempSubdirectory("ordertracking-log-").FullName;
    private readonly HonestWitness witness = new();
    private TestDatabase database = null!;
    private WebApplication server = null!;
    private RunningService service = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        server = await LocalServer.StartAsync(witness.Answer);
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await server.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(keys, recursive: true);
    }

    [Fact]
    public async Task each_head_is_cosigned_with_a_proof_that_it_extends_the_one_before()
    {
        await Record("WI-1");
        var first = await Cosigned(1);
        for (var i = 0; i < 9; i++) await Record($"WI-2{i}");
        var second = await Cosigned(SizeOf(first) + 9);
        witness.Refusals.ShouldBe(0);
        witness.Seen.ShouldBe(SizeOf(second));

        // A node that has just begun to lead does not know what the witness has seen: it is told, and goes on from there.
        await service.DisposeAsync();
        await Start();
        await Record("WI-3");
        var third = await Cosigned(SizeOf(second) + 1);
        witness.Conflicts.ShouldBe(1);
        witness.Refusals.ShouldBe(0);
        third.Split("\n\n")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        third.ShouldContain("\n— witness.example/w1 ");
        // The head by itself has no cosignature that came later.
        (await service.Get("/v1/audit/log/checkpoint")).Text.ShouldNotContain("witness.example");
    }

    [Fact]
    public async Task a_witness_that_is_away_or_lies_delays_no_head()
    {
        witness.Lies = true;
        await Record("WL-1");
        for (var i = 0; i < 100 && (await service.Get("/v1/audit/log/checkpoint")).Status != 200; i++) await Pause();
        (await service.Get("/v1/audit/log/checkpoint")).Status.ShouldBe(200);
        for (var i = 0; i < 100 && witness.Lied == 0; i++) await Pause();
        await Pause();
        (await service.Get("/v1/audit/log/checkpoint?cosigned=true")).Code.ShouldBe("not-signed");
        witness.Lies = false;
        await Cosigned(1);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://127.0.0.1")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k http://127.0.0.1")]
    public void a_setting_that_names_no_witness_ends_the_start(string text) => Should.Throw<SettingsException>(() => Settings.From(
        TestEnvironment.Of(("ORDERTRACKING_DB", "Host=127.0.0.1"), ("ORDERTRACKING_LOG_WITNESSES", text))))
        .Message.ShouldStartWith("ORDERTRACKING_LOG_WITNESSES");

    private static long SizeOf(string note) => long.Parse(note.Split('\n')[1], CultureInfo.InvariantCulture);

    private static Task Pause() => Task.Delay(100);

    private async Task Start() => service = await RunningService.StartAsync(
        await database.MemberOf("ordertracking_service"), owner: database.ConnectionString, logKeys: keys,
        witnesses: [Witness.Parse($"{witness.Key} {server.Urls.Single()}/prefix/")]);

    private async Task Record(string waybill) =>
        (await service.Post($"/v1/waybills/{waybill}/events", Send.Received(DateTimeOffset.Now))).Status.ShouldBe(201);

    private async Task<string> Cosigned(long size)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            var answer = await service.Get("/v1/audit/log/checkpoint?cosigned=true");
            if (answer.Status == 200 && SizeOf(answer.Text) >= size) return answer.Text;
            await Pause();
        }
        throw new TimeoutException($"No head of {size} events was cosigned; the witness refused {witness.Refusals}.");
    }

    /// <summary>A witness, by the text of the specification alone.</summary>
    private sealed class HonestWitness
    {
        private readonly KeyPair pair = PublicKeyAuth.GenerateKeyPair();
        private byte[] root = [];

        public long Seen { get; private set; }

        public int Conflicts { get; private set; }

        public int Refusals { get; private set; }

        public bool Lies { get; set; }

        public int Lied { get; private set; }

        public string Key => $"witness.example/w1+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([4, .. pair.PublicKey])}";

        private byte[] Id => SHA256.HashData([.. "witness.example/w1\n"u8, 4, .. pair.PublicKey])[..4];

        public async Task Answer(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            var (status, type, text) = context.Request.Path == "/prefix/add-checkpoint" ? Decide(body) : (404, "text/plain", "");
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            await context.Response.WriteAsync(text);
        }

        private (int Status, string Type, string Text) Decide(string body)
        {
            var (head, note) = (body[..body.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n'),
                body[(body.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
            var old = long.Parse(head[0]["old ".Length..], CultureInfo.InvariantCulture);
            if (old != Seen)
            {
                Conflicts++;
                return (409, "text/x.tlog.size", $"{Seen}\n");
            }
            var text = note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)];
            var lines = text.Split('\n');
            var (size, now) = (long.Parse(lines[1], CultureInfo.InvariantCulture), Convert.FromBase64String(lines[2]));
            if (!Extends(old, root, size, now, [.. head.Skip(1).Select(Convert.FromBase64String)]))
            {
                Refusals++;
                return (422, "text/plain", "");
            }
            var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            var at = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(at, time);
            var signed = PublicKeyAuth.SignDetached(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{text}")), pair.PrivateKey);
            if (Lies)
            {
                signed[5] ^= 1;
                Lied++;
            }
            else (Seen, root) = (size, now);
            return (200, "text/plain", $"— other.example/w9 {Convert.ToBase64String([1, 2, 3, 4, .. at, .. signed])}\n"
                + $"— witness.example/w1 {Convert.ToBase64String([.. Id, .. at, .. signed])}\n");
        }

        // RFC 9162, section 2.1.4.2.
        private static bool Extends(long from, byte[] fromRoot, long size, byte[] root, List<byte[]> proof)
        {
            if (from == 0) return proof.Count == 0;
            if (from == size) return proof.Count == 0 && fromRoot.SequenceEqual(root);
            if (BitOperations.IsPow2(from)) proof.Insert(0, fromRoot);
            var (fn, sn) = (from - 1, size - 1);
            while ((fn & 1) == 1) (fn, sn) = (fn >> 1, sn >> 1);
            var (fr, sr) = (proof[0], proof[0]);
            foreach (var c in proof.Skip(1))
            {
                if (sn == 0) return false;
                if ((fn & 1) == 1 || fn == sn)
                {
                    (fr, sr) = (SHA256.HashData([1, .. c, .. fr]), SHA256.HashData([1, .. c, .. sr]));
                    while ((fn & 1) == 0 && fn != 0) (fn, sn) = (fn >> 1, sn >> 1);
                }
                else sr = SHA256.HashData([1, .. sr, .. c]);
                (fn, sn) = (fn >> 1, sn >> 1);
            }
            return sn == 0 && fr.SequenceEqual(fromRoot) && sr.SequenceEqual(root);
        }
    }
}
