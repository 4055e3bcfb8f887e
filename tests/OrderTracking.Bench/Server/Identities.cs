using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using OrderTracking.Testing;

namespace OrderTracking.Bench.Server;

/// <summary>The callers of the service. The folder with the key that signs their tokens is made before the service starts.</summary>
internal static class Identities
{
    /// <summary>The caller where it does not matter who it is.</summary>
    public const string Anyone = "bench";

    private static readonly DevelopmentIdentity Identity = new(Path.Combine(Postgres.Setting("BENCH_WORK"), "data"));

    private static readonly ConcurrentDictionary<string, string> Tokens = [];

    /// <summary>The services' ORDERTRACKING_DATA.</summary>
    public static string Folder => Identity.Folder;

    /// <summary>A caller's bearer token.</summary>
    public static string Token(string caller) =>
        Tokens.GetOrAdd(caller, name => Identity.Token(name, ["dispatcher", "auditor", "administrator"], ["*"]));

    /// <summary>The token of a customer who sees one account.</summary>
    public static string Customer(string account) => Identity.Token($"customer-{account}", ["customer"], [], [account]);

    public static HttpClient Connect(Uri service, int connections = int.MaxValue) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = connections })
        {
            BaseAddress = service, Timeout = TimeSpan.FromMinutes(5),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token(Anyone)) },
        };

    /// <summary>An anonymous client at one of this machine's loopback addresses.</summary>
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
