using System.Globalization;
using System.Reflection;
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
    public async Task<(T? Found, Problem? Problem)> Ask<T>(Query query, Func<ViewPosition, CancellationToken, Task<T>> read)
    {
        var (position, problem) = await Reach(query);
        if (problem is not null) return (default, problem);
        var cancellationToken = query.Context.RequestAborted;
        if (await query.Moment() is not { } moment) return (await read(position, cancellationToken), null);
        try
        {
            var (answer, cost) = await past.Answer(moment, query.Context.CallerContext().Scope, query.Streams(),
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
