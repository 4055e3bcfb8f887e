using System.Collections.Frozen;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing.Patterns;
using OrderTracking.Application.Access;
using OrderTracking.Domain.Cases;
using static OrderTracking.Api.Access.RoutePermission;
using static OrderTracking.Application.Access.Role;

namespace OrderTracking.Api.Access;

/// <summary>What a role may do on a route.</summary>
internal enum RoutePermission
{
    /// <summary>Nothing.</summary>
    No,

    /// <summary>What the caller sent, and nothing else of the caller's stations or accounts.</summary>
    Sent,

    /// <summary>The caller's own: a dispatcher's or branch's stations, a manager's accounts of today, a customer's accounts.</summary>
    Own,

    /// <summary>Everything.</summary>
    All,
}

/// <param name="IsOpen">Anybody may call it, without credentials.</param>
internal sealed record RoutePolicy(string Route, IReadOnlyDictionary<Role, RoutePermission> Rights, bool IsOpen = false)
{
    /// <summary>Whether it is a page's: pages are for people who have signed in, routes for bearers of tokens and keys.</summary>
    public bool IsPage => Route.StartsWith("PAGE ", StringComparison.Ordinal);

    public RoutePermission Of(Role role) => Rights.GetValueOrDefault(role);
}

/// <summary>
/// A row for every route. <see cref="RouteAuthorization"/> enforces it: a route without a row fails the start, and is denied.
/// </summary>
internal static partial class Policy
{
    private static readonly Role[] Columns =
        [Dispatcher, BranchSystem, AccountManager, Auditor, Administrator, Customer, Supervisor, ServiceDesk, GroupService];

    /// <summary>What a supervisor decides; nobody else may, or a penalty could be waived by the one whom it is proposed for.</summary>
    private static readonly string[] OfSupervisors = ["penaltyConfirmed", "penaltyWaived"];

    /// <summary>What is signed off: by the posts and by the group (签批, 仲裁), and by the leader of a desk (领班审阅).</summary>
    private static readonly string[] SignedOff =
        ["claimApproved", "claimDisapproved", "claimArbitrated", "claimSuspended", "claimResumed", "claimRejected", "noteReviewed"];

    // Who prepares a claim does not sign it off.
    private static readonly HashSet<string> OfDesks =
        [.. AllCases.All.SelectMany(type => type.Events.Names).Except(SignedOff), "corrected"];

