using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using OrderTracking.Testing;

namespace OrderTracking.Bench.Server;

/// <summary>Those who ask the service. Its folder is made before it starts, with the key that its callers' tokens are signed with.</summary>
internal static class Identities
{
    /// <summary>Who asks where it does not matter who does.</summary>
    public const string Anyone = "bench";

    private static readonly DevelopmentIdentity Identity = new(Path.Combine(Postgres.Setting("BENCH_WORK"), "data"));

    private static readonly ConcurrentDictionary<string, string> Tokens = [];

    /// <summary>The services' ORDERTRACKING_DATA.</summary>
    public static string Folder => Identity.Folder;

    /// <summary>The bearer token by which the service knows a caller.</summary>
    public static string Token(string caller) => Tokens.GetOrAdd(caller, name => Identity.Token(name, ["dispatcher", "auditor", "administrator"], ["*"]));

    public static HttpClient Connect(Uri service, int connections = int.MaxValue) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = connections })
        {
            BaseAddress = service, Timeout = TimeSpan.FromMinutes(5), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token(Anyone)) },
        };

    /// <summary>Somebody whom nobody knows, at one of this machine's many addresses.</summary>
    public static HttpClient From(Uri service, IPAddress address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = service };
}
