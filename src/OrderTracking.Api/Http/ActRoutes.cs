using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Http;

/// <summary>GET /v1/audit/acts: who did what as an administrator, handed a report out, or read the access log.</summary>
internal static class ActRoutes
{
    private static readonly Parameter<string?> Subject = Parameter.Text("subject", "Only this caller.");
    private static readonly Parameter<ActKind?> Act = Parameter.OneOf<ActKind>("act", "Only acts of this kind.");
    private static readonly Parameter<DateTimeOffset?> From = Parameter.Time("from", "The first moment of the period.");
    private static readonly Parameter<DateTimeOffset?> To = Parameter.Time("to", "The moment after its last.");

    public static void MapActs(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Audit").MapGet("/audit/acts", List)
            .WithSummary("Administrative acts, each with who did it, newest first.")
            .WithDescription("An entry is written before its act is done; an act that then failed has one too.")
            .Takes(Subject, Act, From, To, Parameters.Limit, Parameters.AfterNumber).Problems(400);

    private static async Task<Results<Ok<Page<ActItem>>, Problem>> List(
        Query query, IAdministrativeActs acts, CancellationToken cancellationToken)
    {
        var (from, to, limit) = (query.Get(From), query.Get(To), query.Get(Parameters.Limit));
        if (to <= from) query.Lacks(To, "a time after 'from'; it does not belong to the period itself");
        var filter = new ActFilter(query.Get(Subject), query.Get(Act), new(from, to), query.Get(Parameters.AfterNumber));
        if (query.Fault is { } fault) return fault;
        var found = await acts.List(filter, limit + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, act => PageCursor.Part(act.Id)).Select(ActItem.Of));
    }
}

/// <summary>An administrative act.</summary>
/// <param name="Subject">The caller's subject; never a personal name.</param>
/// <param name="Target">What it was done to: a key's id, a view, a position, an account, a query.</param>
public sealed record ActItem(
    long Id, DateTimeOffset At, string Subject, ActKind Act, string Target, IReadOnlyDictionary<string, string> Detail)
{
    internal static ActItem Of(RecordedAct entry) =>
        new(entry.Id, entry.At, entry.Act.Subject, entry.Act.Kind, entry.Act.Target, entry.Act.Detail);
}
