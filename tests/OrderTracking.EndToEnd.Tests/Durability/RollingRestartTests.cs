using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Durability;

/// <summary>Nodes are restarted one after the other under load, as at a new version.</summary>
[Collection(nameof(NothingAcknowledgedIsLostTests))]
[Trait("Engine", "any")]
public sealed class RollingRestartTests : IAsyncLifetime
{
    // Not more than the machine answers at ease, or a node takes minutes to start beside them.
    private const int Callers = 8, Restarts = 4;

    private readonly ConcurrentQueue<string> broken = [];
    private PrivateCluster cluster = null!;
    private ServiceProcess[] nodes = null!;
    private int answered, moved;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        cluster = await PrivateCluster.StartAsync("max_connections = 200");
        var first = new ServiceProcess(cluster.ConnectionString);
        nodes = [first, new(cluster.ConnectionString, first)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task breaks_off_no_request()
    {
        foreach (var node in nodes)
        {
            node.Start();
            await node.Ready(Stop);
        }
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var calling = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => Call(caller, stopping.Token), Stop)).ToArray();
        for (var i = 0; i < Restarts; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Stop);
            (await nodes[i % 2].Terminate()).ShouldBe(0, nodes[i % 2].Said);
            nodes[i % 2].Start();
            await nodes[i % 2].Ready(Stop);
        }
        await stopping.CancelAsync();
        await Task.WhenAll(calling);

        broken.ShouldBeEmpty($"{broken.Count} of {answered} requests\n{nodes[0].Said}\n{nodes[1].Said}");
        TestContext.Current.SendDiagnosticMessage($"{Restarts} restarts, {answered} requests answered, {moved} moves to another node");
    }

    // A caller on one connection that it keeps between requests, as a branch's system does, and that notices only by a failed request that
    // it was closed. It goes to another node when an answer closes the connection, or when nobody listens: nothing was sent then.
    private async Task Call(int caller, CancellationToken stopping)
    {
        var random = new Random(caller);
        TcpClient? connection = null;
        var node = caller;
        for (var i = 0; !stopping.IsCancellationRequested; i++)
            try
            {
                if (connection is null)
                {
                    connection = new();
                    await connection.ConnectAsync(IPAddress.Loopback, nodes[node % 2].Url.Port, Stop);
                }
                var answer = await Post(connection.GetStream(), $"ZB-{caller}-{i}");
                Interlocked.Increment(ref answered);
                if (!answer.StartsWith("HTTP/1.1 201", StringComparison.Ordinal)) broken.Enqueue(answer);
                if (answer.Contains("Connection: close", StringComparison.OrdinalIgnoreCase)) Move();
                else await Task.Delay(random.Next(40), Stop);
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionRefused)
            {
                Move();
            }
            catch (IOException fault)
            {
                broken.Enqueue(fault.Message);
                Move();
            }
        connection?.Dispose();

        void Move()
        {
            connection?.Dispose();
            connection = null;
            node++;
            Interlocked.Increment(ref moved);
        }
    }

    private async Task<string> Post(NetworkStream stream, string waybill)
    {
        var body = $$$"""
            {"id":"{{{Guid.NewGuid()}}}","type":"received","occurredAt":"2026-01-05T09:00:00+08:00","station":"SHA","by":"li.wei",
            "data":{"account":"ACME","origin":"SHA","destination":"CTU","pieces":1}}
            """;
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"POST /v1/waybills/{waybill}/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {nodes[0].Token}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), Stop);
        var (answer, buffer) = ("", new byte[8192]);
        // An answer of this route is one that ends with an empty chunk.
        while (!answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, Stop);
            if (read == 0) throw new IOException("The connection was closed before its answer came.");
            answer += Encoding.ASCII.GetString(buffer, 0, read);
        }
        return answer;
    }
}
