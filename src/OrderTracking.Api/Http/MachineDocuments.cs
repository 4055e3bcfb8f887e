using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace OrderTracking.Api.Http;

/// <summary>Serves what describes this service to machines.</summary>
internal static class MachineDocuments
{
    /// <summary>
    /// The document is made by its first request and kept, because making it takes seconds and anybody may ask for it. Its
    /// entity tag spares who has it already the transfer.
    /// </summary>
    public static void MapDocument(this IEndpointRouteBuilder routes, string path, Func<Task<byte[]>> make)
    {
        var made = new Lazy<Task<FileContentHttpResult>>(async () =>
        {
            var document = await make();
            return TypedResults.Bytes(document, "application/json; charset=utf-8",
                entityTag: new($"\"{Convert.ToHexStringLower(SHA256.HashData(document))}\""));
        });
        routes.MapGet(path, async (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return await made.Value;
        }).ExcludeFromDescription();
    }
}
