using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace OrderTracking.Dashboard.Hosting;

/// <summary>
/// The scripts, the stylesheet and the icon, embedded in this assembly: they are the same wherever the service is started from, and need
/// no folder beside it. An address contains the content's hash, so that browsers keep what they have until it changes.
/// </summary>
public static class EmbeddedAssets
{
    public const string Route = "/assets/{hash}/{name}";

    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8", [".js"] = "text/javascript; charset=utf-8", [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Asset> All = typeof(EmbeddedAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(Read).ToFrozenDictionary(asset => asset.Name);

    /// <summary>The address of an asset.</summary>
    public static string Address(string name) => $"/assets/{All[name].Hash}/{name}";

    internal static IResult Answer(HttpContext context, string hash, string name)
    {
        if (!All.TryGetValue(name, out var asset) || asset.Hash != hash) return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        // Browsers take Brotli over TLS and on this machine only, and gzip everywhere.
        var (coding, bytes) = Accepts(context.Request, "br") ? ("br", asset.Brotli)
            : Accepts(context.Request, "gzip") ? ("gzip", asset.Gzip) : (null, asset.Bytes);
        if (coding is not null) context.Response.Headers.ContentEncoding = coding;
        return Results.Bytes(bytes, asset.Type, entityTag: new($"\"{hash}{(coding is null ? "" : "-")}{coding}\""));
    }

    private static bool Accepts(HttpRequest request, string coding) => request.GetTypedHeaders().AcceptEncoding
        .Any(accepted => accepted.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    private static Asset Read(string resource)
    {
        using var stream = typeof(EmbeddedAssets).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var name = resource[Prefix.Length..];
        return new(name, Types[Path.GetExtension(name)], Convert.ToHexStringLower(SHA256.HashData(bytes))[..16], bytes,
            Compressed(to => new BrotliStream(to, CompressionLevel.Optimal, leaveOpen: true)),
            Compressed(to => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true)));

        byte[] Compressed(Func<Stream, Stream> by)
        {
            using var compressed = new MemoryStream();
            using (var coder = by(compressed)) coder.Write(bytes);
            return compressed.ToArray();
        }
    }

    private sealed record Asset(string Name, string Type, string Hash, byte[] Bytes, byte[] Brotli, byte[] Gzip);
}
