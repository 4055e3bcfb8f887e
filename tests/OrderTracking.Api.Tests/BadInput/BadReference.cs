using static OrderTracking.Api.Tests.BadInput.Bad;

namespace OrderTracking.Api.Tests.BadInput;

/// <summary>Bad reference events, and bad queries of them.</summary>
internal static class BadReference
{
    private const string Route = "/v1/reference/events";

    private const string Lane =
        """{"id":"@id","type":"laneStandardSet","occurredAt":"2026-01-05T09:00:00+08:00","station":"HQ","by":"chen.jing","data":"""
        + """{"origin":"SHA","destination":"CTU","hours":48}}""";

    public static IEnumerable<Bad> All => [.. Envelopes(), .. Data(), .. Bodies(), .. Questions()];

    private static IEnumerable<Bad> Envelopes()
    {
        yield return Of("a lane standard that names a waybill", Replace(Lane, "\"type\"", "\"waybill\":\"ZB-1\",\"type\""), "unknown-field",
            "waybill");
        yield return Of("a waybill's event as reference data", Replace(Lane, "laneStandardSet", "received"), "unknown-type", "type");
        yield return Of("a termsSet as reference data", Replace(Lane, "laneStandardSet", "termsSet"), "unknown-type", "type");
        yield return Bad.Event("reference data on a waybill's route", Lane, "unknown-type", "type");
        yield return Of("reference data without an id", Replace(Lane, "\"id\":\"@id\",", ""), "missing-field", "id");
        yield return Of("reference data whose id is half a surrogate pair", Replace(Lane, "@id", "\\ud800"), "invalid-id", "id");
        yield return Of("reference data with the nil id", Replace(Lane, "@id", "00000000-0000-0000-0000-000000000000"), "invalid-value",
            "id", 422);
        yield return Of("reference data at a bare time", Replace(Lane, "+08:00", ""), "invalid-time", "occurredAt");
        yield return Of("reference data of the future", Replace(Lane, "2026-01-05", "2126-01-05"), "time-ahead", "occurredAt", 422);
        yield return Of("reference data of a time before freight", Replace(Lane, "2026-01-05", "1926-01-05"), "time-too-early",
            "occurredAt", 422);
    }

    private static IEnumerable<Bad> Data()
    {
        foreach (var (name, data, code, field, status) in new[]
                 {
                     ("hours of a text", """{"origin":"SHA","destination":"CTU","hours":"48"}""", "invalid-type", "data.hours", 400),
                     ("hours too large for a number", """{"origin":"SHA","destination":"CTU","hours":99999999999}""", "invalid-value",
                         "data.hours", 400),
                     ("no hours", """{"origin":"SHA","destination":"CTU"}""", "missing-field", "data.hours", 400),
                     ("0 hours", """{"origin":"SHA","destination":"CTU","hours":0}""", "invalid-value", "data.hours", 422),
                     ("10,001 hours", """{"origin":"SHA","destination":"CTU","hours":10001}""", "invalid-value", "data.hours", 422),
                     ("a colon in a code", """{"origin":"S:A","destination":"CTU","hours":48}""", "invalid-value", "data.origin", 422),
                     ("an empty code", """{"origin":"SHA","destination":"","hours":48}""", "invalid-value", "data.destination", 422),
                     ("a cut-off that is none", """{"origin":"SHA","destination":"CTU","hours":48,"cutOff":"25:00"}""", "invalid-time",
                         "data.cutOff", 400),
                     ("a cut-off as a number", """{"origin":"SHA","destination":"CTU","hours":48,"cutOff":17}""", "invalid-type",
                         "data.cutOff", 400),
                     ("an unknown calendar", """{"origin":"SHA","destination":"CTU","hours":48,"calendar":"none"}""", "unknown-calendar",
                         "data.calendar", 422),
                     ("a misspelt member", """{"origin":"SHA","destination":"CTU","hours":48,"cutoff":"17:00:00"}""", "unknown-field",
                         "data.cutoff", 400),
                     ("a bare time", """{"origin":"SHA","destination":"CTU","hours":48,"effectiveFrom":"2026-01-01T00:00:00"}""",
                         "invalid-time", "data.effectiveFrom", 400),
                     ("a time out of all bounds",
                         """{"origin":"SHA","destination":"CTU","hours":48,"effectiveFrom":"9999-12-31T23:59:59Z"}""", "invalid-value",
                         "data.effectiveFrom", 422),
                 })
            yield return Of($"a lane standard with {name}", Replace(Lane, """{"origin":"SHA","destination":"CTU","hours":48}""", data),
                code, field, status);

        foreach (var (type, name, data, code, field, status) in new[]
                 {
                     ("accountSet", "a tier of no list", """{"account":"ACME","tier":"gold"}""", "invalid-value", "data.tier", 400),
                     ("accountSet", "a limit below 1", """{"account":"ACME","limits":{"transitHours":0}}""", "invalid-value",
                         "data.limits.transitHours", 422),
                     ("accountSet", "an unknown limit", """{"account":"ACME","limits":{"roadHours":1}}""", "unknown-field",
                         "data.limits.roadHours", 400),
                     ("accountSet", "limits that are a number", """{"account":"ACME","limits":4}""", "invalid-type", "data.limits", 400),
                     ("accountSet", "a report of no list", """{"account":"ACME","reports":["yearly"]}""", "invalid-type", "data.reports",
                         400),
                     ("accountSet", "a report twice", """{"account":"ACME","reports":["weeklyAccount","weeklyAccount"]}""", "invalid-value",
                         "data.reports", 422),
                     ("accountSet", "half a receipt day", """{"account":"ACME","receiptDays":1.5}""", "invalid-value", "data.receiptDays",
                         400),
                     ("accountManagerAssigned", "no time", """{"account":"ACME","manager":"wang"}""", "missing-field", "data.from", 400),
                     ("accountManagerAssigned", "nobody", """{"account":"ACME","manager":" ","from":"2026-01-01T00:00:00Z"}""",
                         "invalid-value", "data.manager", 422),
                     ("calendarSet", "a day that is none", """{"calendar":"cn","holidays":["2026-02-30"]}""", "invalid-type",
                         "data.holidays", 400),
                     ("calendarSet", "a week without work",
                         """{"calendar":"cn","weekend":["monday","tuesday","wednesday","thursday","friday","saturday","sunday"]}""",
                         "invalid-value", "data.weekend", 422),
                     ("calendarSet", "a weekday of no list", """{"calendar":"cn","weekend":["Sonntag"]}""", "invalid-type", "data.weekend",
                         400),
                     ("calendarSet", "a null among the days", """{"calendar":"cn","holidays":[null]}""", "invalid-type", "data.holidays",
                         400),
                     ("calendarSet", "a day both ways", """{"calendar":"cn","holidays":["2026-10-01"],"workdays":["2026-10-01"]}""",
                         "invalid-value", "data.workdays[0]", 422),
                     ("stationSet", "no code", "{}", "missing-field", "data.code", 400),
                     ("stationSet", "a name of 201 characters", $$"""{"code":"SHA","name":"{{new string('站', 201)}}"}""", "invalid-value",
                         "data.name", 422),
                     ("penaltyScheduleSet", "a rule of no list", """{"rule":"speeding","fine":10,"effectiveFrom":"2027-01-01"}""",
                         "invalid-value", "data.rule", 400),
                     ("penaltyScheduleSet", "a negative fine", """{"rule":"receipt","fine":-1,"effectiveFrom":"2027-01-01"}""",
                         "invalid-value", "data.fine", 422),
                     ("penaltyScheduleSet", "a time for a day", """{"rule":"receipt","fine":1,"effectiveFrom":"2027-01-01T00:00:00Z"}""",
                         "invalid-time", "data.effectiveFrom", 400),
                     ("penaltyScheduleSet", "a day of the year 1", """{"rule":"receipt","fine":1,"effectiveFrom":"0001-01-01"}""",
                         "invalid-value", "data.effectiveFrom", 422),
                     ("reportHandedOut", "everything",
                         """{"account":"ACME","report":"weeklyAccount","from":"2026-01-01","to":"2026"""
                         + """-01-08","format":"csv","sha256":"00"}""",
                         "not-for-senders", "type", 422),
                     ("reportMissed", "everything",
                         """{"account":"ACME","report":"weeklyAccount","from":"2026-01-01","to":"2026"""
                         + """-01-08","dueAt":"2026-01-09T00:00:00Z"}""",
                         "not-for-senders", "type", 422),
                 })
            yield return Of(
                $"a {type} with {name}",
                Replace(Replace(Lane, "laneStandardSet", type), """{"origin":"SHA","destination":"CTU","hours":48}""", data), code, field,
                status);
    }

