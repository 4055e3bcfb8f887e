using System.Text;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Load;

/// <summary>Renders requests as bytes.</summary>
internal static class Http
{
    public static ReadOnlyMemory<byte> Get(string host, string path, string caller = Identities.Anyone) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {Identities.Token(caller)}\r\n\r\n");

    public static ReadOnlyMemory<byte> Post(string host, string path, string contentType, ReadOnlySpan<byte> body,
        string caller = Identities.Anyone)
    {
        var head = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {Identities.Token(caller)}\r\nContent-Type: "
            + $"{contentType}\r\nContent-Length: {body.Length}\r\n\r\n");
        var request = new byte[head.Length + body.Length];
        head.CopyTo(request, 0);
        body.CopyTo(request.AsSpan(head.Length));
        return request;
    }
}
