using System.Globalization;
using System.Text;
using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>A query parameter of a route, for reading a request and for the OpenAPI document.</summary>
internal sealed record Parameter(string Name, string Description, string Type = "string", string? Format = null, string[]? OneOf = null)
{
    public static Parameter ListOf<TEnum>(string name, string description) where TEnum : struct, Enum =>
        new(name, description, OneOf: [.. Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName)]);
}

/// <summary>
/// Reads query parameters strictly: a misspelt name or value is an error, since an ignored filter would give a wrong figure. The first
/// error is kept in <see cref="Fault"/>, which the route must check before it answers.
/// </summary>
internal sealed class Query
{
    private const int DefaultLimit = 100, MaxLimit = 1_000, MaxText = 200, MaxMonths = 3, MaxDays = 1_100;

    private readonly HttpContext context;
    private readonly IQueryCollection values;
    private readonly RouteValueDictionary path;

    public Query(HttpContext context)
    {
        this.context = context;
        (values, path) = (context.Request.Query, context.Request.RouteValues);
        var known = context.GetEndpoint()?.Metadata.GetMetadata<Parameters>()?.All ?? [];
        foreach (var name in values.Keys)
            if (known.All(parameter => parameter.Name != name))
                Fail(name, known.Count == 0 ? "no parameters" : "one of " + string.Join(", ", known.Select(parameter => parameter.Name)),
                    "unknown-parameter");
    }

    public Problem? Fault { get; private set; }

    /// <summary>What the caller may see.</summary>
    public AccessScope AccessScope => context.CallerContext().Scope;

    /// <summary>A parameter of the path.</summary>
    public string Route(string name) => (string)path[name]!;

    /// <summary>Notes that what the path names does not exist.</summary>
    public void Unknown(string code, string name, string expected) => Fault ??= Problem.Of(404, code, name, expected);

    public string? Text(string name)
    {
        if (!values.TryGetValue(name, out var given)) return null;
        if (given.Count == 1 && given[0] is { Length: <= MaxText } text && !string.IsNullOrWhiteSpace(text)
            && !text.Contains('\0', StringComparison.Ordinal)) return text;
        Fail(name, $"one text of 1 to {MaxText} characters");
        return null;
    }

    public TEnum? OneOf<TEnum>(string name) where TEnum : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        foreach (var value in Enum.GetValues<TEnum>())
            if (ResponseJson.Name(value) == text) return value;
        Fail(name, string.Join(", ", Enum.GetValues<TEnum>().Select(value => ResponseJson.Name(value))));
        return null;
    }

    public TEnum? OneOf<TEnum>(string name, IReadOnlyDictionary<string, TEnum> values) where TEnum : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        if (values.TryGetValue(text, out var value)) return value;
        Fail(name, string.Join(", ", values.Keys));
        return null;
    }

    /// <summary>Notes that a parameter is missing or invalid.</summary>
    public void Lacks(string name, string expected) => Fail(name, expected);

    public DateTimeOffset? Time(string name)
    {
        // An unescaped + in a query string is decoded as a space, and no time has a space before its offset.
        if (Text(name)?.Replace(' ', '+') is not { } text) return null;
        var quoted = Encoding.UTF8.GetBytes($"\"{text}\"");
        try
        {
            var reader = new Utf8JsonReader(quoted);
            if (reader.Read() && reader.BytesConsumed == quoted.Length && OffsetTimeConverter.TryRead(ref reader, out var time))
                return time;
        }
        catch (JsonException)
        {
        }
        Fail(name, "an RFC 3339 time with an offset, such as 2026-11-20T21:40:00+08:00");
        return null;
    }

    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1900 and < 2200) return day;
        Fail(name, "a day such as 2026-11-20");
        return null;
    }

    public long? Number(string name)
    {
        if (Text(name) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        Fail(name, "a whole number, 0 or more");
        return null;
    }

    public int Limit(int most = MaxLimit)
    {
        var limit = Number("limit");
        if (limit is 0 || limit > most) Fail("limit", $"1 to {most}");
        return (int)Math.Clamp(limit ?? Math.Min(DefaultLimit, most), 1, most);
    }

    /// <summary>The cursor of the page before, as its parts: an opaque text.</summary>
    public string[]? After(int parts)
    {
        if (Text("after") is not { } text) return null;
        try
        {
            var split = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text)).Split('\n');
            if (split.Length == parts && split.All(part => !part.Contains('\0', StringComparison.Ordinal))
                && (parts == 1 || long.TryParse(split[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))) return split;
        }
        catch (FormatException)
        {
        }
        Fail("after", "the 'next' of the page before");
        return null;
    }

    public Period Days(CompanyCalendar calendar)
    {
        var (from, to) = Days();
        return calendar.Days(from, to);
    }

    public (DateOnly? From, DateOnly? To) Days()
    {
        var (from, to) = (Day("from"), Day("to"));
        if (to <= from) Fail("to", "a day after 'from'; it does not belong to the period itself");
        if (to?.DayNumber - from?.DayNumber > MaxDays) Fail("to", $"at most {MaxDays} days after 'from'");
        return (from, to);
    }

    /// <summary>The period and filters of a figure.</summary>
    public FigureScope Scope()
    {
        var (from, to) = Days();
        return new(AccessScope, Text("account"), Text("lane"), Text("station"), from, to, OneOf<FigureGrouping>("groupBy"));
    }

    /// <summary>The period to compare with, and by how many months it is earlier; null where no comparison is asked for.</summary>
    public (int Months, DateOnly From, DateOnly To)? Compared()
    {
        if (Number("compare") is not { } months) return null;
        var (from, to) = (Day("from"), Day("to"));
        if (months is 0 or > MaxMonths) Fail("compare", $"1 to {MaxMonths}");
        else if (from is null || to is null) Fail("compare", "'from' and 'to' as well: only a whole period has one to be compared with");
        if (Fault is not null) return null;
        var (first, past) = Comparison.Before(from!.Value, to!.Value, (int)months);
        return ((int)months, first, past);
    }

    public static string Cursor(params ReadOnlySpan<string> parts) =>
        System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('\n', parts!)));

    public static string Cursor(DateTimeOffset time) =>
        (time.UtcTicks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);

    public static DateTimeOffset CursorTime(string part)
    {
        var micros = Math.Min(long.Parse(part, CultureInfo.InvariantCulture),
            DateTimeOffset.MaxValue.UtcTicks / TimeSpan.TicksPerMicrosecond);
        return new(micros * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }

    private void Fail(string name, string expected, string code = "invalid-parameter") => Fault ??= Problem.Of(400, code, name, expected);
}

/// <summary>The query parameters of a route.</summary>
internal sealed record Parameters(IReadOnlyList<Parameter> All);
