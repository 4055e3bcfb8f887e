using OrderTracking.Application.Access;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Domain.Cases;

namespace OrderTracking.Dashboard.Pages;

/// <summary>Which kinds of cases a caller may see, and which cases of each: as their lists over HTTP.</summary>
public sealed class CaseKinds(IPagePolicy policy)
{
    public async Task<IReadOnlyList<(CaseType Type, AccessScope Scope)>> SeenBy(Caller caller, CancellationToken cancellationToken)
    {
        List<(CaseType, AccessScope)> seen = [];
        foreach (var type in AllCases.All)
            if (await policy.Admit(caller, $"GET /v1/{type.Route}", cancellationToken) is { } who) seen.Add((type, who.Scope));
        return seen;
    }
}
