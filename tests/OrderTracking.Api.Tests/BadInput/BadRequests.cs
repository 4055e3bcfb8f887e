using System.Text;

namespace OrderTracking.Api.Tests.BadInput;

/// <summary>Bad requests other than bad events: routes, headers, batches, loading lists, queries.</summary>
internal static class BadRequests
{
    private const string Events = $"/v1/waybills/{Bad.Known}/events", Truck = "/v1/loading-lists/ZZ-1/events";

    public static IEnumerable<Bad> All =>
        [.. Numbers(), .. Headers(), .. Batches(), .. Trucks(), .. Quarantine(), .. SettingAside(), .. Questions(), .. Routes()];

    private static IEnumerable<Bad> Numbers()
    {
        (string Name, string Number)[] odd =
        [
            ("too short", "AB"), ("too long", new string('A', 33)), ("with a dot", "AB.1"), ("with an underscore", "AB_1"),
            ("with a slash, escaped", "AB%2F1"),
            ("with a space", "AB%201"), ("in Chinese", "%E8%BF%90%E5%8D%95%E4%B8%80"), ("with wide digits", "AB%EF%BC%91%EF%BC%92"),
            ("with invalid UTF-8", "AB%FF1"),
            ("with a quote", "AB'1"), ("with a percent sign", "AB%25"), ("with a line end", "AB%0A1"), ("with a Turkish i", "AB%C4%B1"),
        ];
        foreach (var (name, number) in odd)
        {
            yield return Bad.Post($"a number {name}", $"/v1/waybills/{number}/events", Bad.Received, 400, "invalid-waybill", "number");
            yield return Bad.Get($"asking for a number {name}", $"/v1/waybills/{number}", 400, "invalid-waybill", "number");
        }
    }

    private static IEnumerable<Bad> Headers()
    {
        foreach (var (name, type) in new (string, string?)[]
                 {
                     ("no content type", null), ("plain text", "text/plain"), ("a form", "application/x-www-form-urlencoded"),
                     ("NDJSON on a single route", "application/x-ndjson"),
                     ("another charset", "application/json; charset=gb18030"), ("a content type that is none", "json"),
                     ("an XML", "application/xml"),
                 })
        {
            yield return Bad.Post(name, Events, Bad.Loaded, 415, "unsupported-media-type", "Content-Type") with { ContentType = type };
            if (!name.StartsWith("NDJSON", StringComparison.Ordinal))
                yield return Bad.Post($"a batch with {name}", "/v1/events", Bad.Loaded, 415, "unsupported-media-type", "Content-Type")
                    with { ContentType = type };
        }
        foreach (var (name, tag, status, code) in new[]
                 {
                     ("an If-Match of another version", "\"7-7\"", 412, "version-mismatch"),
                     ("an If-Match of nothing yet", "\"0-0\"", 412, "version-mismatch"),
                     ("an If-Match of words", "\"abc\"", 412, "version-mismatch"),
                     ("a weak If-Match", "W/\"1-1\"", 412, "version-mismatch"),
                     ("an If-Match without quotes", "1-1", 400, "invalid-if-match"),
                     ("an If-Match of anything", "*", 400, "invalid-if-match"),
                     ("an empty If-Match", "\"\"", 400, "invalid-if-match"),
                     ("two tags in If-Match", "\"1-1\", \"2-2\"", 400, "invalid-if-match"),
                 })
            yield return Bad.Post(name, Events, Bad.Loaded, status, code, "If-Match") with { IfMatch = tag };
    }

