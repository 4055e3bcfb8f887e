using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>
/// Runs a request once, however often it is sent. Routes that change something, and whose bodies carry no event ids, require an
/// Idempotency-Key, and answer the same key in the same way for a day.
/// </summary>
internal sealed partial class Idempotency(RequestDelegate next, IIdempotency store, ILogger<Idempotency> logger)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IdempotentRoute>() is null ? next(context) : Once(context);

    private async Task Once(HttpContext context)
    {
        var request = context.Request;
        var given = request.Headers[IdempotencyKey.Header];
        if (given.Count == 0)
        {
            await Problem.Of(400, "missing-idempotency-key", IdempotencyKey.Header, IdempotencyKey.Expected).ExecuteAsync(context);
            return;
        }
        if (given.Count > 1 || IdempotencyKey.Parse(given.ToString()) is not { } text)
        {
            await Problem.Of(400, "invalid-idempotency-key", IdempotencyKey.Header, IdempotencyKey.Expected).ExecuteAsync(context);
            return;
        }
        if (await RequestBodies.Read(request, RequestBodies.MaxSingleBytes, context.RequestAborted) is not { } body)
        {
            await RequestBodies.TooLarge(RequestBodies.MaxSingleBytes).ExecuteAsync(context);
            return;
        }
        var key = new IdempotencyKey(text, context.CallerContext().Caller.Subject);
        // From here on the request runs to its end even if the caller disconnects: the answer is kept, and the caller can ask for it again.
        var claim = await store.Claim(key.Name, key.Fingerprint(request.Method, request.Path.ToUriComponent() + request.QueryString, body),
            CancellationToken.None);
        switch (claim.Status)
        {
            case IdempotencyClaimStatus.Mine:
                await Run(context, key, claim.Run, body);
                break;
            case IdempotencyClaimStatus.Answered:
                await KeptAnswer.Read(key.Open(claim.Answer!)).Write(context.Response);
                break;
            case IdempotencyClaimStatus.InFlight:
                context.Response.Headers.RetryAfter = "1";
                await new Problem(409, "in-flight", "The request with this key is still under way; ask again for its answer.",
                    IdempotencyKey.Header).ExecuteAsync(context);
                break;
            default:
                await Problem.Of(422, "idempotency-key-reused", IdempotencyKey.Header,
                    "another key: this one was sent with another request").ExecuteAsync(context);
                break;
        }
    }

    private async Task Run(HttpContext context, IdempotencyKey key, Guid run, byte[] body)
    {
        var output = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var written = new MemoryStream();
        var buffer = new StreamResponseBodyFeature(written);
        context.RequestAborted = CancellationToken.None;
        context.Request.Body = new MemoryStream(body, writable: false);
        context.Features.Set<IHttpResponseBodyFeature>(buffer);
        try
        {
            await next(context);
            await buffer.CompleteAsync();
        }
        catch
        {
            await Settle(() => store.Release(key.Name, run, CancellationToken.None));
            throw;
        }
        finally
        {
            context.Features.Set(output);
        }
        var answer = KeptAnswer.Of(context.Response, written.ToArray());
        await Settle(() => answer.IsFinal ? store.Keep(key.Name, run, key.Seal(answer.Bytes()), CancellationToken.None)
            : store.Release(key.Name, run, CancellationToken.None));
        await answer.Write(context.Response);
    }

    // The request has run: its answer is sent even if it cannot be kept. Then the same key runs again after some minutes.
    private async Task Settle(Func<Task> settle)
    {
        try
        {
            await settle();
        }
#pragma warning disable CA1031 // The caller gets the answer, or the error, of the request, whatever fails here.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogNotKept(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The answer to a request could not be kept for its repetition")]
    private partial void LogNotKept(Exception fault);
}

/// <summary>An answer with the headers that are kept with it.</summary>
internal sealed record KeptAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private static readonly string[] Kept = ["Content-Type", "ETag", "Location", "Cache-Control"];

    /// <summary>Whether the answer is kept: errors of the server and of limits may differ next time, so those requests run again.</summary>
    public bool IsFinal => Status is < 500 and not 429;

    public static KeptAnswer Of(HttpResponse response, byte[] body) => new(
        response.StatusCode, Kept.Where(response.Headers.ContainsKey).ToDictionary(name => name, name => response.Headers[name].ToString()),
        body);

    public static KeptAnswer Read(byte[] bytes) => JsonSerializer.Deserialize<KeptAnswer>(bytes)!;

    public byte[] Bytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    public async Task Write(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        response.ContentLength = Body.Length;
        await response.BodyWriter.WriteAsync(Body);
    }
}

/// <summary>Marks a route that requires an Idempotency-Key.</summary>
internal sealed class IdempotentRoute
{
    public static readonly IdempotentRoute Mark = new();
}

internal static class IdempotentRoutes
{
    /// <summary>Requires an Idempotency-Key. To be called last: it documents statuses that the route has not documented.</summary>
    public static IEndpointConventionBuilder RunsOnce(this IEndpointConventionBuilder route)
    {
        route.Add(endpoint =>
        {
            endpoint.Metadata.Add(IdempotentRoute.Mark);
            var known = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Select(answer => answer.StatusCode).ToHashSet();
            foreach (var status in (int[])[400, 409, 413, 422])
                if (known.Add(status))
                    endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemAnswer), ["application/problem+json"]));
        });
        return route;
    }
}
