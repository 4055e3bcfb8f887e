using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;

namespace OrderTracking.Api.Tests.Fuzz;

/// <summary>Requests to every route of the OpenAPI document, from valid ones to nonsense; the same for the same seed.</summary>
internal sealed class FuzzedRequests(JsonElement document, Uri service, int seed)
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly string[] Types = [.. Domain.Events.EventTypes.All.Select(type => type.Wire)];

    private readonly Random random = new(seed);
    private readonly OddValues odd = new(new Random(~seed));
    private readonly List<(string Path, HttpMethod Method, JsonElement Operation)> routes =
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select (path.Name, new HttpMethod(operation.Name.ToUpperInvariant()), operation.Value),
    ];

    /// <summary>A request, and its description for a failure.</summary>
    public (HttpRequestMessage Request, string Told) Next(int count)
    {
        var (path, method, operation) = routes[(count + seed) % routes.Count];
        // Most rebuilds are replaced by one of an unknown view, because rebuilding each time would leave no time for other requests.
        if (path.EndsWith("/rebuild", StringComparison.Ordinal) && odd.Chance(0.9)) path = "/v1/views/none/rebuild";
        if (odd.Chance(0.03))
            method = odd.Of(HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Head,
                HttpMethod.Options, new HttpMethod("BREW"));
        var address = Path(path) + Query(operation);
        var request = new HttpRequestMessage(method,
            new Uri(service.GetLeftPart(UriPartial.Authority) + address,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        var body = method == HttpMethod.Post || odd.Chance(0.02) ? Body(path) : null;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            var type = odd.Chance(0.85)
                ? path == "/v1/events" && odd.Chance(0.6) ? "application/x-ndjson" : "application/json"
                : odd.Of("text/plain", "application/json; charset=utf-16", "application/json; charset=\"utf-8\"", "application/xml", "x",
                    "*/*", "", "application/json;;;", "multipart/form-data; boundary=x");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        if (odd.Chance(0.3))
            request.Headers.TryAddWithoutValidation(odd.Of("If-Match", "If-None-Match", "If-Modified-Since", "Idempotency-Key", "Range",
                "traceparent", "tracestate", "Accept", "Accept-Encoding", "Expect-CT", "X-Forwarded-For", "Origin"), odd.Header());
        return (request, $"{method} {address} {request.Headers} {request.Content?.Headers} "
            + $"{(body is null ? "" : Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 2_000)))}");
    }

    private string Path(string pattern)
    {
        if (odd.Chance(0.02)) return "/" + odd.Escaped() + "/" + odd.Escaped();
        return string.Join('/',
            pattern.Split('/').Select(part => part.StartsWith('{') ? odd.Chance(0.75) ? Right(part.Trim('{', '}')) : odd.Escaped() : part));
    }

    private string Right(string name) => name switch
    {
        "number" => $"ZB-F{random.Next(40)}",
        "figure" => odd.Of("on-time-signed-gross", "volume", "revenue", "sorting", "report-back", "dwell-origin"),
        "view" => "none",
        "account" => "ACME",
        "stream" => odd.Of("account:ACME", "lane:SHA~CTU", "station:SHA"),
        "id" => odd.Chance(0.5) ? random.Next(1, 50).ToString(CultureInfo.InvariantCulture) : Guid.NewGuid().ToString(),
        _ => "x",
    };

    private string Query(JsonElement operation)
    {
        var given = new List<string>();
        if (operation.TryGetProperty("parameters", out var parameters))
            foreach (var parameter in parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query"))
                for (var times = odd.Chance(0.35) ? odd.Chance(0.05) ? 2 : 1 : 0; times > 0; times--)
                    given.Add($"{parameter.GetProperty("name").GetString()}="
                        + $"{(odd.Chance(0.7) ? Uri.EscapeDataString(Value(parameter)) : odd.Escaped())}");
        if (odd.Chance(0.03)) given.Add(odd.Escaped() + (odd.Chance(0.5) ? "=" + odd.Escaped() : ""));
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }

    private string Value(JsonElement parameter)
    {
        var schema = parameter.GetProperty("schema");
        if (schema.TryGetProperty("enum", out var values)) return odd.Of<JsonElement>([.. values.EnumerateArray()]).GetString()!;
        return (parameter.GetProperty("name").GetString(), schema.TryGetProperty("format", out var format)
            ? format.GetString() : null) switch
        {
            ("digits", _) => "1234",
            ("from", _) => odd.Of("2026-01-01", "2025-12-01", "2026-01-05"),
            ("to", _) => odd.Of("2026-01-06", "2026-02-01"),
            (_, "date") => "2026-01-05",
            (_, "date-time") => "2026-01-05T09:00:00+08:00",
            ("waitFor", _) => odd.Of("0", "1", "999999999"),
            ("limit" or "after" or "compare", _) => random.Next(0, 1_100).ToString(CultureInfo.InvariantCulture),
            ("lane", _) => "SHA~CTU",
            _ => odd.Of("ACME", "SHA", "ZB-F1", "x"),
        };
    }

    private byte[] Body(string path)
    {
        if (odd.Chance(0.05)) return odd.Bytes();
        var lines = path == "/v1/events" ? random.Next(1, 6) : odd.Chance(0.2) ? random.Next(2, 5) : 1;
        var events = Enumerable.Range(0, lines).Select(_ => Event(path)).ToList();
        var text = path == "/v1/events" ? string.Join('\n', events) : lines == 1 ? events[0] : $"[{string.Join(',', events)}]";
        if (odd.Chance(0.05)) text = text[..random.Next(text.Length)];
        return Encoding.UTF8.GetBytes(text);
    }

    private string Event(string path)
    {
        if (odd.Chance(0.08)) return odd.Json();
        var sent = path.Contains("loading-lists", StringComparison.Ordinal)
            ? Send.Event("loaded", Time(),
                new { waybills = new[] { new { waybill = "ZB-F1", pieces = 1 }, new { waybill = "ZB-F2", pieces = 1 } },
                    nextStation = "CTU" })
            : path.Contains("reference", StringComparison.Ordinal) ? Reference() : Waybill();
        if (path == "/v1/events") sent["waybill"] = $"ZB-F{random.Next(40)}";
        var text = sent.ToJsonString();
        if (odd.Chance(0.5)) return text;
        // A member of the event or of its data, inserted as text, because a serializer would refuse to write some of these values.
        var holder = odd.Chance(0.5) && sent["data"] is JsonObject { Count: > 0 } data ? data : sent;
        var (name, value) = odd.Of<KeyValuePair<string, JsonNode?>>([.. holder]);
        if (odd.Chance(0.2))
        {
            holder.Remove(name);
            return sent.ToJsonString();
        }
        holder[name] = "@here";
        var put = odd.Chance(0.5) ? odd.Json() : JsonSerializer.Serialize(odd.Text());
        return sent.ToJsonString()
            .Replace("\"@here\"", odd.Chance(0.05) ? $"{value?.ToJsonString() ?? "null"},\"{name}\":{put}" : put, StringComparison.Ordinal);
    }

    private JsonObject Waybill() => random.Next(6) switch
    {
        0 or 1 => Send.Received(Time(), random.Next(1, 20), promisedAt: odd.Chance(0.5) ? At.AddDays(3) : null),
        2 => Send.Loaded(Time(), random.Next(1, 20)),
        3 => Send.Arrived(Time(), random.Next(1, 20)),
        4 => Send.Signed(Time(), random.Next(1, 4)),
        _ => Send.Event(odd.Of(Types), Time(),
            new { pieces = 1, exceptionId = "E-1", kind = "damage", reason = "x", eventId = Guid.NewGuid(), plannedFor = "2026-01-06",
                nextStation = "CTU" }),
    };

    private JsonObject Reference() => random.Next(4) switch
    {
        0 => Send.Event("accountSet", Time(), new { account = "ACME", effectiveFrom = "2026-01-01T00:00:00+08:00", name = "甲" }),
        1 => Send.Event("laneStandardSet", Time(),
            new { origin = "SHA", destination = "CTU", effectiveFrom = "2026-01-01T00:00:00+08:00", hours = 48 }),
        2 => Send.Event("stationSet", Time(), new { code = "SHA", effectiveFrom = "2026-01-01T00:00:00+08:00", name = "上海" }),
        _ => Send.Event("penaltyScheduleSet", Time(), new { rule = "promise", fine = 10, effectiveFrom = "2099-01-01" }),
    };

    private DateTimeOffset Time() => At.AddMinutes(random.Next(0, 10_000));
}