    private static IEnumerable<Bad> Batches()
    {
        const string Ndjson = "application/x-ndjson";
        yield return Bad.Post("a batch of 100,001 lines", "/v1/events", new StringBuilder().Insert(0, "{}\n", 100_001).ToString(), 413,
            "too-many-lines", null) with { ContentType = Ndjson };
        yield return Bad.Post("an array of 100,001 events", "/v1/events", "[" + new StringBuilder().Insert(0, "{},", 100_000) + "{}]", 413,
            "too-many-lines", null);
        yield return Bad.Post("a batch of 10,001 lines, all or none", "/v1/events?onError=rollback",
            new StringBuilder().Insert(0, "{}\n", 10_001).ToString(), 413, "too-many-lines", null) with { ContentType = Ndjson };
        yield return Bad.Post("a batch of 65 MB", "/v1/events", "", 413, "body-too-large", null)
            with { ContentType = Ndjson, Claims = 65 * 1024 * 1024 };
        yield return Bad.Post("a batch with a line of 2 MB", "/v1/events", $"{{\"x\":\"{new string('x', 2 * 1024 * 1024)}\"}}",
            413, "line-too-large", "line 1") with { ContentType = Ndjson };
        yield return Bad.Post("an empty batch", "/v1/events", "", 400, "missing-field", null) with { ContentType = Ndjson };
        yield return Bad.Post("a batch of empty lines", "/v1/events", "\n\r\n \n", 400, "missing-field", null)
            with { ContentType = Ndjson };
        yield return Bad.Post("an empty array as a batch", "/v1/events", "[]", 400, "missing-field", null);
        yield return Bad.Post("nothing as a JSON batch", "/v1/events", "", 400, "invalid-json", null);
        yield return Bad.Post("an object as a JSON batch", "/v1/events", Bad.Loaded, 400, "invalid-json", null);
        yield return Bad.Post("a JSON batch that does not end", "/v1/events", $"[{Bad.Loaded}", 400, "invalid-json", null);
        yield return Bad.Post("a JSON batch and more", "/v1/events", $"[{Bad.Loaded}] x", 400, "invalid-json", null);
        yield return Bad.Post("a deep JSON batch", "/v1/events", new string('[', 500) + new string(']', 500), 400, "invalid-json", null);
        yield return Bad.Post("onError=ignore", "/v1/events?onError=ignore", Bad.Loaded, 400, "invalid-parameter", "onError")
            with { ContentType = Ndjson };
        yield return Bad.Post("onError twice", "/v1/events?onError=proceed&onError=rollback", Bad.Loaded, 400, "invalid-parameter",
            "onError") with { ContentType = Ndjson };
        yield return Bad.Post("an unknown parameter of a batch", "/v1/events?onerror=rollback", Bad.Loaded, 400, "unknown-parameter",
            "onerror") with { ContentType = Ndjson };
    }

