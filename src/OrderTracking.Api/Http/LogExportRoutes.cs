using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Transparency;
using OrderTracking.Domain.Transparency;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>
/// What somebody takes away to check it elsewhere: the log as it is stored, with its leaves and signed head, and the proof of a waybill.
/// ops/docs/transparency-log.md describes both files.
/// </summary>
internal static class LogExportRoutes
{
    public const string Format = "ordertracking-log/v1";

    private const int PageBytes = 1 << 16;

    private static readonly Parameter<long?> First = Parameter.Number("first", "The index of the first leaf; 0 by default.");
    private static readonly Parameter<long?> Limit = Parameter.Number("limit", "How many leaves at most; all by default.");

    public static void MapLogExports(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/audit").WithTags("Audit");
        group.MapGet("/log/export", Export)
            .WithSummary("The log as it is stored, as NDJSON, with leaves and the signed head; gzip where the caller accepts it.")
            .Produces<string>(200, RequestBodies.NdjsonType).Problems(400, 403, 404).Takes(First, Limit).TakesLong();
        group.MapGet("/waybills/{number}/proof", Prove)
            .WithSummary("A zip that proves what is recorded of a waybill, and that nothing after the last event is withheld.")
            .Produces<byte[]>(200, "application/zip").Problems(400, 403, 404);
    }

    private static async Task<Results<EmptyHttpResult, Problem>> Export(
        Query query, HttpContext context, LogReader log, PersonalDataAccessLog accessLog)
    {
        var (first, limit) = (query.Get(First) ?? 0, query.Get(Limit) ?? long.MaxValue);
        if (query.Fault is { } fault) return fault;
        if (NotAsStored(query.AccessScope) is { } masked) return masked;
        if (await log.Part(first, limit, context.RequestAborted) is not { } part) return NotSigned;
        // Before anything is written: what is stored of events has persons in it.
        await accessLog.NotePart(context, $"leaves {part.First} to {part.End - 1}");
        var (response, aborted) = (context.Response, context.RequestAborted);
        response.ContentType = RequestBodies.NdjsonType;
        response.Headers.Vary = "Accept-Encoding";
        var isCompressed = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (isCompressed) response.Headers.ContentEncoding = "gzip";
        await using Stream body = isCompressed ? new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true) : response.Body;
        using var page = new MemoryStream(PageBytes * 2);
        await using var writer = new Utf8JsonWriter(page, ResponseJson.Writing);
        Line(() => WriteHead(writer, part));
        await foreach (var item in log.Items(part, aborted))
        {
            Line(() => Write(writer, item));
            if (page.Length >= PageBytes) await Flush();
        }
        await Flush();
        return TypedResults.Empty;

        void Line(Action write)
        {
            write();
            writer.Flush();
            writer.Reset();
            page.WriteByte((byte)'\n');
        }

        async Task Flush()
        {
            await body.WriteAsync(page.GetBuffer().AsMemory(0, (int)page.Length), aborted);
            await body.FlushAsync(aborted);
            page.SetLength(0);
        }
    }

    private static async Task<Results<FileContentHttpResult, Problem>> Prove(
        Query query, string number, HttpContext context, LogReader log, PersonalDataAccessLog accessLog)
    {
        if (query.Fault is { } fault) return fault;
        if (NotAsStored(query.AccessScope) is { } masked) return masked;
        if (WaybillNumber.Parse(number) is not { } waybill) return Problem.UnknownWaybill(number);
        if (await log.Prove(waybill, context.RequestAborted) is not { } proof)
            return await log.Part(0, 0, context.RequestAborted) is null ? NotSigned : Problem.UnknownWaybill(number);
        await accessLog.Note(context, [waybill]);
        return TypedResults.Bytes(Zip(waybill, proof), "application/zip", $"{FileNames.Part(waybill)}-proof.zip");
    }

    private static Problem NotSigned { get; } = new(404, "not-signed", "No head of the tree is signed yet.");

    // What is stored cannot be masked: its hash would be another.
    private static Problem? NotAsStored(AccessScope scope) => scope.HasFull ? null
        : new Problem(403, "forbidden", "Here nothing is shown as it is stored: ask a node that records.");

    private static byte[] Zip(string waybill, StreamProof proof)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("README.md", ProofPage.Of(waybill, proof));
            Add("key.txt", proof.Key + "\n");
            Add("checkpoint", proof.Checkpoint);
            Add("stream-head", proof.Head);
            for (var i = 0; i < proof.Events.Count; i++)
            {
                var name = (i + 1).ToString("0000", CultureInfo.InvariantCulture);
                Add($"{name}.leaf", Encoding.UTF8.GetString(proof.Events[i].Leaf));
                Add($"{name}.tlog-proof", proof.Events[i].Proof);
                Add($"{name}.json", Json(proof.Events[i].Stored));
            }

            void Add(string name, string text)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }

    private static string Json(StoredEvent stored)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, ResponseJson.Writing))
        {
            writer.WriteStartObject();
            WriteStored(writer, stored);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length) + "\n";
    }

    private static void WriteHead(Utf8JsonWriter writer, LogPart part)
    {
        writer.WriteStartObject();
        writer.WriteString("format", Format);
        writer.WriteString("origin", part.Origin);
        writer.WriteString("key", part.Key);
        writer.WriteString("checkpoint", part.Checkpoint);
        writer.WriteNumber("size", part.Size);
        writer.WriteNumber("first", part.First);
        writer.WriteNumber("end", part.End);
        WriteSubtrees("left", part.Left);
        WriteSubtrees("right", part.Right);
        writer.WriteEndObject();

        void WriteSubtrees(string name, IReadOnlyList<Subtree> subtrees)
        {
            writer.WriteStartArray(name);
            foreach (var subtree in subtrees)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(subtree.Level);
                writer.WriteBase64StringValue(subtree.Hash);
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter writer, LogItem item)
    {
        writer.WriteStartObject();
        if (item.Leaf is { } leaf) writer.WriteString("leaf", leaf);
        if (item.Stored is { } stored)
        {
            writer.WriteStartObject("event");
            WriteStored(writer, stored);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    // Texts as they are stored, in strings: an object would be written anew, and its hash be another.
    private static void WriteStored(Utf8JsonWriter writer, StoredEvent stored)
    {
        writer.WriteNumber("position", stored.Position);
        writer.WriteString("id", stored.Id);
        writer.WriteString("stream", stored.Stream);
        writer.WriteNumber("version", stored.Version);
        writer.WriteString("type", stored.Type);
        writer.WriteString("recordedAt", LogLeaf.TimeOf(stored));
        writer.WriteString("data", stored.Data);
        if (stored.Headers is { } headers) writer.WriteString("headers", headers);
        else writer.WriteNull("headers");
        writer.WriteString("correlation", stored.Correlation);
        writer.WriteString("causation", stored.Causation);
        writer.WriteString("sender", stored.Sender);
        writer.WriteString("dotnetType", stored.DotnetType);
        writer.WriteString("tenant", stored.Tenant);
        writer.WriteString("binary", stored.Binary is { } binary ? Convert.ToHexStringLower(binary) : null);
    }
}
