using static OrderTracking.Api.Access.RoutePermission;

namespace OrderTracking.Api.Access;

/// <summary>
/// EPCIS: whoever reads events reads them as EPCIS too, and whoever records batches captures. What versions are spoken anybody may ask.
/// </summary>
internal static partial class Policy
{
    // Not fields: those of two files have no order among each other.
    private static string[] EpcisLists => ["eventTypes", "epcs", "bizSteps", "bizLocations", "readPoints", "dispositions"];

    private static IEnumerable<RoutePolicy> Epcis =>
    [
        //                                               dispatcher  branch  manager  auditor  administrator  customer  superv.  desk group
        Row("GET /epcis",                                All,        All,    All,     All,     No,            All,      All,     All, All),
        Row("GET /epcis/events",                         Own,        Own,    Own,     All,     No,            Own,      All,     Own, All),
        Row("GET /epcis/events/{id}",                    Own,        Own,    Own,     All,     No,            Own,      All,     Own, All),
        Row("POST /epcis/events",                        Own,        Own,    No,      No,      No,            No),
        Row("POST /epcis/capture",                       Own,        Own,    No,      No,      No,            No),
        // Each caller's own.
        Row("GET /epcis/capture",                        Own,        Own,    No,      Own,     No,            No),
        Row("GET /epcis/capture/{id}",                   Own,        Own,    No,      Own,     No,            No),
        Row("POST /epcis/queries",                       Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("GET /epcis/queries",                        Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("GET /epcis/queries/{id}",                   Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("DELETE /epcis/queries/{id}",                Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("GET /epcis/queries/{id}/events",            Own,        Own,    Own,     All,     No,            Own,      All,     Own, All),
        Row("POST /epcis/queries/{id}/subscriptions",    Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("GET /epcis/queries/{id}/subscriptions",     Own,        Own,    Own,     Own,     No,            Own,      Own,     Own, Own),
        Row("GET /epcis/queries/{id}/subscriptions/{subscription}", Own, Own, Own,    Own,     No,            Own,      Own,     Own, Own),
        Row("DELETE /epcis/queries/{id}/subscriptions/{subscription}", Own, Own, Own, Own,     No,            Own,      Own,     Own, Own),
        Row("GET /epcis/epcs",                           Own,        Own,    Own,     All,     No,            Own,      No,      No,  All),
        // As GET /v1/stations.
        Row("GET /epcis/bizLocations",                   All,        All,    All,     All,     All,           No,       No,      All, All),
        Row("GET /epcis/readPoints",                     All,        All,    All,     All,     All,           No,       No,      All, All),
        // Words of the standard.
        .. ((string[])["eventTypes", "bizSteps", "dispositions", "eventTypes/{id}", "epcs/{id}", "bizSteps/{id}", "bizLocations/{id}",
            "readPoints/{id}", "dispositions/{id}"]).Select(path =>
        Row($"GET /epcis/{path}",                        All,        All,    All,     All,     No,            All,      All,     All, All)),
        .. EpcisLists.Select(list =>
        Row($"GET /epcis/{list}/{{id}}/events",          Own,        Own,    Own,     All,     No,            Own,      All,     Own, All)),
        .. ((string[])["", "/events", "/events/{id}", "/capture", "/capture/{id}", "/queries", "/queries/{id}", "/queries/{id}/events",
            "/queries/{id}/subscriptions", "/queries/{id}/subscriptions/{subscription}"])
            .Concat(EpcisLists.SelectMany(list => (string[])[$"/{list}", $"/{list}/{{id}}", $"/{list}/{{id}}/events"]))
            .Select(path => Open($"OPTIONS /epcis{path}")),
    ];
}
