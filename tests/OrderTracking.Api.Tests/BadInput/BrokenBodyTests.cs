using System.Net.Sockets;
using System.Text;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.BadInput;

/// <summary>One service whose log is heard.</summary>
public sealed class HeardService : IAsyncLifetime
{
    private TestDatabase database = null!;

    public CapturedLog Heard { get; } = new();

    public RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        Service = await RunningService.StartAsync(database.ConnectionString, heard: Heard);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await database.DisposeAsync();
        Heard.Dispose();
    }
}

/// <summary>Bodies that are broken as HTTP, which no client library sends.</summary>
[Trait("Engine", "any")]
public sealed class BrokenBodyTests(HeardService running) : IClassFixture<HeardService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunningService Service => running.Service;

    [Theory]
    [InlineData("FFFFFFFFFF")]
    [InlineData("80000000")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF")]
    [InlineData("-1")]
    [InlineData("zz")]
    public async Task a_chunk_with_an_impossible_size_is_a_bad_request(string size)
    {
        foreach (var path in (string[])["/v1/waybills/ZB-1/events", "/v1/events", "/v1/reference/events", "/v1/keys", "/v1/views/rebuild"])
        {
            using var client = await Begin(path, "Transfer-Encoding: chunked", $"{size}\r\n{{}}\r\n0\r\n\r\n");

            using var reader = new StreamReader(client.GetStream());
            var answer = await reader.ReadToEndAsync(Cancellation);

            answer.ShouldStartWith("HTTP/1.1 400 ", Case.Sensitive, path);
            answer.ShouldContain("\"code\":\"bad-request\"", Case.Sensitive, path);
        }
        running.Heard.Lines.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Content-Length: 1000", "{\"id\":")]
    [InlineData("Transfer-Encoding: chunked", "6\r\n{\"id\":\r\n")]
    public async Task a_connection_that_is_reset_in_the_middle_of_a_body_is_no_fault_of_the_service(string header, string begun)
    {
        foreach (var path in (string[])["/v1/waybills/ZB-1/events", "/v1/events"])
        {
            var client = await Begin(path, header, begun);
            await Task.Delay(200, Cancellation);
            client.LingerState = new(true, 0);
            client.Dispose();
        }
        await Task.Delay(500, Cancellation);

        running.Heard.Lines.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
        (await Service.Get("/v1/definitions")).Status.ShouldBe(200);
    }

    private async Task<TcpClient> Begin(string path, string header, string body)
    {
        var client = new TcpClient();
        var address = Service.Http.BaseAddress!;
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        var type = path == "/v1/events" ? RunningService.NdjsonType : RunningService.JsonType;
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {Service.Http.DefaultRequestHeaders.Authorization}\r\n"
            + $"Idempotency-Key: \"{Guid.NewGuid()}\"\r\nContent-Type: {type}\r\n{header}\r\n\r\n{body}"), Cancellation);
        return client;
    }
}
