using OrderTracking.Application.Access;
using static OrderTracking.Api.Access.RoutePermission;
using static OrderTracking.Application.Access.Role;

namespace OrderTracking.Api.Access;

internal static partial class Policy
{
    /// <summary>
    /// Webhooks are each caller's own: of whoever reads events, by the routes that show them. An auditor sees those of all; an
    /// administrator, who is sent none, sees, pauses and removes them.
    /// </summary>
    private static RoutePolicy[] OfWebhooks =>
    [
        OfOwner("POST /v1/webhooks"),
        OfOwner("GET /v1/webhooks", All, All),
        OfOwner("GET /v1/webhooks/{id}", All, All),
        OfOwner("PUT /v1/webhooks/{id}"),
        OfOwner("DELETE /v1/webhooks/{id}", administrator: All),
        OfOwner("POST /v1/webhooks/{id}/pause", administrator: All),
        OfOwner("POST /v1/webhooks/{id}/resume"),
        OfOwner("POST /v1/webhooks/{id}/rotate"),
        OfOwner("POST /v1/webhooks/{id}/test"),
        OfOwner("POST /v1/webhooks/{id}/replay"),
        OfOwner("GET /v1/webhooks/{id}/deliveries", All, All),
        OfOwner("POST /v1/webhooks/{id}/deliveries/retry"),
        OfOwner("POST /v1/webhooks/{id}/deliveries/{position}/retry"),
    ];

    private static RoutePolicy OfOwner(string route, RoutePermission auditor = Own, RoutePermission administrator = No) => new(
        route,
        Enum.GetValues<Role>().ToDictionary(role => role, role => role switch
        {
            Auditor => auditor,
            Administrator => administrator,
            _ => Own,
        }));
}
