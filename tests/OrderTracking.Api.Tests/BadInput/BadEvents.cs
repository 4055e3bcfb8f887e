using System.Text;

namespace OrderTracking.Api.Tests.BadInput;

/// <summary>Bad bodies on a waybill's own route.</summary>
internal static class BadEvents
{
    public static IEnumerable<Bad> All => [.. Envelopes(), .. Times(), .. Data(), .. Members(), .. Json(), .. Rules(), .. Arrays()];

    private static IEnumerable<Bad> Envelopes()
    {
        foreach (var member in (string[])["id", "type", "occurredAt", "station", "by", "data"])
        {
            var (value, start) = (Value(member), $"\"{member}\":");
            var comma = Bad.Received.Contains($"{start}{value},", StringComparison.Ordinal) ? "," : "";
            var without = Bad.Replace(Bad.Received, comma.Length > 0 ? $"{start}{value}," : $",{start}{value}", "");
            yield return Bad.Event($"{member} is missing", without, "missing-field", member == "data" ? "data.account" : member);
            yield return Bad.Event($"{member} is null", Bad.Replace(Bad.Received, start + value, start + "null"), "missing-field", member);
            yield return Bad.Event($"{member} is a number", Bad.Replace(Bad.Received, start + value, start + "7"),
                member == "occurredAt" ? "invalid-time" : "invalid-type", member);
            yield return Bad.Event($"{member} is a list", Bad.Replace(Bad.Received, start + value, start + "[]"),
                member == "occurredAt" ? "invalid-time" : "invalid-type", member);
            yield return Bad.Event($"{member} is there twice", Bad.Replace(Bad.Received, start + value, $"{start}{value},{start}{value}"),
                "duplicate-field", member);
        }
        yield return Bad.Event("the id is no UUID", Changed("\"@id\"", "\"7\""), "invalid-id", "id");
        yield return Bad.Event("the id is half a surrogate pair", Changed("@id", "\\ud800"), "invalid-id", "id");
        yield return Bad.Event("the id ends in half a surrogate pair", Changed("@id", "0190a5c2-0000-7000-8000-00000000000\\udc00"),
            "invalid-id", "id");
        yield return Bad.Event("the type is half a surrogate pair", Changed("\"received\"", "\"\\ud800\""), "invalid-text", "type");
        yield return Bad.Event("the id is nil", Changed("@id", Guid.Empty.ToString()), "invalid-value", "id", 422);
        yield return Bad.Event("the type is unknown", Changed("\"received\"", "\"teleported\""), "unknown-type", "type");
        yield return Bad.Event("the type has another case", Changed("\"received\"", "\"Received\""), "unknown-type", "type");
        yield return Bad.Event("the type is the stored name", Changed("\"received\"", "\"waybill.received.v1\""), "unknown-type", "type");
        yield return Bad.Event("an unknown member beside data", Changed("\"by\":", "\"byy\":1,\"by\":"), "unknown-field", "byy");
        yield return Bad.Event("a member whose name is half a surrogate pair", Changed("\"by\":", "\"\\ud800\":1,\"by\":"), "unknown-field",
            null);
        yield return Bad.Event("a member whose name is a NUL", Changed("\"by\":", "\"\\u0000\":1,\"by\":"), "unknown-field", null);
        yield return Bad.Event("a member whose name does not end soon", Changed("\"by\":", $"\"{new string('x', 5000)}\":1,\"by\":"),
            "unknown-field", null);
        yield return Bad.Event("recordedAt is not for senders", Changed("\"by\":", "\"recordedAt\":\"2026-01-05T09:00:00+08:00\",\"by\":"),
            "unknown-field", "recordedAt");
        yield return Bad.Event("the station is empty", Changed("\"station\":\"SHA\"", "\"station\":\"\""), "invalid-value", "station", 422);
        yield return Bad.Event("the station is blank", Changed("\"station\":\"SHA\"", "\"station\":\"   \""), "invalid-value", "station",
            422);
        yield return Bad.Event("by is too long", Changed("li.wei", new string('x', 65)), "invalid-value", "by", 422);
        yield return Bad.Event("by has a NUL", Changed("li.wei", "li\\u0000wei"), "invalid-text", "by");
        yield return Bad.Event("by has half a surrogate pair", Changed("li.wei", "li\\ud800wei"), "invalid-text", "by");
        yield return Bad.Event("the correlation is too long", Changed("\"by\":", $"\"correlation\":\"{new string('x', 129)}\",\"by\":"),
            "invalid-text", "correlation");
        yield return Bad.Event("the correlation has a NUL", Changed("\"by\":", "\"correlation\":\"a\\u0000\",\"by\":"), "invalid-text",
            "correlation");
    }

