using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Transparency;

namespace OrderTracking.Api.Http;

/// <summary>/v1/audit/log: the transparency log as c2sp.org/tlog-tiles serves logs (ops/docs/transparency-log.md).</summary>
internal static class LogRoutes
{
    private const string Binary = "application/octet-stream", Text = "text/plain; charset=utf-8";

    private static readonly Parameter<Cosigned?> IsCosigned =
        Parameter.OneOf<Cosigned>("cosigned", "true: the last head that witnesses cosigned, with their signatures.");

    public static void MapLog(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/audit").WithTags("Audit");
        group.MapGet("/log", State)
            .WithSummary("The transparency log: its origin and key, how far its tree is, and whether it is signed.").Problems(400);
        group.MapGet("/log/checkpoint", GetCheckpoint)
            .WithSummary("The signed head of the tree, as c2sp.org/tlog-checkpoint.")
            .Produces<string>(200, "text/plain").Takes(IsCosigned).Problems(400, 404);
        group.MapGet("/log/timestamps/{day}", GetTimestamp)
            .WithSummary("A head of a day with what a time-stamping authority said of it (RFC 3161).").Problems(400, 404);
        group.MapGet("/log/tile/{level}/{**path}", GetTile)
            .WithSummary("A tile of hashes of the tree, as c2sp.org/tlog-tiles.")
            .Produces<byte[]>(200, Binary).Problems(400, 404);
        group.MapGet("/log/tile/entries/{**path}", GetEntries)
            .WithSummary("The leaves of a tile, as c2sp.org/tlog-tiles: what kind of event happened when to which stream.")
            .Produces<byte[]>(200, Binary).Problems(400, 404);
    }

    private static async Task<Results<Ok<LogState>, Problem>> State(
        Query query, ITransparencyLog log, CancellationToken cancellationToken)
    {
        if (query.Fault is { } fault) return fault;
        var tree = await log.Now(cancellationToken);
        return TypedResults.Ok(new LogState(tree.Origin, tree.Key, tree.Size, tree.Position, tree.Checkpoint, tree.Refusal));
    }

    private static async Task<Results<ContentHttpResult, Problem>> GetCheckpoint(
        Query query, HttpResponse response, ITransparencyLog log, CancellationToken cancellationToken)
    {
        var isCosigned = query.Get(IsCosigned) is Cosigned.True;
        if (query.Fault is { } fault) return fault;
        var tree = await log.Now(cancellationToken);
        if ((isCosigned ? tree.Cosigned : tree.Checkpoint) is not { } checkpoint)
            return new Problem(404, "not-signed",
                isCosigned ? "No witness has cosigned a head yet." : "No head of the tree is signed yet.");
        response.Headers.CacheControl = "private, max-age=1";
        return TypedResults.Text(checkpoint, Text, Encoding.UTF8);
    }

    private static async Task<Results<FileContentHttpResult, Problem>> GetTile(
        Query query, string level, string? path, HttpResponse response, LogReader log, CancellationToken cancellationToken)
    {
        if (query.Fault is { } fault) return fault;
        var isLevel = level is [>= '0' and <= '9'];
        return Found(response, isLevel ? await log.Tile(level[0] - '0', path ?? "", cancellationToken) : null);
    }

    private static async Task<Results<FileContentHttpResult, Problem>> GetEntries(
        Query query, string? path, HttpResponse response, LogReader log, CancellationToken cancellationToken) =>
        query.Fault is { } fault ? fault : Found(response, await log.Entries(path ?? "", cancellationToken));

    private static async Task<Results<Ok<HeadTimestamp>, Problem>> GetTimestamp(
        Query query, string day, ILogTimestamps timestamps, CancellationToken cancellationToken)
    {
        if (query.Fault is { } fault) return fault;
        return DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && await timestamps.Find(date, cancellationToken) is { } stamped
            ? TypedResults.Ok(stamped) : new Problem(404, "not-stamped", "No head was time-stamped on that day.");
    }

    // A tile of a signed tree never changes, whole or partial.
    private static Results<FileContentHttpResult, Problem> Found(HttpResponse response, byte[]? bytes)
    {
        if (bytes is null) return new Problem(404, "unknown-tile", "The tree has no such tile.");
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Bytes(bytes, Binary);
    }

    /// <summary>The values of a parameter that is given or not.</summary>
    internal enum Cosigned
    {
        True,
    }
}

/// <summary>The transparency log as it is.</summary>
/// <param name="Key">The public key that signs it, as c2sp.org/signed-note writes keys; null before the first signature.</param>
/// <param name="Size">How many leaves its tree has.</param>
/// <param name="Position">Of the last event that has a leaf.</param>
/// <param name="Checkpoint">The last signed head.</param>
/// <param name="Refusal">Why no further head is signed; null while all is well.</param>
public sealed record LogState(string Origin, string? Key, long Size, long Position, string? Checkpoint, string? Refusal);
