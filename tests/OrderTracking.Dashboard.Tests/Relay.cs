using System.Net;
using System.Net.Sockets;

namespace OrderTracking.Dashboard.Tests;

/// <summary>An address that leads to a node, and can be cut off and led to another, as when a node behind a proxy is replaced.</summary>
internal sealed class Relay : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<TcpClient> open = [];
    private TcpListener? listener;
    private int port;

    public Uri Address => new($"http://127.0.0.1:{port}");

    /// <summary>Passes connections on to a node from now on.</summary>
    public void LeadTo(Uri node)
    {
        listener = new(IPAddress.Loopback, port);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Accept(listener, node);
    }

    /// <summary>Breaks all connections off, and takes no more.</summary>
    public void Cut()
    {
        listener?.Dispose();
        lock (gate)
        {
            foreach (var one in open) one.Dispose();
            open.Clear();
        }
    }

    public void Dispose() => Cut();

    private async Task Accept(TcpListener from, Uri node)
    {
        try
        {
            while (true) _ = Pass(await from.AcceptTcpClientAsync(), node);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was cut.
        }
    }

    private async Task Pass(TcpClient browser, Uri node)
    {
        using var service = new TcpClient();
        lock (gate) open.AddRange([browser, service]);
        try
        {
            await service.ConnectAsync(node.Host, node.Port);
            await Task.WhenAny(browser.GetStream().CopyToAsync(service.GetStream()), service.GetStream().CopyToAsync(browser.GetStream()));
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One of both has gone.
        }
        finally
        {
            browser.Dispose();
        }
    }
}