    public static IReadOnlyList<RoutePolicy> Rules { get; } =
    [
        // A right left out at the end of a row is No. A branch's service has a desk's rights.
        //                                               dispatcher  branch  manager  auditor  administrator  customer  superv.  desk group
        // Recording events.
        Row("POST /v1/waybills/{number}/events",         Own,        Own,    Own,     No,      No,            No,       All,     No,  All),
        Row("POST /v1/loading-lists/{number}/events",    Own,        Own,    No,      No,      No,            No),
        // Each line by the right to the route of its waybill or case.
        Row("POST /v1/events",                           Own,        Own,    No,      No,      No,            No,       No,      Own),
        Row("GET /v1/quarantine",                        Own,        Own,    No,      All,     No,            No,       No,      Sent),
        Row("GET /v1/quarantine/{id}",                   Own,        Own,    No,      All,     No,            No,       No,      Sent),
        Row("POST /v1/quarantine/{id}/retry",            Own,        Own,    No,      No,      No,            No,       No,      Sent),
        Row("POST /v1/quarantine/{id}/discard",          Own,        Own,    No,      No,      No,            No,       No,      Sent),
        // Waybills.
        Row("GET /v1/waybills",                          Own,        Own,    Own,     All,     No,            Own,      No,      No,  All),
        Row("GET /v1/waybills.csv",                      Own,        No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/waybills.xlsx",                     Own,        No,     Own,     All,     No,            No,       No,      No,  All),
        Row("POST /v1/waybills/search",                  Own,        Own,    Own,     All,     No,            Own,      No,      No,  All),
        Row("GET /v1/waybills/{number}",                 Own,        Own,    Own,     All,     No,            Own,      All,     Own, All),
        Row("GET /v1/waybills/{number}/timeline",        Own,        Own,    Own,     All,     No,            Own,      All,     Own, All),
        Row("GET /v1/waybills/{number}/events",          Own,        Own,    Own,     All,     No,            Own,      All,     Own, All),
        Row("GET /v1/feed",                              Own,        Own,    Own,     All,     No,            Own,      All,     Own, All),
        // Each caller's own, of whoever reads events. An auditor sees those of all; an administrator sees, pauses and removes them.
        Row("POST /v1/webhooks",                         Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("GET /v1/webhooks",                          Own,        Own,    Own,     All,     All,           Own,      Own,     Own, Own),
        Row("GET /v1/webhooks/{id}",                     Own,        Own,    Own,     All,     All,           Own,      Own,     Own, Own),
        Row("PUT /v1/webhooks/{id}",                     Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("DELETE /v1/webhooks/{id}",                  Own,        Own,    Own,     Own,     All,           Own,      Own,     Own, Own),
        Row("POST /v1/webhooks/{id}/pause",              Own,        Own,    Own,     Own,     All,           Own,      Own,     Own, Own),
        Row("POST /v1/webhooks/{id}/resume",             Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("POST /v1/webhooks/{id}/rotate",             Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("POST /v1/webhooks/{id}/test",               Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("POST /v1/webhooks/{id}/replay",             Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("GET /v1/webhooks/{id}/deliveries",          Own,        Own,    Own,     All,     All,           Own,      Own,     Own, Own),
        Row("POST /v1/webhooks/{id}/deliveries/retry",   Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("POST /v1/webhooks/{id}/deliveries/{position}/retry", Own, Own,  Own,     Own,     No,            Own,      Own,     Own, Own),
        // Daily work.
        Row("GET /v1/exceptions",                        Own,        Own,    Own,     All,     No,            Own,      No,      No,  All),
        Row("GET /v1/receipts",                          Own,        Own,    Own,     All,     No,            Own,      No,      No,  All),
        Row("GET /v1/deadlines",                         Own,        No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/watchlist",                         Own,        No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/loading",                           Own,        No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/held-freight",                      Own,        Own,    Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/worklist",                          Own,        No,     Own,     All,     No,            No,       No,      Own, All),
        Row("GET /v1/hand-overs",                        No,         No,     Own,     All,     No,            No,       All),
        Row("GET /v1/hand-overs/{account}",              No,         No,     Own,     All,     No,            No,       All),
        Row("POST /v1/hand-overs/{account}/accept",      No,         No,     Own,     No,      No,            No),
        Row("GET /v1/loading-lists",                     Own,        Own,    Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/loading-lists/{number}",            Own,        Own,    Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/loading-lists/{number}.csv",        Own,        Own,    Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/loading-lists/{number}.xlsx",       Own,        Own,    Own,     All,     No,            No,       No,      No,  All),
        // Cases of the service desk.
        Row("POST /v1/claims/{number}/events",           No,         No,     Own,     No,      No,            No,       All,     Own, All),
        Row("GET /v1/claims",                            No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/claims/report",                     No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/claims/{number}",                   No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/claims/{number}/timeline",          No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("POST /v1/complaints/{number}/events",       No,         No,     Own,     No,      No,            No,       All,     Own, All),
        Row("GET /v1/complaints",                        No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/complaints/report",                 No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/complaints/{number}",               No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/complaints/{number}/timeline",      No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("POST /v1/insurance/{number}/events",        No,         No,     No,      No,      No,            No,       No,      Own),
        Row("GET /v1/insurance",                         No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/insurance/report",                  No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/insurance/{number}",                No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/insurance/{number}/timeline",       No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/insurance/declarations",            No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/insurance/declarations.csv",        No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/insurance/declarations.xlsx",       No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/insurance/watchlist",               No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("POST /v1/inquiries/{number}/events",        No,         No,     Own,     No,      No,            No,       No,      Own),
        Row("GET /v1/inquiries",                         No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/inquiries/report",                  No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/inquiries/{number}",                No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/inquiries/{number}/timeline",       No,         No,     Own,     All,     No,            No,       All,     Own, All),
        // Of any waybill, by the digits of the consignee's phone, as anybody may ask for.
        Row("GET /v1/tracked/{number}",                  No,         No,     All,     All,     No,            No,       No,      All, All),
        Row("POST /v1/rounds/{number}/events",           No,         No,     Own,     No,      No,            No,       No,      Own),
        Row("GET /v1/rounds",                            No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/rounds/report",                     No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/rounds/{number}",                   No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/rounds/{number}/timeline",          No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/rounds/{number}/report",            No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/rounds/{number}/report.csv",        No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/rounds/{number}/report.xlsx",       No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("POST /v1/desk-notes/{number}/events",       No,         No,     Own,     No,      No,            No,       All,     Own),
        Row("GET /v1/desk-notes",                        No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/desk-notes/report",                 No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/desk-notes/{number}",               No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("GET /v1/desk-notes/{number}/timeline",      No,         No,     Own,     All,     No,            No,       All,     Own, All),
        // Service figures.
        Row("GET /v1/on-time",                           No,         No,     Own,     All,     No,            Own,      No,      No,  All),
        Row("GET /v1/on-time/waybills",                  No,         No,     Own,     All,     No,            Own,      No,      No,  All),
        Row("GET /v1/exceptions/report",                 No,         No,     Own,     All,     No,            Own,      No,      No,  All),
        Row("GET /v1/receipts/report",                   No,         No,     Own,     All,     No,            Own,      No,      No,  All),
        Row("GET /v1/breaches",                          No,         No,     Own,     All,     No,            No,       All,     No,  All),
        Row("GET /v1/breaches/report",                   No,         No,     Own,     All,     No,            No,       All,     No,  All),
        Row("GET /v1/figures/{figure}",                  No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/figures/{figure}/deadlines",        No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/volumes",                           No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/group/report",                      No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/definitions",                       All,        All,    All,     All,     All,           All,      All,     All, All),
        // Reports.
        Row("GET /v1/reports/daily-exceptions",          Own,        Own,    Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/daily-exceptions.csv",      Own,        Own,    Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/daily-exceptions.xlsx",     Own,        Own,    Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/weekly-account",            No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/weekly-account.csv",        No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/weekly-account.xlsx",       No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/monthly-account",           No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/monthly-account.csv",       No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/monthly-account.xlsx",      No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/monthly-archive",           No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/monthly-archive.csv",       No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/monthly-archive.xlsx",      No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("GET /v1/reports/monthly-department",        No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-department.csv",    No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-department.xlsx",   No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-claims",            No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-claims.csv",        No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-claims.xlsx",       No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-complaints",        No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-complaints.csv",    No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-complaints.xlsx",   No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-group",             No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-group.csv",         No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/monthly-group.xlsx",        No,         No,     No,      All,     No,            No,       All,     No,  All),
        // An account without a manager today may still need its reports: the administrator hands those out.
        Row("POST /v1/reports/daily-exceptions",         No,         No,     Own,     No,      All,           No),
        Row("POST /v1/reports/weekly-account",           No,         No,     Own,     No,      All,           No),
        Row("POST /v1/reports/monthly-account",          No,         No,     Own,     No,      All,           No),
        Row("POST /v1/reports/monthly-archive",          No,         No,     Own,     No,      All,           No),
        Row("POST /v1/reports/monthly-department",       No,         No,     No,      No,      No,            No,       All),
        Row("POST /v1/reports/monthly-claims",           No,         No,     No,      No,      No,            No,       All,     No,  All),
        Row("POST /v1/reports/monthly-complaints",       No,         No,     No,      No,      No,            No,       All,     No,  All),
        Row("POST /v1/reports/monthly-group",            No,         No,     No,      No,      No,            No,       All,     No,  All),
        Row("POST /v1/reports/notes",                    No,         No,     Own,     No,      No,            No,       All,     No,  All),
        Row("GET /v1/reports/handed-out",                No,         No,     Own,     All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/handed-out/{id}",           No,         No,     Own,     All,     No,            No,       All,     No,  All),
        Row("GET /v1/reports/due",                       No,         No,     Own,     All,     No,            No,       All,     No,  All),
        // Reference data.
        Row("GET /v1/accounts",                          No,         No,     Own,     All,     All,           No,       No,      No,  All),
        Row("GET /v1/accounts/{account}",                No,         No,     Own,     All,     All,           No,       No,      No,  All),
        Row("GET /v1/lanes",                             All,        All,    All,     All,     All,           No,       No,      No,  All),
        Row("GET /v1/stations",                          All,        All,    All,     All,     All,           No,       No,      All, All),
        Row("GET /v1/calendars",                         All,        All,    All,     All,     All,           No,       No,      No,  All),
        Row("GET /v1/penalty-schedules",                 No,         No,     All,     All,     All,           No,       All,     No,  All),
        Row("GET /v1/reference/events",                  No,         No,     No,      All,     All,           No),
        Row("GET /v1/reference/{stream}/events",         No,         No,     Own,     All,     All,           No),
        Row("POST /v1/reference/events",                 No,         No,     No,      No,      All,           No),
        // Audit.
        Row("GET /v1/audit/events",                      No,         No,     No,      All,     No,            No),
        // Whoever deals with the company can keep what was signed and compare it: hashes, which tell but how many events there are.
        Row("GET /v1/audit/log/checkpoint",              All,        All,    All,     All,     All,           All,      All,     All, All),
        Row("GET /v1/audit/log/tile/{level}/{**path}",   All,        All,    All,     All,     All,           All,      All,     All, All),
        // Leaves name every stream, what happened to it when, and who sent it.
        Row("GET /v1/audit/log/tile/entries/{**path}",   No,         No,     No,      All,     No,            No),
        Row("GET /v1/audit/log/export",                  No,         No,     No,      All,     No,            No),
        Row("GET /v1/audit/waybills/{number}/proof",     No,         No,     No,      All,     No,            No),
        Row("GET /v1/audit/log/timestamps/{day}",        No,         No,     No,      All,     No,            No),
        Row("GET /v1/audit/log",                         No,         No,     No,      All,     All,           No),
        Row("GET /v1/audit/access",                      No,         No,     No,      All,     No,            No),
        Row("GET /v1/audit/acts",                        No,         No,     No,      All,     No,            No),
        Row("GET /v1/audit/differences",                 No,         No,     Own,     All,     No,            No),
        Row("GET /v1/audit/waybills/{number}/steps",     No,         No,     No,      All,     No,            No),
        Row("GET /v1/audit/replays",                     No,         No,     No,      All,     No,            No),
        Row("POST /v1/audit/replays",                    No,         No,     No,      All,     No,            No),
        Row("GET /v1/audit/replays/{id}",                No,         No,     No,      All,     No,            No),
        Row("DELETE /v1/audit/replays/{id}",             No,         No,     No,      All,     No,            No),
        Row("GET /v1/log/set-aside",                     No,         No,     No,      All,     All,           No),
        // Operations.
        Row("POST /v1/log/{position}/set-aside",         No,         No,     No,      No,      All,           No),
        Row("GET /v1/keys",                              No,         No,     No,      All,     All,           No),
        Row("POST /v1/keys",                             No,         No,     No,      No,      All,           No),
        Row("POST /v1/keys/{id}/approve",                No,         No,     No,      No,      All,           No),
        Row("DELETE /v1/keys/{id}",                      No,         No,     No,      No,      All,           No),
        Row("GET /v1/privacy/erasures",                  No,         No,     No,      All,     All,           No),
        Row("POST /v1/privacy/erasures",                 No,         No,     No,      No,      All,           No),
        Row("POST /v1/privacy/erasures/{id}/approve",    No,         No,     No,      No,      All,           No),
        Row("GET /v1/views",                             No,         No,     No,      All,     All,           No),
        Row("POST /v1/views/rebuild",                    No,         No,     No,      No,      All,           No),
        Row("POST /v1/views/{view}/rebuild",             No,         No,     No,      No,      All,           No),
        Row("GET /v1/dead-letters",                      No,         No,     No,      All,     All,           No),
        Row("POST /v1/dead-letters/{id}/replay",         No,         No,     No,      No,      All,           No),
        .. Epcis,
        // Open to all.
        Open("GET /health/live"),
        Open("GET /health/ready"),
        Open("GET /openapi/v1.json"),
        Open("GET /asyncapi/v1.json"),
        Open("GET /track/{number}"),
        Open("GET /track/{number}.txt"),
    ];

    /// <summary>A row for every page of the dashboard, and for what pages need; enforced in the same way.</summary>
    public static IReadOnlyList<RoutePolicy> Pages { get; } =
    [
        //                                               dispatcher  branch  manager  auditor  administrator  customer  superv.  desk group
        Row("PAGE /",                                    All,        All,    All,     All,     All,           All,      All,     All, All),
        Row("PAGE /today",                               No,         No,     Own,     All,     No,            No,       All,     No,  All),
        Row("PAGE /waybills",                            Own,        No,     Own,     All,     No,            No,       No,      No,  All),
        Row("PAGE /exceptions",                          No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("PAGE /cases/{kind?}",                       No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("PAGE /cases/{kind}/{number}",               No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("PAGE /group",                               No,         No,     No,      All,     No,            No,       All,     No,  All),
        Row("PAGE /declarations",                        No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("PAGE /cases/rounds/{number}/report",        No,         No,     Own,     All,     No,            No,       All,     Own, All),
        Row("PAGE /on-time",                             No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("PAGE /receipts",                            No,         No,     Own,     All,     No,            No,       No,      No,  All),
        Row("PAGE /loading",                             Own,        No,     Own,     All,     No,            No,       No,      No,  All),
        Row("PAGE /loading-lists/{number}",              Own,        No,     Own,     All,     No,            No,       No,      No,  All),
        Row("PAGE /waybills/{number}",                   Own,        Own,    Own,     All,     No,            Own,      All,     Own, All),
        Row("PAGE /entry",                               Own,        Own,    No,      No,      No,            No),
        Row("PAGE /quarantine",                          Own,        Own,    No,      All,     No,            No),
        Row("PAGE /reports",                             No,         No,     Own,     All,     No,            No,       All,     No,  All),
        Row("PAGE /audit/log",                           No,         No,     No,      All,     No,            No),
        Row("PAGE /audit/waybills/{number}",             No,         No,     No,      All,     No,            No),
        Row("PAGE /reference",                           No,         No,     No,      All,     All,           No),
        Row("PAGE /keys",                                No,         No,     No,      All,     All,           No),
        // Open to all.
        Open("PAGE /sign-in"),
        Open("PAGE /track"),
        Open("GET /sign-in/issuer"),
        Open("POST /sign-out"),
        Open("GET /language/{language}"),
        Open("GET /assets/{hash}/{name}"),
        Open("GET /_framework/opaque-redirect"),
    ];

    /// <summary>The types of events that a role may record; a role that is not listed may record every type that a sender may.</summary>
    public static IReadOnlyDictionary<Role, IReadOnlySet<string>> EventTypes { get; } = new Dictionary<Role, IReadOnlySet<string>>
    {
        [Dispatcher] =
            Domain.Events.EventTypes.All.Where(type => type.IsOfWaybill).Select(type => type.Wire).Except(OfSupervisors).ToHashSet(),
        [Supervisor] = OfSupervisors.Concat(SignedOff).Append("complaintJudged").Append("corrected").ToHashSet(),
        [ServiceDesk] = OfDesks,
        [BranchService] = OfDesks,
        // 「对于签批意见不一致的,在三个工作日内报营运中心客服部仲裁」; 「不断总结、分析全集团客户服务工作中存在的问题,并提出改进方案」.
        [GroupService] = new HashSet<string>
        {
            "claimArbitrated", "complaintActionSet", "complaintActionVerified", "correctiveActionSet", "correctiveActionVerified",
            "corrected",
        },
        [BranchSystem] = new HashSet<string>
        {
            "received", "orderAmended", "waybillIssued", "dispatchRequested", "vehicleArrived", "pickedUp", "arrived", "stockedIn",
            "heldForInstruction", "sorted", "consigneeNotified", "loadingPlanned", "loadingConfirmed", "loadingListed", "loaded",
            "outForDelivery", "deliveryFailed", "refused",
            "signed", "returnedToShipper", "exceptionRaised", "exceptionReportedBack", "receiptCollected", "receiptSentBack",
            "receiptReturned", "corrected",
        },
        [AccountManager] = new HashSet<string>
        {
            "orderAmended", "promiseSet", "consigneeNotified", "heldForInstruction", "releasedForDispatch", "loadingConfirmed",
            "exceptionRaised", "exceptionReportedBack", "exceptionResolved", "receiptHandedOver", "receiptRejected", "customerNotified",
            "consigneeCalledBack", "correctiveActionSet", "correctiveActionVerified", "corrected", "claimFiled", "deductionReported",
            "goodwillProposed", "complaintReceived", "complaintAnswered", "complainantCalledBack", "complaintActionSet",
            "complaintActionVerified", "inquiryReceived", "inquiryAnswered",
            "roundOpened", "siteCalled", "siteFaultResolved", "roundReported", "noteWritten", "noteAccepted", "noteRefused", "noteDone",
        },
    };

    private static readonly FrozenDictionary<string, RoutePolicy> ByRoute =
        Rules.Concat(Pages).Concat(OfSandbox).ToFrozenDictionary(policy => policy.Route);

    /// <summary>The row of an endpoint by its pattern and its method; null if it has none.</summary>
    public static RoutePolicy? Of(RoutePattern pattern, IEnumerable<object> metadata) =>
        metadata.OfType<ComponentTypeMetadata>().Any() ? OfPage(pattern.RawText!)
        : metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods: [var method] }
            ? ByRoute.GetValueOrDefault($"{method} {pattern.RawText}") : null;

    /// <summary>The row of a page by its route; null if it has none.</summary>
    public static RoutePolicy? OfPage(string route) => ByRoute.GetValueOrDefault($"PAGE {route}");

    /// <summary>The row of a route of the API, by its method and pattern; null if it has none.</summary>
    public static RoutePolicy? OfRoute(string route) => ByRoute.GetValueOrDefault(route);

    private static RoutePolicy Row(string route, params ReadOnlySpan<RoutePermission> rights)
    {
        var row = new Dictionary<Role, RoutePermission>();
        for (var i = 0; i < Columns.Length; i++) row.Add(Columns[i], i < rights.Length ? rights[i] : No);
        row.Add(BranchService, row[ServiceDesk]);
        return new(route, row);
    }

    private static RoutePolicy Open(string route) => new(route, new Dictionary<Role, RoutePermission>(), IsOpen: true);
}
