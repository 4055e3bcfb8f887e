using OrderTracking.Application.Access;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Access;

/// <summary>What callers may see and record by a row of the <see cref="Policy"/>.</summary>
/// <param name="readOnly">Registered on a node that only reads, and so cannot record who looked at persons.</param>
internal sealed class RouteAdmission(ReferenceDataCache data, OffWaySightings offWay, TimeProvider clock, ReadOnlyNode? readOnly = null)
{
    /// <summary>The caller's context on a route; null if the caller has no right to it.</summary>
    public async ValueTask<CallerContext?> Admit(Caller caller, RoutePolicy policy, CancellationToken cancellationToken)
    {
        List<string>? accounts = null, stations = null, customerAccounts = null;
        IReadOnlyList<AccountAtStation>? parts = null;
        var all = false;
        var permissions = new List<RecordingPermission>();
        foreach (var role in caller.Roles)
        {
            var permission = policy.Of(role);
            if (permission == RoutePermission.No) continue;
            if (permission == RoutePermission.Sent)
            {
                // By account and station nothing: what is the caller's is told by its sender.
                accounts ??= [];
                continue;
            }
            var types = Policy.EventTypes.GetValueOrDefault(role);
            switch (role)
            {
                case Role.Dispatcher or Role.BranchSystem or Role.ServiceDesk
                    when permission == RoutePermission.Own && !caller.IsEverywhere:
                    (stations ??= []).AddRange(caller.Stations);
                    permissions.Add(new(types, caller.Stations));
                    break;
                case Role.BranchService when permission == RoutePermission.Own && !caller.IsEverywhere:
                    var ofBranch = StationsOfBranch(caller, (await data.Now(cancellationToken)).Branches(clock.GetUtcNow()));
                    (stations ??= []).AddRange(ofBranch);
                    permissions.Add(new(types, ofBranch));
                    break;
                case Role.AccountManager when permission == RoutePermission.Own:
                    var (reference, now) = (await data.Now(cancellationToken), clock.GetUtcNow());
                    var managed = reference.AccountsOf(caller.Handle, now);
                    (accounts ??= []).AddRange(managed);
                    if (reference.PartsOf(caller.Handle, now) is { Count: > 0 } some) parts = some;
                    permissions.Add(new(types, null, managed, parts));
                    break;
                case Role.Customer when permission == RoutePermission.Own:
                    (customerAccounts ??= []).AddRange(caller.Accounts);
                    break;
                default:
                    all = true;
                    if (role is Role.Dispatcher or Role.BranchSystem or Role.ServiceDesk or Role.Supervisor or Role.BranchService
                        or Role.GroupService)
                        permissions.Add(new(types, null));
                    break;
            }
        }
        if (!all && accounts is null && stations is null && customerAccounts is null) return null;
        var scope = all ? AccessScope.Everything
            : new AccessScope(accounts, stations, customerAccounts, stations is not null && offWay.IsOver(caller.Subject), parts);
        if (readOnly is not null) scope = scope with { AtMost = Disclosure.Masked };
        return new(caller, scope, new Author(caller, scope, permissions));
    }

    /// <summary>Which cases of each kind the caller may see: what the kind's own route shows. Others are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<string, AccessScope>> Cases(Caller caller, CancellationToken cancellationToken)
    {
        var scopes = new Dictionary<string, AccessScope>();
        foreach (var type in AllCases.All)
            if (await Admit(caller, Policy.OfRoute($"GET /v1/{type.Route}")!, cancellationToken) is { } admitted)
                scopes.Add(type.Kind, admitted.Scope);
        return scopes;
    }

    /// <summary>Who records the lines of the caller's batches: of each stream what the caller may record on its own route.</summary>
    public async ValueTask<LineAuthors> AdmitLines(Caller caller, CancellationToken cancellationToken)
    {
        var ofCases = new Dictionary<string, Author>();
        foreach (var type in AllCases.All)
            ofCases.Add(type.Kind, await Of($"POST /v1/{type.Route}/{{number}}/events"));
        return new(await Of("POST /v1/waybills/{number}/events"), ofCases);

        async ValueTask<Author> Of(string route) => (await Admit(caller, Policy.OfRoute(route)!, cancellationToken))?.Author
            ?? Author.Nobody with { Caller = caller };
    }

    // Today's: a station that goes to another branch goes with its cases.
    private static List<string> StationsOfBranch(Caller caller, IReadOnlyDictionary<string, string> branches)
    {
        var own = caller.Stations.Select(station => branches.GetValueOrDefault(station)).OfType<string>().ToHashSet();
        return [.. branches.Where(station => own.Contains(station.Value)).Select(station => station.Key).Union(caller.Stations)];
    }
}
