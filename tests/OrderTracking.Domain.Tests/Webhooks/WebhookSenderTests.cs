using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Webhooks;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests.Webhooks;

/// <summary>What is kept of the answer of a receiver.</summary>
public sealed class WebhookSenderTests
{
    [Fact]
    public async Task of_the_body_the_first_characters_are_kept_in_one_line()
    {
        var sent = await SendTo($"HTTP/1.1 500 Fault\r\nContent-Length: 4000\r\n\r\nno\n\0{new string('x', 3996)}");

        sent.ShouldBe(new(new(500, $"no  {new string('x', 252)}", null)));
        sent.IsTaken.ShouldBeFalse();
    }

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(503, "7", 7)]
    [InlineData(503, "86400", 3_600)]
    [InlineData(503, "0", null)]
    [InlineData(503, "soon", null)]
    [InlineData(503, "Sun, 01 Nov 2020 08:00:00 GMT", null)]
    [InlineData(500, "7", null)]
    [InlineData(204, "7", null)]
    public async Task a_receiver_that_has_too_much_to_do_says_for_how_long(int status, string header, int? seconds)
    {
        var sent = await SendTo($"HTTP/1.1 {status} Status\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n");

        sent.ShouldBe(new(new(status, null, null), seconds is null ? null : TimeSpan.FromSeconds(seconds.Value)));
    }

    [Fact]
    public async Task it_may_say_until_when()
    {
        var until = DateTimeOffset.UtcNow.AddMinutes(2).ToString("r", CultureInfo.InvariantCulture);

        var sent = await SendTo($"HTTP/1.1 429 Status\r\nRetry-After: {until}\r\nContent-Length: 0\r\n\r\n");

        sent.RetryAfter!.Value.TotalSeconds.ShouldBeInRange(60, 120);
    }

    private static async Task<WebhookSent> SendTo(string answer)
    {
        var stop = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sender = new WebhookSender(
            new(new(OnLoopback: true), (_, _) => throw new InvalidOperationException("nothing is to be resolved")), TimeProvider.System);
        var sending = sender.Send(
            new($"http://{listener.LocalEndpoint}/"), "id", [1], WebhookSignatureKind.V1, [new byte[32]], stop);
        using var receiver = await listener.AcceptTcpClientAsync(stop);
        var stream = receiver.GetStream();
        await stream.ReadExactlyAsync(new byte[1], stop);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
        return await sending;
    }
}
