using OrderTracking.Application.Access;
using OrderTracking.Application.Insurance;
using OrderTracking.Application.Ports;
using OrderTracking.Dashboard.Filters;
using OrderTracking.Domain;

namespace OrderTracking.Dashboard.Pages;

/// <param name="Lines">The lines of the day's list, as many as are read.</param>
/// <param name="Watched">What is insured for much and under way, what had no event for the longest first.</param>
/// <param name="Position">The position of the views that all of it is at least at.</param>
public sealed record DeclarationsFound(
    DateOnly Day, DateTimeOffset At, IReadOnlyList<Declaration> Lines, IReadOnlyList<WatchedConsignment> Watched, DeclarationState? State,
    long Position);

/// <summary>Reads a day's declaration list and the watch list, as the API answers them.</summary>
public sealed class DeclarationsReader(InsuranceLists lists, Company company, IViewPosition position, TimeProvider clock)
{
    /// <summary>The most lines of each list that are read.</summary>
    public const int Limit = 1_000;

    /// <returns>Null where the query cannot be read.</returns>
    public async Task<DeclarationsFound?> Read(PageQuery query, AccessScope scope, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (day, account, station) = (query.Day("date") ?? company.Day(now), query.Text("account"), query.Text("station"));
        var state = query.OneOf<DeclarationState>("state");
        if (query.Fault is not null) return null;
        var reached = await position.Now(cancellationToken);
        var lines = lists.Declarations(scope, day, account, station, null, Limit, cancellationToken);
        var watched = lists.Watched(scope, account is null ? null : [account], station, false, null, Limit, cancellationToken);
        await Task.WhenAll(lines, watched);
        return new(day, now, await lines, await watched, state, reached.Position);
    }
}
