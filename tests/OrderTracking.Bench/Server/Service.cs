using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace OrderTracking.Bench.Server;

/// <summary>The service under measurement, in a process of its own.</summary>
internal sealed class Service : IAsyncDisposable
{
    private const int NoLimit = 1_000_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _log;
    private readonly Task _logging;

    private Service(Process process, IPEndPoint endpoint, string log)
    {
        (_process, Endpoint, _log) = (process, endpoint, log);
        _logging = Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));
        Http = Identities.Connect(new Uri($"http://{endpoint}"));
    }

    public IPEndPoint Endpoint { get; }

    public string Host => Endpoint.ToString();

    public int ProcessId => _process.Id;

    /// <summary>For requests that are not measured.</summary>
    public HttpClient Http { get; }

    /// <param name="rate">Requests a second that one caller may make. No limit by default: one caller makes all of a figure's.</param>
    public static async Task<Service> StartAsync(
        Postgres postgres, string database, string engine = Options.DefaultEngine, int rate = NoLimit)
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        var start = new ProcessStartInfo("dotnet", [Postgres.Setting("BENCH_SERVICE")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = postgres.Scratch,
            Environment =
            {
                ["ORDERTRACKING_URL"] = $"http://{endpoint}",
                ["ORDERTRACKING_ENGINE"] = engine,
                ["ORDERTRACKING_RATE"] = $"{rate}",
                ["ORDERTRACKING_DB"] = postgres.ConnectionString(database),
                ["ORDERTRACKING_DATA"] = Identities.Folder
            }
        };
        var service = new Service(Process.Start(start)!, endpoint, Path.Combine(postgres.Scratch, $"service-{engine}-{database}.log"));
        // ops/bench stops the service by this file if this program is killed.
        await File.WriteAllTextAsync(Path.Combine(postgres.Scratch, "service.pid"), $"{service.ProcessId}\n");
        try
        {
            await service.ReadyAsync();
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the views have projected the log up to a position.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> ViewsReachAsync(long position)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            using var answer = await Http.GetAsync($"/v1/waybills?limit=1&waitFor={position}");
            if (answer.StatusCode == HttpStatusCode.OK)
                return since.Elapsed;
            // 503 means that the views are not there yet; waiting does not help against any other status.
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || since.Elapsed > TimeSpan.FromMinutes(5))
                throw new TimeoutException(
                    $"The views did not reach {position} in {since.Elapsed.TotalSeconds:0} s: "
                    + $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(200);
        }
    }

    /// <summary>SIGKILL: nothing is finished.</summary>
    public async Task Kill9Async()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await Tool.RunAsync("kill", ["-TERM", $"{ProcessId}"]);
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        await _logging;
        _process.Dispose();
        File.Delete(Path.Combine(Path.GetDirectoryName(_log)!, "service.pid"));
    }

    private async Task ReadyAsync()
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < Timeout; await Task.Delay(100))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The service ended before it was ready. Its last words:\n{await LastWordsAsync()}");

            try
            {
                using var answer = await Http.GetAsync("/health/ready");
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }

        throw new TimeoutException(
            $"The service was not ready within {Timeout.TotalSeconds:0} s. Its last words:\n{await LastWordsAsync()}");
    }

    /// <summary>The memory that its process holds: VmRSS now, VmHWM at the most so far.</summary>
    public double MemoryMiB(string field)
    {
        var line = File.ReadLines($"/proc/{ProcessId}/status").Single(line => line.StartsWith($"{field}:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>The end of what the service has logged.</summary>
    public async Task<string> LastWordsAsync() =>
        File.Exists(_log) ? string.Join('\n', (await File.ReadAllLinesAsync(_log)).TakeLast(20)) : "nothing";

    /// <summary>Whether the service's log contains a text.</summary>
    public async Task<bool> HasSaidAsync(string words) =>
        File.Exists(_log) && (await File.ReadAllTextAsync(_log)).Contains(words, StringComparison.Ordinal);

    private async Task CopyAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_log)
                File.AppendAllText(_log, line + '\n');
        }
    }

    internal static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
