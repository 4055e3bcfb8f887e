using static OrderTracking.Api.Access.RoutePermission;

namespace OrderTracking.Api.Access;

/// <summary>The routes of a sandbox, which no other service has: nothing there is real, so whoever signs in may test.</summary>
internal static partial class Policy
{
    // Not a field: those of two files have no order among each other.
    public static IEnumerable<RoutePolicy> OfSandbox =>
    [
        //                                               dispatcher  branch  manager  auditor  administrator  customer  superv.  desk group
        Row("GET /sandbox/clock",                        All,        All,    All,     All,     All,           All,      All,     All, All),
        Row("POST /sandbox/clock",                       All,        All,    All,     All,     All,           All,      All,     All, All),
        Row("GET /sandbox/stories",                      All,        All,    All,     All,     All,           All,      All,     All, All),
        Row("POST /sandbox/stories",                     All,        All,    All,     All,     All,           All,      All,     All, All),
    ];
}
