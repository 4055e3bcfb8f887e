using System.Net;
using System.Net.Sockets;

namespace OrderTracking.Application.Webhooks;

/// <summary>Whether receivers may be on this machine: with the development identity alone.</summary>
public sealed record WebhookReach(bool OnLoopback);

/// <summary>Finds the addresses of a name.</summary>
public delegate Task<IPAddress[]> FindAddresses(string host, CancellationToken cancellationToken);

/// <summary>
/// Connects to the receivers of webhooks, and to nothing else that their addresses may lead to: whoever names an address must not make this
/// service speak to its own network. What is checked is the address that the socket is given, after the name was resolved and for every
/// connection, so a name that resolves to something else a moment later leads nowhere.
/// </summary>
public sealed class WebhookConnections(WebhookReach reach, FindAddresses find)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10), KeptFor = TimeSpan.FromMinutes(2);

    private const int MaxHeadersKilobytes = 16, MaxDrainedBytes = 16 * 1024;

    /// <summary>What is wrong with an address that an owner gives; null when nothing is.</summary>
    public string? Wrong(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || text.Any(char.IsControl) || url.Host.Length == 0
            || url.UserInfo.Length > 0 || url.Fragment.Length > 0
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && reach.OnLoopback && url.IsLoopback)))
            return reach.OnLoopback ? "an https address without user and fragment, or an http one of this machine"
                : "an https address without user and fragment";
        return IPAddress.TryParse(url.Host.Trim('[', ']'), out var literal) && !IsAllowed(literal, url.Scheme)
            ? "an address of the public internet" : null;
    }

    /// <summary>A client of these connections: without a proxy, cookies and redirects.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseProxy = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTimeout, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), PooledConnectionLifetime = KeptFor,
        MaxResponseHeadersLength = MaxHeadersKilobytes, MaxResponseDrainSize = MaxDrainedBytes,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1), ConnectCallback = Connect,
    }) { Timeout = Timeout.InfiniteTimeSpan };

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var scheme = context.InitialRequestMessage.RequestUri!.Scheme;
        var found = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await find(host, cancellationToken);
        var allowed = Array.FindAll(found, address => IsAllowed(address, scheme));
        if (allowed.Length == 0) throw new AddressNotAllowedException();
        Exception? last = null;
        foreach (var address in allowed)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException fault)
            {
                socket.Dispose();
                last = fault;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw last!;
    }

    // In the clear to this machine alone.
    private bool IsAllowed(IPAddress address, string scheme) =>
        (reach.OnLoopback && !address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address))
            || (scheme == Uri.UriSchemeHttps && PublicAddresses.Include(address));
}

/// <summary>A name has no address that webhooks may be sent to.</summary>
public sealed class AddressNotAllowedException() : IOException("None of the addresses may be connected to.");