    private static IEnumerable<Bad> Trucks()
    {
        yield return Bad.Post("a truck that signs", Truck, Bad.Replace(Bad.Truck, "\"loaded\"", "\"signed\""), 400, "unknown-type", "type");
        yield return Bad.Post("a truck without an id", Truck, Bad.Replace(Bad.Truck, "\"id\":\"@id\",", ""), 400, "missing-field", "id");
        yield return Bad.Post("a truck whose id is none", Truck, Bad.Replace(Bad.Truck, "@id", "7"), 400, "invalid-id", "id");
        yield return Bad.Post("a truck whose id is half a surrogate pair", Truck, Bad.Replace(Bad.Truck, "@id", "\\ud800"), 400,
            "invalid-id", "id");
        yield return Bad.Post("a truck at a time without an offset", Truck, Bad.Replace(Bad.Truck, "+08:00", ""), 400, "invalid-time",
            "occurredAt");
        yield return Bad.Post("a truck without data", Truck, Bad.Truck[..Bad.Truck.IndexOf(",\"data\"", StringComparison.Ordinal)] + "}",
            400, "missing-field", "data");
        yield return Bad.Post("a truck without waybills", Truck, Bad.Replace(Bad.Truck, """[{"waybill":"KNOWN-1","pieces":3}]""", "[]"),
            400, "invalid-value", "data.waybills");
        yield return Bad.Post("a truck whose waybills are missing", Truck,
            Bad.Replace(Bad.Truck, """{"waybills":[{"waybill":"KNOWN-1","pieces":3}]}""", "{}"), 400, "missing-field", "data.waybills");
        yield return Bad.Post("a truck with a waybill that is null", Truck,
            Bad.Replace(Bad.Truck, """{"waybill":"KNOWN-1","pieces":3}""", "null"), 400, "missing-field", "data.waybills[0]");
        yield return Bad.Post("a truck with an odd waybill", Truck, Bad.Replace(Bad.Truck, "\"KNOWN-1\"", "\"?\""), 400, "invalid-waybill",
            "data.waybills[0].waybill");
        yield return Bad.Post("a truck with a waybill twice", Truck,
            Bad.Replace(Bad.Truck, "[{", "[{\"waybill\":\"known-1 \",\"pieces\":1},{"), 400, "duplicate-field", "data.waybills[1].waybill");
        yield return Bad.Post("a truck with pieces in words", Truck, Bad.Replace(Bad.Truck, ":3}", ":\"3\"}"), 400, "invalid-type",
            "data.waybills[0].pieces");
        yield return Bad.Post("a truck with half a piece", Truck, Bad.Replace(Bad.Truck, ":3}", ":0.5}"), 400, "invalid-value",
            "data.waybills[0].pieces");
        yield return Bad.Post("a truck with an unknown member", Truck, Bad.Replace(Bad.Truck, "\"by\":", "\"driver\":\"x\",\"by\":"), 400,
            "unknown-field", "driver");
        yield return Bad.Post("a truck with a NUL", Truck, Bad.Replace(Bad.Truck, "li.wei", "\\u0000"), 400, "invalid-text", "by");
        yield return Bad.Post("a truck with half a surrogate pair", Truck, Bad.Replace(Bad.Truck, "li.wei", "\\ud800"), 400, "invalid-text",
            "by");
        yield return Bad.Post("a truck that is null", Truck, "null", 400, "invalid-type", null);
        yield return Bad.Post("a truck that is an array", Truck, $"[{Bad.Truck}]", 400, "invalid-type", null);
        yield return Bad.Post("a truck that does not end", Truck, Bad.Truck[..^1], 400, "invalid-json", null);
        yield return Bad.Post("an empty truck", Truck, "", 400, "invalid-json", null);
        yield return Bad.Post("a truck in plain text", Truck, Bad.Truck, 415, "unsupported-media-type", "Content-Type")
            with { ContentType = "text/plain" };
        yield return Bad.Post("a truck of 2 MB", Truck, Bad.Replace(Bad.Truck, "li.wei", new string('x', 2 * 1024 * 1024)), 413,
            "body-too-large", null);
        yield return Bad.Post("a loading list with a long number", $"/v1/loading-lists/{new string('9', 65)}/events", Bad.Truck,
            400, "invalid-loading-list", "number");
    }

    private static IEnumerable<Bad> Quarantine()
    {
        yield return Bad.Post("retrying an unknown line", "/v1/quarantine/999999/retry", null, 404, "unknown-line", "id");
        yield return Bad.Post("retrying a line that is no number", "/v1/quarantine/x/retry", null, 404, "unknown-line", "id");
        yield return Bad.Post("retrying a line beyond numbers", "/v1/quarantine/99999999999999999999/retry", null, 404, "unknown-line",
            "id");
        yield return Bad.Post("discarding an unknown line", "/v1/quarantine/999999/discard", """{"reason":"why not"}""", 404,
            "unknown-line", "id");
        yield return Bad.Post("discarding without a reason", "/v1/quarantine/999999/discard", """{"reason":" "}""", 422, "invalid-value",
            "reason");
        yield return Bad.Get("an unknown line", "/v1/quarantine/999999", 404, "unknown-line", "id");
        yield return Bad.Get("a line beyond numbers", "/v1/quarantine/99999999999999999999", 404, "unknown-line", "id");
        yield return Bad.Query("a line with a parameter", "/v1/quarantine/1?limit=1", "limit", "unknown-parameter");
        yield return Bad.Query("quarantine in an unknown status", "/v1/quarantine?status=lost", "status");
        yield return Bad.Query("quarantine after a word", "/v1/quarantine?after=x", "after");
    }

