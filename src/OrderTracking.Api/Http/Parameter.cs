using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>A query parameter of a route, declared once: for reading requests and for the OpenAPI document.</summary>
/// <param name="Values">All its values, if they are a closed list.</param>
internal abstract record Parameter(string Name, string Description, string Type, string? Format, IReadOnlyCollection<string>? Values)
{
    public static Parameter<string?> Text(string name, string description) => new(name, description, (query, own) => query.Text(own));

    public static Parameter<long?> Number(string name, string description) =>
        new(name, description, (query, own) => query.Number(own), "integer", "int64");

    public static Parameter<DateOnly?> Day(string name, string description) =>
        new(name, description, (query, own) => query.Day(own), Format: "date");

    public static Parameter<DateTimeOffset?> Time(string name, string description) =>
        new(name, description, (query, own) => query.Time(own), Format: "date-time");

    /// <summary>How many items an answer has at most.</summary>
    public static Parameter<int> Limit(string name, string description) =>
        new(name, description, (query, own) => query.Limit(own), "integer");

    /// <summary>The cursor of the page before, as its parts: an opaque text.</summary>
    public static Parameter<string[]?> Cursor(string name, string description, int parts) =>
        new(name, description, (query, own) => query.Cursor(own, parts));

    public static Parameter<TEnum?> OneOf<TEnum>(string name, string description) where TEnum : struct, Enum =>
        OneOf(name, description, Enum.GetValues<TEnum>().ToDictionary(value => ResponseJson.Name(value)));

    public static Parameter<TEnum?> OneOf<TEnum>(string name, string description, Dictionary<string, TEnum> values)
        where TEnum : struct, Enum =>
        new(name, description, (query, own) => query.OneOf(own, values), Values: values.Keys);
}

/// <param name="Read">Reads it, by its name; what it returns for a parameter that is absent or wrong has the route's default.</param>
internal sealed record Parameter<T>(string Name, string Description, Func<Query, string, T> Read, string Type = "string",
    string? Format = null, IReadOnlyCollection<string>? Values = null)
    : Parameter(Name, Description, Type, Format, Values);

/// <summary>The query parameters that several routes take.</summary>
internal static class Parameters
{
    public static readonly Parameter<long?> WaitFor =
        Parameter.Number("waitFor", "A position of the log; the answer waits until the views have it.");
    public static readonly Parameter<int> Limit = Parameter.Limit("limit", "How many at most; 100 by default, 1000 at most.");
    public static readonly Parameter<long?> AfterNumber = new(AfterName, AfterDescription, (query, name) => query.Number(name));
    public static readonly Parameter<long?> AfterPosition = Parameter.Number("after", "The position before the first one wanted.");
    public static readonly Parameter<string?> Account = Parameter.Text("account", "Only this account.");
    public static readonly Parameter<AccountTier?> Tier =
        Parameter.OneOf<AccountTier>("tier", "Only accounts of this tier today; on every route that takes an account.");
    public static readonly Parameter<string?> Lane = Parameter.Text("lane", "Only this lane: origin~destination.");
    public static readonly Parameter<string?> Station = Parameter.Text(
        "station", "Only this station: the destination, or the origin for volumes, revenue, damage and shortage.");
    public static readonly Parameter<string?> Branch =
        Parameter.Text("branch", "Only the stations that are of this branch today; on every route that takes a station in this sense.");
    public static readonly Parameter<string?> Waybill = Parameter.Text("waybill", "Only this waybill.");
    public static readonly Parameter<DateOnly?> From =
        Parameter.Day("from", "The first day of the period, in the company's time zone.");
    public static readonly Parameter<DateOnly?> To = Parameter.Day("to", "The day after the period's last.");
    /// <summary>A route that takes this one takes the two of the other clock as well.</summary>
    public static readonly Parameter<DateTimeOffset?> AsOf = Parameter.Time("asOf", "What had happened by then, by what is known.");
    public static readonly Parameter<DateTimeOffset?> KnownAt =
        Parameter.Time("knownAt", "What had been recorded by then: what would have been answered then.");
    public static readonly Parameter<long?> KnownAtPosition =
        Parameter.Number("knownAtPosition", "What had been recorded up to this position of the log.");
    public static readonly Parameter<long?> Compare = new(
        "compare", "1, 2 or 3: the same period so many months before as well; both its days have to be given.",
        (query, name) => query.Number(name), "integer");

    private const string AfterName = "after", AfterDescription = "The 'next' of the page before.";

    public static Parameter<string[]?> After(int parts) => Parameter.Cursor(AfterName, AfterDescription, parts);

    /// <param name="description">Of the groups: what of each is answered.</param>
    public static Parameter<FigureGrouping?> GroupBy(string description) => Parameter.OneOf<FigureGrouping>("groupBy", description);
}

/// <summary>The query parameters of a route; others are refused.</summary>
internal sealed record RouteParameters(IReadOnlyList<Parameter> All);
