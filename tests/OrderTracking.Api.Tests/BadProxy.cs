using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrderTracking.Api.Tests;

/// <summary>
/// Stands between clients and a service, with a connection for each request, and imitates a bad network: it drops connections before,
/// during and after a request, sends requests twice, and delays them.
/// </summary>
internal sealed class BadProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint service;
    private readonly Random random;
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<Task, byte> running = [];
    private readonly Task accepting;
    private readonly int[] fates = new int[Enum.GetValues<Fate>().Length];

    public BadProxy(Uri address, int seed)
    {
        (service, random) = (new(IPAddress.Loopback, address.Port), new(seed));
        listener.Start();
        accepting = Accept();
    }

    public enum Fate { Passed, Delayed, Twice, Dropped, RequestCut, AnswerCut, AnswerLost }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public int Count(Fate fate) => Volatile.Read(ref fates[(int)fate]);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(running.Keys);
        ending.Dispose();
    }

    private async Task Accept()
    {
        while (!ending.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync(ending.Token);
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException)
            {
                return;
            }
            // Drawn here, in the order in which connections come, so that a seed repeats the run.
            var (fate, part, wait) = ((Fate)Math.Max(0, random.Next(-3, fates.Length)), random.NextDouble(), random.Next(1, 20));
            Interlocked.Increment(ref fates[(int)fate]);
            var served = Serve(client, fate, part, TimeSpan.FromMilliseconds(wait));
            running[served] = 0;
            _ = served.ContinueWith(done => running.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task Serve(TcpClient client, Fate fate, double part, TimeSpan wait)
    {
        using (client)
            try
            {
                if (fate == Fate.Dropped) return;
                var request = await Request(client.GetStream());
                if (fate == Fate.Delayed) await Task.Delay(wait, ending.Token);
                var sent = fate == Fate.RequestCut ? request[..(int)(part * request.Length)] : request;
                var second = fate == Fate.Twice ? Exchange(request) : Task.FromResult(Array.Empty<byte>());
                var answer = await Exchange(sent, waits: fate != Fate.RequestCut);
                await second;
                if (fate == Fate.AnswerCut) answer = answer[..(int)(part * answer.Length)];
                if (fate is not (Fate.AnswerLost or Fate.RequestCut)) await client.GetStream().WriteAsync(answer, ending.Token);
            }
            catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
            {
                // Broken connections are the purpose of this proxy.
            }
    }

    // The service closes the connection after its answer, because every request asks for that.
    private async Task<byte[]> Exchange(byte[] request, bool waits = true)
    {
        using var onward = new TcpClient();
        await onward.ConnectAsync(service, ending.Token);
        await onward.GetStream().WriteAsync(request, ending.Token);
        if (!waits) return [];
        using var answer = new MemoryStream();
        await onward.GetStream().CopyToAsync(answer, ending.Token);
        return answer.ToArray();
    }

    private async Task<byte[]> Request(NetworkStream from)
    {
        using var request = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = await from.ReadAsync(buffer, ending.Token);
            if (read == 0) throw new IOException("The client has gone.");
            request.Write(buffer, 0, read);
            var text = Encoding.Latin1.GetString(request.GetBuffer(), 0, (int)request.Length);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end && request.Length >= end
                + 4 + BodyLength(text[..end])) return request.ToArray();
        }
    }

    private static int BodyLength(string head)
    {
        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line.AsSpan("Content-Length:".Length), System.Globalization.CultureInfo.InvariantCulture);
    }
}
