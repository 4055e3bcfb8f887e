using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Past;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Http;

/// <summary>Answers from views: they can wait for a position, and show personal data only to those who may see it.</summary>
internal sealed class ViewAnswers(ViewGate gate, PersonalDataAccessLog accessLog, PastReader past)
{
    public const string PastTooLarge = "past-too-large";

    /// <param name="read">Runs once the parameters are known to be valid, and the views far enough.</param>
    public async Task<ViewAnswer<T>> Answer<T>(Query query, Func<ViewPosition, CancellationToken, Task<T>> read) where T : class
    {
        var (found, problem) = await Ask(query, read);
        return new(problem ?? await accessLog.Answer(query.Context, found!));
    }

    /// <summary>What the views say, now or at the past that is asked about; or why the request is refused.</summary>
    /// <param name="account">The account that the answer is about, where the path names it.</param>
    public async Task<(T? Found, Problem? Problem)> Ask<T>(
        Query query, Func<ViewPosition, CancellationToken, Task<T>> read, string? account = null)
    {
        var (position, problem) = await Reach(query);
        if (problem is not null) return (default, problem);
        var cancellationToken = query.Context.RequestAborted;
        if (await query.Moment() is not { } moment) return (await read(position, cancellationToken), null);
        try
        {
            var (answer, cost) = await past.Answer(moment, query.Context.CallerContext().Scope, query.Streams(account),
                () => read(new(moment.Cut.Position, 0), cancellationToken), cancellationToken);
            // A standard header (Server-Timing), so that no answer's shape depends on where it came from.
            if (cost is { } replayed)
                query.Context.Response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture,
                    $"replay;dur={replayed.Time.TotalMilliseconds:0.0};desc=\"{replayed.Events} events\"");
            return (answer, null);
        }
        catch (PastTooLargeException tooLarge)
        {
            return (default, TooLarge(tooLarge));
        }
    }

    /// <summary>
    /// A file of rows of the views, written as it is sent. Of the past it is written before, because its rows are there for its question
    /// alone.
    /// </summary>
    public async Task<Results<PushStreamHttpResult, Problem>> File(
        Query query, Func<Stream, CancellationToken, Task> write, string contentType, string name)
    {
        var cancellationToken = query.Context.RequestAborted;
        if (query.Past is null)
            return (await Reach(query)).Problem is { } refused ? refused
                : TypedResults.Stream(stream => write(stream, cancellationToken), contentType, name);
        var (content, problem) = await Ask(query, async (_, _) =>
        {
            using var buffer = new MemoryStream();
            await write(buffer, cancellationToken);
            return buffer.ToArray();
        });
        return content is null ? problem! : TypedResults.Stream(
            stream => stream.WriteAsync(content, cancellationToken).AsTask(), contentType, name);
    }

    public static Problem TooLarge(PastTooLargeException fault) => new(422, PastTooLarge,
        $"{fault.Needed} would be needed, and one request about the past may take {fault.AtMost}. Ask for one account, lane or waybill, or "
        + "have it worked out by POST /v1/audit/replays.", Expected: $"at most {fault.AtMost}");

    /// <summary>The position of the views once it is far enough, or why the request is refused.</summary>
    public async Task<(ViewPosition Position, Problem? Problem)> Reach(Query query)
    {
        if (query.Fault is { } fault) return (default, fault);
        var position = await gate.Reach(query.WaitFor ?? 0, query.Context.RequestAborted);
        if (!(position.Position < query.WaitFor)) return (position, null);
        query.Context.Response.Headers.RetryAfter = "1";
        return (position, new Problem(503, "view-behind", $"The views have come to position {position.Position}; ask again.",
            Parameters.WaitFor.Name));
    }
}

/// <summary>An answer from views, or the problem of a request that is refused.</summary>
/// <typeparam name="T">The answer's shape.</typeparam>
internal sealed class ViewAnswer<T>(IResult result) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(T), [RequestBodies.JsonType]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(400, typeof(ProblemAnswer), [Problem.ContentType]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(422, typeof(ProblemAnswer), [Problem.ContentType]));
    }
}