    private static IEnumerable<Bad> Bodies()
    {
        yield return Post("reference data as NDJSON", Route, Lane, 415, "unsupported-media-type", "Content-Type")
            with { ContentType = "application/x-ndjson" };
        yield return Post("no reference data", Route, "", 400, "invalid-json", null);
        yield return Post("an empty array of reference data", Route, "[]", 400, "missing-field", null);
        yield return Post("reference data cut short", Route, Lane[..^3], 400, "invalid-json", null);
        yield return Post("1,001 reference events", Route, $"[{string.Join(',', Enumerable.Repeat(Lane, 1_001))}]", 413, "too-many-events",
            null);
        yield return Post("2 MB of reference data", Route, "", 413, "body-too-large", null) with { Claims = 2 * 1024 * 1024 };
        yield return Post("a number among reference data", Route, $"[{Lane},7]", 400, "invalid-type", "[1]");
        yield return Post("a wrong second event", Route, $"[{Lane},{Replace(Lane, ":48", ":0")}]", 422, "invalid-value", "[1].data.hours");
        yield return new("reference data that are not UTF-8", Route, [.. "{\"id\":\""u8, 0xFF, .. "\"}"u8], 400, "invalid-utf8", null);
    }

    private static IEnumerable<Bad> Questions()
    {
        foreach (var route in (string[])["accounts", "lanes", "stations", "calendars", "penalty-schedules"])
        {
            yield return Query($"{route} at a bare time", $"/v1/{route}?at=2026-01-05T09:00:00", "at");
            yield return Query($"{route} with a limit of 0", $"/v1/{route}?limit=0", "limit");
            yield return Query($"{route} after nonsense", $"/v1/{route}?after=%25", "after");
            yield return Query($"{route} with another parameter", $"/v1/{route}?time=now", "time", "unknown-parameter");
        }
        yield return Query("an account at a day", "/v1/accounts/ACME?at=2026-01-05", "at");
        yield return Bad.Get("an account of which nothing is known", "/v1/accounts/NOBODY", 404, "unknown-account", "account");
        yield return Bad.Get("a stream of which nothing is known", "/v1/reference/lane:X-Y/events", 404, "unknown-stream", "stream");
        yield return Bad.Get("a waybill as a reference stream", $"/v1/reference/{Known}/events", 404, "unknown-stream", "stream");
        yield return Query("reference events after a word", "/v1/reference/events?after=x", "after");
    }

    private static Bad Of(string name, string body, string code, string? field, int status = 400) =>
        Post(name, Route, body, status, code, field);
}
