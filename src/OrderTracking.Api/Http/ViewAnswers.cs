using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Http;

/// <summary>Answers from views: they can wait for a position, and show personal data only to those who may see it.</summary>
internal sealed class ViewAnswers(ViewGate gate, PersonalDataAccessLog accessLog)
{
    /// <param name="read">Runs once the parameters are known to be valid, and the views far enough.</param>
    public async Task<ViewAnswer<T>> Answer<T>(Query query, Func<ViewPosition, CancellationToken, Task<T>> read) where T : class
    {
        var (position, problem) = await Reach(query);
        return new(problem ?? await accessLog.Answer(query.Context, await read(position, query.Context.RequestAborted)));
    }

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
    }
}
