using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench;

/// <summary>
/// How much load the generator can make, and what that costs: it runs against an endpoint in a process of its own that reads the request
/// and answers a few fixed bytes. A figure near this rate measures the generator, not the service.
/// </summary>
internal static class SelfCheck
{
    public const string EchoArgument = "--echo";

    /// <summary>The endpoint that does nothing. Runs until standard input ends.</summary>
    public static async Task EchoAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        await using var app = builder.Build();
        var answer = "{\"version\":1,\"position\":1}"u8.ToArray();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        await app.StartAsync();
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Input is ignored until it ends.
        }

        await app.StopAsync();
    }

    public static async Task<IReadOnlyList<string>> RunAsync(TimeSpan time, params IReadOnlyList<int> connections)
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, Service.FreePort());
        var start = new ProcessStartInfo("dotnet",
            [typeof(SelfCheck).Assembly.Location, EchoArgument, endpoint.Port.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        };
        using var echo = Process.Start(start)!;
        await echo.StandardOutput.ReadLineAsync();

        var lines = new List<string>();
        foreach (var count in connections)
        {
            using var loop = new LoadLoop(endpoint, count);
            Cpu from = default, to = default;
            var result = loop.Run(new SingleEvents(endpoint.ToString(), "BW", 60_000), time / 4, time,
                () => from = Cpu.Now(echo.Id, null), () => to = Cpu.Now(echo.Id, null));
            var cpu = to - from;
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{count} connections: {result.PerSecond:0} requests/s, {cpu.Generator / Math.Max(1, result.Answered) * 1e6:0.0} µs of "
                + $"processor time each; {result.Describe()}; {cpu}"));
        }

        echo.StandardInput.Close();
        await echo.WaitForExitAsync();
        return lines;
    }
}