    private static IEnumerable<Bad> SettingAside()
    {
        const string First = "/v1/log/1/set-aside", Why = """{"reason":"why not"}""";
        yield return Bad.Post("setting aside what can be read", First, Why, 409, "readable-event", "position");
        yield return Bad.Post("setting aside what is not there", "/v1/log/999999999/set-aside", Why, 404, "unknown-position", "position");
        yield return Bad.Post("setting aside at a word", "/v1/log/x/set-aside", Why, 404, "unknown-position", "position");
        yield return Bad.Post("setting aside without a reason", First, "{}", 400, "missing-field", "reason");
        yield return Bad.Post("setting aside for an empty reason", First, """{"reason":" "}""", 422, "invalid-value", "reason");
        yield return Bad.Post("setting aside for a reason of 501 characters", First, $$"""{"reason":"{{new string('x', 501)}}"}""", 422,
            "invalid-value", "reason");
        yield return Bad.Post("setting aside for a number", First, """{"reason":1}""", 400, "invalid-type", "reason");
        yield return Bad.Post("setting aside with more than a reason", First, """{"reason":"x","by":"me"}""", 400, "unknown-field", "by");
        yield return Bad.Post("setting aside without a body", First, "", 400, "invalid-json", null);
        yield return Bad.Post("setting aside in plain text", First, Why, 415, "unsupported-media-type", "Content-Type")
            with { ContentType = "text/plain" };
        yield return Bad.Post("setting aside with a parameter", $"{First}?force=true", Why, 400, "unknown-parameter", "force");
        yield return Bad.Query("what was set aside after a word", "/v1/log/set-aside?after=x", "after");
        yield return Bad.Query("too much of what was set aside", "/v1/log/set-aside?limit=1001", "limit");
    }

