using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Epcis;

namespace OrderTracking.Api.Epcis;

/// <summary>Answers event queries, however they are asked.</summary>
internal sealed class EpcisQuestions(EpcisLinks links, EpcisReader reader, TimeProvider clock)
{
    /// <summary>The query of a query string.</summary>
    /// <param name="preset">What the path asks for.</param>
    public (EpcisQuery? Query, Problem? Problem) Read(HttpRequest request, params (string Name, string Value)[] preset) => Checked(
        EpcisQuery.Read(request.Query.Select(parameter => (parameter.Key,
                (IReadOnlyList<string>)[.. parameter.Value.SelectMany(value => (value ?? "").Split('|'))]))
            .Concat(preset.Select(one => (one.Name, (IReadOnlyList<string>)[one.Value]))), EpcisContext.Of(links)));

    /// <summary>A named query, of which the query string says the page.</summary>
    public (EpcisQuery? Query, Problem? Problem) Read(HttpRequest request, JsonElement named)
    {
        if (request.Query.Keys.FirstOrDefault(name => name is not (EpcisPaging.PerPage or EpcisPaging.NextPageToken)) is { } other)
            return (null, EpcisExceptions.Of(new EpcisQueryFault(
                EpcisFaultKind.Parameter, other, $"{EpcisPaging.PerPage} or {EpcisPaging.NextPageToken}")));
        return Checked(EpcisQuery.Read(named, EpcisContext.Of(links), request.Query.Select(parameter =>
            (parameter.Key, (IReadOnlyList<string>)[.. parameter.Value.OfType<string>()]))));
    }

    /// <param name="isOne">The events of one id, of which there must be some.</param>
    public async Task<IResult> Answer(HttpContext context, EpcisQuery query, string? name = null, bool isOne = false)
    {
        EpcisCursor? after = null;
        if (query.NextPageToken is { } token && (after = EpcisCursor.Read(token)) is null)
            return EpcisExceptions.Of(
                new EpcisQueryFault(EpcisFaultKind.Parameter, EpcisPaging.NextPageToken, "the token of the page before"));
        var (page, fault) = await reader.Read(query, context.CallerContext().Scope, after, context.RequestAborted);
        if (fault is not null) return EpcisExceptions.Of(fault);
        if (isOne && page!.Events.Count == 0) return EpcisExceptions.Unknown("id", "event");
        return new EpcisAnswer(writer =>
            EpcisJson.WriteQueryDocument(writer, links, page!.Events, clock.GetUtcNow(), name))
        {
            NextPageToken = page!.Next?.ToString(),
        };
    }

    private static (EpcisQuery?, Problem?) Checked((EpcisQuery? Query, EpcisQueryFault? Fault) read) =>
        read.Fault is { } fault ? (null, EpcisExceptions.Of(fault)) : (read.Query, null);
}
