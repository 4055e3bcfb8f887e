using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OrderTracking.Testing;
using Shouldly;

namespace OrderTracking.EndToEnd.Tests.Durability;

/// <summary>The service as it is shipped, in a process that can be killed or stopped.</summary>
/// <param name="other">Another node whose tokens this one accepts too.</param>
internal sealed class ServiceProcess(string database, ServiceProcess? other = null) : IAsyncDisposable
{
    private const int MaxSaid = 200_000;

    private readonly int port = FreePort();
    private readonly DevelopmentIdentity identity = other?.identity
        ?? new(Directory.CreateTempSubdirectory("ordertracking-data-").FullName);
    private readonly StringBuilder said = new();
    private Process? process;

    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    /// <summary>A token that it accepts.</summary>
    public string Token => identity.Anybody;

    /// <summary>The token of a caller of one account.</summary>
    public string TokenOf(string subject, string role, string account) => identity.Token(subject, [role], [], [account]);

    public bool IsRunning => process is { HasExited: false };

    /// <summary>The end of its output, over all starts.</summary>
    public string Said
    {
        get
        {
            lock (said) return said.ToString();
        }
    }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [Dll()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // As in operation: this one is for tests.
        start.Environment.Remove("DOTNET_TC_CallCountThreshold");
        start.Environment["ORDERTRACKING_URL"] = Url.ToString();
        start.Environment["ORDERTRACKING_DB"] = database;
        start.Environment["ORDERTRACKING_ENGINE"] = RunningEngine.Name;
        start.Environment["ORDERTRACKING_DATA"] = identity.Folder;
        // The tests read the log themselves, too.
        start.Environment["ORDERTRACKING_PERSON_KEK"] = TestKeys.PersonKek;
        start.Environment["ORDERTRACKING_RATE"] = "100000";
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Waits until it is ready to be asked.</summary>
    public async Task Ready(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50, cancellationToken))
            try
            {
                using var answer = await http.GetAsync(new Uri(Url, "health/ready"), cancellationToken);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(180), Said);
            }
    }

    /// <summary>SIGKILL: nothing is finished, nothing is flushed.</summary>
    public async Task Kill9()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>SIGTERM, and its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Terminate()
    {
        Signal("TERM");
        await process!.WaitForExitAsync();
        var code = process.ExitCode;
        process.Dispose();
        process = null;
        return code;
    }

    /// <summary>SIGSTOP: its connections stay open but are not answered.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await Kill9();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (said)
        {
            said.AppendLine(line);
            if (said.Length > 2 * MaxSaid) said.Remove(0, said.Length - MaxSaid);
        }
    }

    // The service of the same build: bin/<this>/<configuration>/ → bin/OrderTracking.Api/<configuration>/
    private static string Dll()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var dll = Path.Combine(here.Parent!.Parent!.FullName, "OrderTracking.Api", here.Name, "OrderTracking.Api.dll");
        return File.Exists(dll) ? dll : throw new FileNotFoundException("The service is not built.", dll);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