    private static IEnumerable<Bad> Questions()
    {
        foreach (var path in (string[])["/v1/waybills", "/v1/exceptions", "/v1/exceptions/report", "/v1/on-time", "/v1/on-time/waybills",
            "/v1/receipts", "/v1/receipts/report"])
        {
            yield return Bad.Query($"{path} with an unknown parameter", $"{path}?colour=red", "colour", "unknown-parameter");
            yield return Bad.Query($"{path} from a bad day", $"{path}?from=2026-02-30", "from");
            yield return Bad.Query($"{path} to before from", $"{path}?from=2026-02-02&to=2026-02-01", "to");
            yield return Bad.Query($"{path} waiting for a word", $"{path}?waitFor=x", "waitFor");
            if (path.EndsWith("report", StringComparison.Ordinal) || path == "/v1/on-time")
            {
                yield return Bad.Query($"{path} grouped by nonsense", $"{path}?groupBy=colour", "groupBy");
                continue;
            }
            foreach (var limit in (string[])["0", "-1", "x", "1001", "99999999999999999999", "1.5"])
                yield return Bad.Query($"{path} with limit {limit}", $"{path}?limit={limit}", "limit");
            yield return Bad.Query($"{path} after nonsense", $"{path}?after=!!!", "after");
            // A cursor is not trusted: what a client may have encoded itself must not reach the database unchecked.
            yield return Bad.Query($"{path} after a NUL",
                $"{path}?after={Cursor(path == "/v1/waybills" ? "1\n\0" : path == "/v1/exceptions" ? "1\n\0\n\0" : "\0")}", "after");
        }
        yield return Bad.Query("to on the day of from", "/v1/on-time?from=2026-02-02&to=2026-02-02", "to");
        yield return Bad.Query("from a day with a time", "/v1/on-time?from=2026-02-02T00:00:00Z", "from");
        yield return Bad.Query("a day of the year 0001", "/v1/on-time?from=0001-01-01", "from");
        yield return Bad.Query("an unknown clock", "/v1/on-time?clock=sundial", "clock");
        yield return Bad.Query("a clock by number", "/v1/on-time?clock=0", "clock");
        yield return Bad.Query("a clock with another case", "/v1/on-time?clock=Signed", "clock");
        yield return Bad.Query("an unknown basis", "/v1/on-time?basis=net", "basis");
        yield return Bad.Query("an unknown verdict", "/v1/on-time/waybills?verdict=maybe", "verdict");
        yield return Bad.Query("an unknown waybill status", "/v1/waybills?status=flying", "status");
        yield return Bad.Query("an empty status", "/v1/waybills?status=", "status");
        yield return Bad.Query("an account twice", "/v1/waybills?account=A&account=B", "account");
        yield return Bad.Query("a q with a NUL", "/v1/waybills?q=%00", "q");
        yield return Bad.Query("a q of 201 characters", $"/v1/waybills?q={new string('q', 201)}", "q");
        yield return Bad.Query("a cursor of another list", $"/v1/waybills?after={Cursor("ZB-1")}", "after");
        yield return Bad.Query("an unknown exception kind", "/v1/exceptions?kind=alien", "kind");
        yield return Bad.Query("an unknown exception status", "/v1/exceptions?status=4", "status");
        yield return Bad.Query("an unknown receipt status", "/v1/receipts?status=eaten", "status");
        yield return Bad.Query("asOf without an offset", $"/v1/waybills/{Bad.Known}?asOf=2026-01-05T09:00:00", "asOf");
        yield return Bad.Query("asOf a day", $"/v1/waybills/{Bad.Known}/timeline?asOf=2026-01-05", "asOf");
        yield return Bad.Query("asOf a time and more", $"/v1/waybills/{Bad.Known}?asOf=2026-01-05T09:00:00Z%22x", "asOf");
        yield return Bad.Query("asOf with a quote", $"/v1/waybills/{Bad.Known}?asOf=%22", "asOf");
        yield return Bad.Query("knownAt words", $"/v1/waybills/{Bad.Known}/events?knownAt=yesterday", "knownAt");
        yield return Bad.Query("knownAtPosition below nothing", $"/v1/waybills/{Bad.Known}?knownAtPosition=-1", "knownAtPosition");
        yield return Bad.Query("an unknown parameter of a timeline", $"/v1/waybills/{Bad.Known}/timeline?limit=1", "limit",
            "unknown-parameter");
        yield return Bad.Query("the log after a word", "/v1/audit/events?after=x", "after");
        yield return Bad.Query("the log with a limit below nothing", "/v1/audit/events?limit=-1", "limit");
        yield return Bad.Query("an unknown parameter of the log", "/v1/audit/events?from=1", "from", "unknown-parameter");
    }

    private static IEnumerable<Bad> Routes()
    {
        yield return Bad.Get("an unknown waybill", "/v1/waybills/NOBODY-1", 404, "unknown-waybill", "number");
        yield return Bad.Get("the timeline of an unknown waybill", "/v1/waybills/NOBODY-1/timeline", 404, "unknown-waybill", "number");
        yield return Bad.Get("the events of an unknown waybill", "/v1/waybills/NOBODY-1/events", 404, "unknown-waybill", "number");
        yield return Bad.Get("a waybill as of before anything happened", $"/v1/waybills/{Bad.Known}?asOf=1999-01-01T00:00:00Z",
            404, "unknown-waybill", "number");
        yield return Bad.Get("an unknown route", "/v1/nothing", 404, "unknown-route", null);
        yield return Bad.Get("an unknown page", "/nothing", 404, "unknown-route", null);
        yield return Bad.Post("posting to an unknown route", "/v1/nothing", "{}", 404, "unknown-route", null);
        yield return Bad.Post("rebuilding an unknown view", "/v1/views/nothing/rebuild", null, 404, "unknown-view", "view");
        yield return Bad.Get("getting what is only posted to", "/v1/events", 405, "method-not-allowed", null);
        yield return Bad.Post("posting to what is only got", "/v1/on-time", "{}", 405, "method-not-allowed", null);
        yield return Bad.Post("putting events", Events, Bad.Loaded, 405, "method-not-allowed", null) with { Method = HttpMethod.Put };
        yield return Bad.Post("deleting events", Events, null, 405, "method-not-allowed", null) with { Method = HttpMethod.Delete };
    }

    private static string Cursor(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
