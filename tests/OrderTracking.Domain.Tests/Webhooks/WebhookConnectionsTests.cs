using System.Net;
using System.Net.Sockets;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Webhooks;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests.Webhooks;

/// <summary>Whatever a receiver's name resolves to, nothing but the public internet is connected to.</summary>
public sealed class WebhookConnectionsTests : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public WebhookConnectionsTests() => listener.Start();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> NoPublicAddresses => [.. Testing.NoPublicAddresses.All];

    private int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

    [Theory]
    [MemberData(nameof(NoPublicAddresses))]
    public async Task a_name_that_resolves_to_no_public_address_is_not_connected_to(string address)
    {
        PublicAddresses.Include(IPAddress.Parse(address)).ShouldBeFalse();

        var answer = await Send($"https://hooks.example:{Port}/", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));

        answer.ShouldBe(new(null, null, "address-not-allowed"));
        listener.Pending().ShouldBeFalse();
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    public void public_addresses_may_be_connected_to(string address) => PublicAddresses.Include(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://2130706433")]
    [InlineData("https://0x7f.1")]
    [InlineData("https://[::1]")]
    [InlineData("https://[::ffff:127.0.0.1]")]
    public async Task an_address_in_the_place_of_a_name_is_checked_too(string host)
    {
        Connections().Wrong($"{host}:{Port}/").ShouldNotBeNull();

        var answer = await Send($"{host}:{Port}/", (_, _) => throw new InvalidOperationException("nothing is to be resolved"));

        answer.Fault.ShouldBe("address-not-allowed");
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task a_name_that_resolves_to_something_else_a_moment_later_is_not_connected_to()
    {
        // What it resolves to when it is given, when it is connected to first, and when the first connection is gone.
        var asked = 0;
        Task<IPAddress[]> Find(string host, CancellationToken cancellationToken) =>
            Task.FromResult<IPAddress[]>([asked++ == 0 ? IPAddress.Loopback : IPAddress.Parse("10.0.0.1")]);
        using var sender = new WebhookSender(new(new(OnLoopback: true), Find), TimeProvider.System);
        var first = Post(sender, $"https://hooks.example:{Port}/");
        using (var connection = await listener.AcceptSocketAsync(Stop)) connection.Close();
        (await first).Status.ShouldBeNull();

        (await Post(sender, $"https://hooks.example:{Port}/")).Fault.ShouldBe("address-not-allowed");

        asked.ShouldBe(2);
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task of_several_addresses_only_those_that_may_be_are_tried()
    {
        using var sender = new WebhookSender(
            new(new(OnLoopback: true), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1"), IPAddress.Loopback])),
            TimeProvider.System);
        var sent = Post(sender, $"http://localhost:{Port}/");

        // The other one, which answers nothing here, would take until the time limit.
        using (var connection = await listener.AcceptSocketAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Stop))
            connection.Close();
        (await sent).Fault.ShouldBe("connection");
    }

    [Theory]
    [InlineData("http://hooks.example/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("ftp://hooks.example/")]
    [InlineData("https://user:word@hooks.example/")]
    [InlineData("https://hooks.example/#part")]
    [InlineData("hooks.example")]
    [InlineData("https://")]
    [InlineData("https://hooks.example/\r\nx: y")]
    public void an_address_is_https_without_user_and_fragment(string url) => Connections().Wrong(url).ShouldNotBeNull();

    [Fact]
    public void with_the_development_identity_a_receiver_may_be_on_this_machine()
    {
        var connections = Connections(onLoopback: true);

        connections.Wrong("http://127.0.0.1:8080/hook").ShouldBeNull();
        connections.Wrong("http://localhost/hook").ShouldBeNull();
        connections.Wrong("http://hooks.example/").ShouldNotBeNull();
        connections.Wrong("http://192.168.1.1/").ShouldNotBeNull();
        Connections().Wrong("https://hooks.example/hook?key=1").ShouldBeNull();
    }

    [Fact]
    public async Task in_the_clear_a_name_leads_to_this_machine_alone()
    {
        var answer = await Send($"http://localhost:{Port}/", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8")]),
            onLoopback: true);

        answer.Fault.ShouldBe("address-not-allowed");
    }

    private static WebhookConnections Connections(bool onLoopback = false) =>
        new(new(onLoopback), (_, _) => throw new InvalidOperationException("nothing is to be resolved"));

    private static async Task<WebhookAnswer> Send(string url, FindAddresses find, bool onLoopback = false)
    {
        using var sender = new WebhookSender(new(new(onLoopback), find), TimeProvider.System);
        return await Post(sender, url);
    }

    private static async Task<WebhookAnswer> Post(WebhookSender sender, string url) =>
        (await sender.Send(new(url), "id", [1], WebhookSignatureKind.V1, [new byte[32]], Stop)).Answer;
}