    private static IEnumerable<Bad> Times()
    {
        (string Name, string Time)[] malformed =
        [
            ("without an offset", "2026-01-05T09:00:00"), ("a day alone", "2026-01-05"), ("with a space", "2026-01-05 09:00:00+08:00"),
            ("a thirteenth month", "2026-13-05T09:00:00+08:00"),
            ("a 25th hour", "2026-01-05T25:00:00+08:00"), ("an offset of a whole day", "2026-01-05T09:00:00+24:00"), ("words", "yesterday"),
            ("empty", ""),
            ("before the calendar begins", "0001-01-01T00:00:00+08:00"), ("year 0", "0000-01-01T00:00:00Z"),
            ("with half a surrogate pair", "2026-01-05T09:00:00\\ud80008:00"),
        ];
        foreach (var (name, time) in malformed)
            yield return Bad.Event($"a time {name}", Changed("2026-01-05T09:00:00+08:00", time), "invalid-time", "occurredAt");
        yield return Bad.Event("a time in the year 0001", Changed("2026-01-05T09:00:00+08:00", "0001-01-01T00:00:00Z"), "time-too-early",
            "occurredAt", 422);
        yield return Bad.Event("a time in 1989", Changed("2026-01-05T09:00:00+08:00", "1989-12-31T23:59:59Z"), "time-too-early",
            "occurredAt", 422);
        yield return Bad.Event("a time in the far future", Changed("2026-01-05T09:00:00+08:00", "9999-12-31T23:59:59Z"), "time-ahead",
            "occurredAt", 422);
        yield return Bad.Event("a time at the end of the calendar", Changed("2026-01-05T09:00:00+08:00", "9999-12-31T23:59:59-08:00"),
            "invalid-time", "occurredAt");
        // Half an hour, because the rows are made when tests are discovered, and the suite may run for minutes before this one.
        yield return Bad.Event("a time half an hour ahead",
            Changed("2026-01-05T09:00:00+08:00", $"{DateTimeOffset.UtcNow.AddMinutes(30):yyyy-MM-ddTHH:mm:ssZ}"), "time-ahead",
            "occurredAt", 422);
        yield return Bad.Event("a promise without an offset", Member("\"promisedAt\":\"2026-01-07T18:00:00\""), "invalid-time",
            "data.promisedAt");
        yield return Bad.Event("a promise in the year 0001", Member("\"promisedAt\":\"0001-01-01T00:00:00Z\""), "invalid-value",
            "data.promisedAt", 422);
        yield return Bad.Event("a promise in the year 9999", Member("\"promisedAt\":\"9999-01-01T00:00:00Z\""), "invalid-value",
            "data.promisedAt", 422);
        yield return Bad.Event("a promise that is a number", Member("\"promisedAt\":1767776400"), "invalid-type", "data.promisedAt");
    }

