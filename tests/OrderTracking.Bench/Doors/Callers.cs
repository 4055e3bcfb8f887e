using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace OrderTracking.Bench.Doors;

/// <summary>Those who ask the service while it is flooded.</summary>
internal static class Callers
{
    /// <summary>The bearer token by which the service knows a caller; null where it does not tell callers apart.</summary>
    public static string? Token(string caller) => null;

    public static HttpClient Connect(Uri service, string caller, int connections)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = service, Timeout = TimeSpan.FromSeconds(60) };
        if (Token(caller) is { } token)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>Somebody whom nobody knows, at one of this machine's many addresses.</summary>
    public static HttpClient From(Uri service, IPAddress address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = service };
}