    private static IEnumerable<Bad> Data()
    {
        foreach (var member in (string[])["account", "origin", "destination", "pieces"])
        {
            var value = member switch { "account" => "\"ACME\"", "origin" => "\"SHA\"", "destination" => "\"CTU\"", _ => "10" };
            var old = member == "pieces" ? $",\"{member}\":{value}" : $"\"{member}\":{value},";
            yield return Bad.Event($"data.{member} is missing", Bad.Replace(Bad.Received, old, ""), "missing-field", $"data.{member}");
            yield return Bad.Event($"data.{member} is null", Changed($"\"{member}\":{value}", $"\"{member}\":null"), "missing-field",
                $"data.{member}");
            yield return Bad.Event($"data.{member} is an object", Changed($"\"{member}\":{value}", $"\"{member}\":{{}}"), "invalid-type",
                $"data.{member}");
        }
        (string Name, string Pieces, string Code, int Status)[] pieces =
        [
            ("negative", "-1", "invalid-value", 422), ("zero", "0", "invalid-value", 422), ("too many", "1000001", "invalid-value", 422),
            ("huge", "99999999999", "invalid-value", 400),
            ("beyond any number", "1e999", "invalid-value", 400), ("a fraction", "1.5", "invalid-value", 400),
            ("a text", "\"10\"", "invalid-type", 400), ("true", "true", "invalid-type", 400),
        ];
        foreach (var (name, value, code, status) in pieces)
            yield return Bad.Event($"pieces are {name}", Changed("\"pieces\":10", $"\"pieces\":{value}"), code, "data.pieces", status);
        yield return Bad.Event("a weight below nothing", Member("\"weightKg\":-0.1"), "invalid-value", "data.weightKg", 422);
        yield return Bad.Event("a weight of all the world", Member("\"weightKg\":1e27"), "invalid-value", "data.weightKg", 422);
        yield return Bad.Event("a weight beyond decimals", Member("\"weightKg\":1e99"), "invalid-value", "data.weightKg");
        yield return Bad.Event("a freight in words", Member("\"freight\":\"120\""), "invalid-type", "data.freight");
        yield return Bad.Event("a freight below nothing", Member("\"freight\":-1"), "invalid-value", "data.freight", 422);
        yield return Bad.Event("a huge insured value", Member("\"insuredValue\":1000000000000.01"), "invalid-value", "data.insuredValue",
            422);
        yield return Bad.Event("not a number", Member("\"freight\":NaN"), "invalid-json", null);
        yield return Bad.Event("receipt copies below nothing", Member("\"receiptCopies\":-1"), "invalid-value", "data.receiptCopies", 422);
        yield return Bad.Event("an enum by number", Member("\"service\":1"), "invalid-type", "data.service");
        yield return Bad.Event("an enum by number in a text", Member("\"service\":\"1\""), "invalid-value", "data.service");
        yield return Bad.Event("an unknown enum value", Member("\"service\":\"drone\""), "invalid-value", "data.service");
        yield return Bad.Event("two enum values at once", Member("\"service\":\"selfPickup, delivery\""), "invalid-value", "data.service");
        yield return Bad.Event("an enum value with another case", Member("\"service\":\"SelfPickup\""), "invalid-value", "data.service");
        yield return Bad.Event("an order number that is too long", Member($"\"orderNumber\":\"{new string('9', 65)}\""), "invalid-value",
            "data.orderNumber", 422);
        yield return Bad.Event("transfers that are a text", Member("\"transfers\":\"WUH\""), "invalid-type", "data.transfers");
        yield return Bad.Event("a transfer that is a number", Member("\"transfers\":[\"WUH\",7]"), "invalid-type", "data.transfers");
        yield return Bad.Event("a transfer that is null", Member("\"transfers\":[\"WUH\",null]"), "invalid-value", "data.transfers[1]",
            422);
        yield return Bad.Event("too many transfers", Member($"\"transfers\":[{string.Join(',', Enumerable.Repeat("\"WUH\"", 51))}]"),
            "invalid-value", "data.transfers", 422);
        yield return Bad.Event("goods with a NUL", Member("\"goods\":\"a\\u0000b\""), "invalid-text", "data.goods");
        yield return Bad.Event("goods with half a surrogate pair", Member("\"goods\":\"a\\udc00b\""), "invalid-text", "data.goods");
        yield return Bad.Event("a transfer with a NUL", Member("\"transfers\":[\"WUH\\u0000\"]"), "invalid-type", "data.transfers");
    }

    private static IEnumerable<Bad> Members()
    {
        yield return Bad.Event("an unknown member in data", Member("\"colour\":\"red\""), "unknown-field", "data.colour");
        yield return Bad.Event("a member of data with another case", Member("\"OrderNumber\":\"7\""), "unknown-field", "data.OrderNumber");
        yield return Bad.Event("occurredAt inside data", Member("\"occurredAt\":\"2026-01-05T09:00:00+08:00\""), "unknown-field",
            "data.occurredAt");
        yield return Bad.Event("a member of data twice", Member("\"pieces\":10"), "duplicate-field", "data.pieces");
        yield return Bad.Event("a member of data whose name is half a surrogate pair", Member("\"\\ud800\":1"), "unknown-field", "data");
        yield return Bad.Event("a member of data whose name is a NUL", Member("\"\\u0000\":1"), "unknown-field", "data");
        yield return Bad.Event("a person in words", Member("\"shipper\":\"Zhang\""), "invalid-type", "data.shipper");
        yield return Bad.Event("an unknown member of a person", Member("\"consignee\":{\"name\":\"Zhang\",\"age\":30}"), "unknown-field",
            "data.consignee.age");
        yield return Bad.Event("a member of a person twice", Member("\"consignee\":{\"name\":\"Zhang\",\"name\":\"Li\"}"),
            "duplicate-field", "data.consignee.name");
        yield return Bad.Event("a phone that is a number", Member("\"consignee\":{\"phone\":13800001234}"), "invalid-type",
            "data.consignee.phone");
        yield return Bad.Event("a name with a NUL", Member("\"consignee\":{\"name\":\"\\u0000\"}"), "invalid-text", "data.consignee.name");
        yield return Bad.Event("a name that is too long", Member($"\"consignee\":{{\"name\":\"{new string('长', 201)}\"}}"), "invalid-value",
            "data.consignee.name", 422);
        foreach (var (type, member) in new[]
                 {
                     ("dispatchRequested", "purpose"), ("loaded", "pieces"), ("arrived", "pieces"), ("signed", "pieces"),
                     ("exceptionRaised", "exceptionId"),
                     ("loadingPlanned", "plannedFor"), ("returnedToShipper", "pieces"), ("exceptionReportedBack", "exceptionId"),
                     ("exceptionResolved", "exceptionId"),
                     ("claimOpened", "claimId"), ("claimSettled", "claimId"), ("promiseSet", "promisedAt"), ("corrected", "eventId"),
                 })
            yield return Bad.More($"{type} without its {member}", Typed(type, "{}"), "missing-field", $"data.{member}");
        yield return Bad.More("a remark without a kind", Typed("signed", """{"pieces":1,"remark":{"text":"wet"}}"""), "missing-field",
            "data.remark.kind");
        yield return Bad.More("a remark of an unknown kind", Typed("signed", """{"pieces":1,"remark":{"kind":"soggy"}}"""), "invalid-value",
            "data.remark.kind");
        yield return Bad.More("a remark of a kind by number", Typed("signed", """{"pieces":1,"remark":{"kind":2}}"""), "invalid-type",
            "data.remark.kind");
        yield return Bad.More("a day with a time", Typed("loadingPlanned", """{"plannedFor":"2026-01-05T00:00:00Z","nextStation":"CTU"}"""),
            "invalid-time", "data.plannedFor");
        yield return Bad.More("excused in words", Typed("exceptionResolved", """{"exceptionId":"E","excused":"yes"}"""), "invalid-type",
            "data.excused");
        yield return Bad.More("an excuse of something unknown", Typed("exceptionResolved", """{"exceptionId":"E","excuses":["weather"]}"""),
            "invalid-value", "data.excuses");
        yield return Bad.More("an excuse of nothing", Typed("exceptionResolved", """{"exceptionId":"E","excuses":[null]}"""),
            "invalid-type", "data.excuses");
        yield return Bad.More("a corrective action without a due time",
            Typed("correctiveActionSet", """{"actionId":"A","owner":"wu.gang","measure":"加固"}"""), "missing-field", "data.dueAt");
    }

    private static IEnumerable<Bad> Json()
    {
        yield return Bad.Event("an empty body", "", "invalid-json", null);
        yield return Bad.Event("a blank body", " \r\n\t ", "invalid-json", null);
        yield return Bad.Event("words", "hello", "invalid-json", null);
        yield return Bad.Event("a text", "\"hello\"", "invalid-type", null);
        yield return Bad.Event("null", "null", "invalid-type", null);
        yield return Bad.Event("an empty object", "{}", "missing-field", "id");
        yield return Bad.Event("an object that does not end", Bad.Received[..^1], "invalid-json", null);
        yield return Bad.Event("trailing garbage", Bad.Received + "x", "invalid-json", null);
        yield return Bad.Event("two events", Bad.Received + Bad.Received, "invalid-json", null);
        yield return Bad.Event("a trailing comma", Changed("\"pieces\":10}", "\"pieces\":10,}"), "invalid-json", null);
        yield return Bad.Event("a comment", Changed("{\"id\"", "{/* hi */\"id\""), "invalid-json", null);
        yield return Bad.Event("single quotes", Bad.Received.Replace('"', '\''), "invalid-json", null);
        yield return Bad.Event("deep JSON", Member("\"transfers\":" + new string('[', 1000) + new string(']', 1000)), "invalid-json", null);
        yield return Bad.Event("deep JSON in a member that nobody knows",
            Changed("\"by\":", $"\"x\":{new string('[', 100)}{new string(']', 100)},\"by\":"), "invalid-json", null);
        yield return Bad.Event("invalid UTF-8", [.. Encoding.UTF8.GetBytes(Bad.Received[..^3]), 0xff, 0xfe, (byte)'}', (byte)'}'],
            "invalid-utf8", null);
        yield return Bad.Event("invalid UTF-8 within a text", Broken(), "invalid-utf8", null);
        yield return Bad.Event("UTF-16", Encoding.Unicode.GetBytes(Bad.Received), "invalid-json", null) with { IsEvent = false };
        yield return Bad.Event("a byte of zero in a text", Changed("li.wei", "li\0wei"), "invalid-json", null);
        yield return Bad.Event("2 MB in one event", Member($"\"goods\":\"{new string('x', 2 * 1024 * 1024)}\""), "body-too-large", null,
            413) with { IsEvent = false };
        yield return Bad.Event("2 MB in chunks", Member($"\"goods\":\"{new string('x', 2 * 1024 * 1024)}\""), "body-too-large", null, 413)
            with { IsEvent = false, Chunked = true };
    }

    private static IEnumerable<Bad> Rules()
    {
        yield return Bad.Event("an event of a waybill that is not received", Bad.Loaded, "unknown-waybill", "waybill", 422)
            with { IsEvent = false };
        yield return Bad.More("a second received with other content", Changed("\"pieces\":10", "\"pieces\":11"), "already-received", "type",
            422);
        yield return Bad.More("more signed than outstanding", Typed("signed", """{"pieces":11}"""), "more-pieces-than-outstanding",
            "data.pieces", 422);
        yield return Bad.More("more returned than outstanding", Typed("returnedToShipper", """{"pieces":11}"""),
            "more-pieces-than-outstanding", "data.pieces", 422);
        yield return Bad.More("a correction of an unknown event",
            Typed("corrected", $$"""{"eventId":"{{Guid.NewGuid()}}","reason":"typo"}"""), "unknown-event", "data.eventId", 422);
        yield return Bad.More("a correction without a reason", Typed("corrected", $$"""{"eventId":"{{Bad.KnownId}}","reason":""}"""),
            "invalid-value", "data.reason", 422);
        yield return Bad.More("a correction of a received with nothing in its place",
            Typed("corrected", $$"""{"eventId":"{{Bad.KnownId}}","reason":"typo"}"""), "replacement-needed", "data.replacedBy", 422);
        yield return Bad.More(
            "a correction whose replacement is not there",
            Typed("corrected", $$"""{"eventId":"{{Bad.KnownId}}","reason":"typo","replacedBy":"{{Guid.NewGuid()}}"}"""),
            "replacement-missing", "data.replacedBy", 422);
        yield return Bad.More(
            "a deadline that only the clock may report",
            Typed("deadlineMissed", """{"deadline":"delivery","dueAt":"2026-01-05T09:00:00Z"}"""), "not-for-senders", "type", 422);
        yield return Bad.More("an id used for other content", Bad.Replace(Bad.Loaded, "@id", Bad.KnownId), "id-reused", "id", 409);
        yield return Bad.Event("an id that another waybill used", Changed("@id", Bad.KnownId), "id-reused", "id", 409);
    }

    private static IEnumerable<Bad> Arrays()
    {
        var signedTooMany = Typed("signed", """{"pieces":11}""");
        yield return Bad.More("an empty array", "[]", "missing-field", null);
        yield return Bad.More("an array of nothing much", "[7]", "invalid-type", "[0]");
        yield return Bad.More("an array in an array", $"[[{Bad.Loaded}]]", "invalid-type", "[0]");
        yield return Bad.More("an array with one bad element",
            $"[{Bad.Loaded},{Bad.Replace(Bad.Loaded, "\"pieces\":3", "\"pieces\":\"3\"")},{Bad.Loaded}]", "invalid-type",
            "[1].data.pieces");
        yield return Bad.More("an array with one element that a rule refuses", $"[{Bad.Loaded},{signedTooMany}]",
            "more-pieces-than-outstanding", "[1].data.pieces", 422);
        yield return Bad.More("an array with one id used for other content",
            $"[{Bad.Loaded},{Bad.Replace(Bad.Loaded, "@id", Bad.KnownId)}]", "id-reused", "[1].id", 409);
        yield return Bad.More(
            "an array with one id twice, for different content",
            "[" + (Bad.Loaded + "," + Bad.Replace(Bad.Loaded, "\"pieces\":3", "\"pieces\":4"))
            .Replace("@id", Guid.NewGuid().ToString(), StringComparison.Ordinal) + "]", "id-reused", "[1].id", 409);
        yield return Bad.More("an array that does not end", $"[{Bad.Loaded}", "invalid-json", null);
        yield return Bad.More("an array and more", $"[{Bad.Loaded}]{Bad.Loaded}", "invalid-json", null);
        yield return Bad.More("an array of 1,001 events", $"[{string.Join(',', Enumerable.Repeat(Bad.Loaded, 1001))}]", "too-many-events",
            null, 413);
    }

    private static string Changed(string old, string with) => Bad.Replace(Bad.Received, old, with);

    private static string Member(string member) => Changed("\"pieces\":10", $"\"pieces\":10,{member}");

    private static string Typed(string type, string data) =>
        Bad.Replace(Bad.Replace(Bad.Loaded, "\"loaded\"", $"\"{type}\""), """{"pieces":3}""", data);

    private static string Value(string member) => member switch
    {
        "id" => "\"@id\"",
        "type" => "\"received\"",
        "occurredAt" => "\"2026-01-05T09:00:00+08:00\"",
        "station" => "\"SHA\"",
        "by" => "\"li.wei\"",
        _ => """{"account":"ACME","origin":"SHA","destination":"CTU","pieces":10}""",
    };

    private static byte[] Broken()
    {
        var body = Encoding.UTF8.GetBytes(Changed("li.wei", "li~wei"));
        body[body.AsSpan().IndexOf((byte)'~')] = 0xc3;
        return body;
    }
}
