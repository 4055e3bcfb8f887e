using System.Globalization;
using System.Text.Json;
using OrderTracking.Application.Codec;

namespace OrderTracking.Application.Epcis;

/// <summary>What is wrong with a query.</summary>
public enum EpcisFaultKind
{
    /// <summary>A parameter is none of the standard's, or its value is wrong.</summary>
    Parameter,

    /// <summary>A parameter of the standard about what no event of ours has.</summary>
    NotImplemented,

    /// <summary>It would look through more than one answer may.</summary>
    TooComplex,

    /// <summary>More events match than its sender wants.</summary>
    TooLarge,
}

public sealed record EpcisQueryFault(EpcisFaultKind Kind, string Parameter, string Expected);

/// <summary>A condition of a query, as it was given.</summary>
public sealed record EpcisCriterion(string Name, IReadOnlyList<string> Values, Func<EpcisEvent, bool> Matches);

/// <summary>
/// A query of events: conditions that all hold, an order, and how many are wanted. It takes the parameters of the standard that an event
/// of ours can answer; each of the others is refused by its name.
/// </summary>
public sealed class EpcisQuery
{
    public const int DefaultPerPage = 30, MaxPerPage = 1_000;

    private const int MaxValues = 100, MaxLength = 2_000;

    private static readonly Dictionary<string, Func<EpcisEvent, IEnumerable<string?>>> Texts = new()
    {
        ["eventType"] = one => [one.Type],
        ["EQ_eventID"] = one => [one.Id],
        ["EQ_action"] = one => [one.Action],
        ["EQ_bizStep"] = one => [one.BizStep],
        ["EQ_disposition"] = one => [one.Disposition],
        ["EQ_readPoint"] = one => [one.ReadPoint],
        // No station is within another.
        ["WD_readPoint"] = one => [one.ReadPoint],
        ["EQ_bizLocation"] = one => [one.BizLocation],
        ["WD_bizLocation"] = one => [one.BizLocation],
        ["MATCH_epc"] = one => one.Epcs,
        ["MATCH_parentID"] = one => [one.Parent],
        ["MATCH_anyEPC"] = one => one.Epcs.Append(one.Parent),
        ["MATCH_epcClass"] = one => one.Quantities.Select(quantity => quantity.Class),
        ["MATCH_anyEPCClass"] = one => one.Quantities.Select(quantity => quantity.Class),
        ["EQ_errorReason"] = one => [one.Error?.Reason],
        ["EQ_correctiveEventID"] = one => one.Error?.Correctives ?? [],
    };

    // Followed by the type of the transaction, source or destination.
    private static readonly Dictionary<string, Func<EpcisEvent, IEnumerable<EpcisReference>>> Lists = new()
    {
        ["EQ_bizTransaction_"] = one => one.Transactions,
        ["EQ_source_"] = one => one.Sources,
        ["EQ_destination_"] = one => one.Destinations,
    };

    private static readonly Dictionary<string, (Func<EpcisEvent, DateTimeOffset?> Of, bool IsFrom)> Times = new()
    {
        ["GE_eventTime"] = (one => one.At, true),
        ["LT_eventTime"] = (one => one.At, false),
        ["GE_recordTime"] = (one => one.RecordedAt, true),
        ["LT_recordTime"] = (one => one.RecordedAt, false),
        ["GE_errorDeclarationTime"] = (one => one.Error?.DeclaredAt, true),
        ["LT_errorDeclarationTime"] = (one => one.Error?.DeclaredAt, false),
    };

    private static readonly Dictionary<string, Func<decimal, decimal, bool>> Numbers = new()
    {
        ["EQ_quantity"] = (its, given) => its == given,
        ["GT_quantity"] = (its, given) => its > given,
        ["GE_quantity"] = (its, given) => its >= given,
        ["LT_quantity"] = (its, given) => its < given,
        ["LE_quantity"] = (its, given) => its <= given,
    };

    // How the standard's other parameters begin.
    private static readonly string[] Others =
        ["EQ_", "GT_", "GE_", "LT_", "LE_", "MATCH_", "WD_", "EXISTS_", "HASATTR_", "EQATTR_"];

    private readonly List<EpcisCriterion> criteria = [];
    private readonly EpcisContext context;
    private EpcisQueryFault? fault;

    private EpcisQuery(EpcisContext context) => this.context = context;

    public IReadOnlyList<EpcisCriterion> Criteria => criteria;

    /// <summary>By when it happened; else in the order of the log, which is that of record time.</summary>
    public bool ByEventTime { get; private set; }

    public bool IsNewestFirst { get; private set; }

    /// <summary>The first so many in its order; null for all.</summary>
    public int? Limit { get; private set; }

    /// <summary>More than so many are a fault; null where any number will do.</summary>
    public int? Max { get; private set; }

    public int PerPage { get; private set; } = DefaultPerPage;

    public string? NextPageToken { get; private set; }

    /// <summary>Only what was recorded from this time on; null for all.</summary>
    public DateTimeOffset? RecordedFrom { get; private set; }

    /// <summary>Only what was recorded before this time.</summary>
    public DateTimeOffset? RecordedBefore { get; private set; }

    /// <summary>Only what happened from this time on.</summary>
    public DateTimeOffset? HappenedFrom { get; private set; }

    public bool Matches(EpcisEvent one) => criteria.TrueForAll(criterion => criterion.Matches(one));

    public EpcisCriterion? Find(string name) => criteria.Find(criterion => criterion.Name == name);

    /// <param name="parameters">The names and values of its parameters, each name once.</param>
    public static (EpcisQuery? Query, EpcisQueryFault? Fault) Read(
        IEnumerable<(string Name, IReadOnlyList<string> Values)> parameters, EpcisContext context)
    {
        var query = new EpcisQuery(context);
        var isOrdered = false;
        string? direction = null;
        foreach (var (name, values) in parameters)
        {
            if (values.Count is 0 or > MaxValues || values.Any(value => value.Length is 0 or > MaxLength))
                query.Wrong(name, $"1 to {MaxValues} values of 1 to {MaxLength} characters");
            switch (name)
            {
                case "orderBy":
                    isOrdered = true;
                    query.ByEventTime = query.OneOf(name, values, "eventTime", "recordTime") == "eventTime";
                    break;
                case "orderDirection": direction = query.OneOf(name, values, "ASC", "DESC"); break;
                case "eventCountLimit": query.Limit = query.Count(name, values, int.MaxValue); break;
                case "maxEventCount": query.Max = query.Count(name, values, int.MaxValue); break;
                case "perPage": query.PerPage = query.Count(name, values, MaxPerPage); break;
                case "nextPageToken": query.NextPageToken = values.Count == 1 ? values[0] : null; break;
                default: query.Add(name, values); break;
            }
        }
        query.IsNewestFirst = isOrdered && direction != "ASC";
        if (query.Limit is not null && query.Max is not null) query.Wrong("maxEventCount", "none where eventCountLimit is given");
        if (query.Limit is not null && !isOrdered) query.Wrong("eventCountLimit", "orderBy as well");
        return query.fault is { } wrong ? (null, wrong) : (query, null);
    }

    /// <summary>The same of a query in a body: a JSON object of parameters.</summary>
    /// <param name="more">Parameters beside it, such as those of the page.</param>
    public static (EpcisQuery? Query, EpcisQueryFault? Fault) Read(
        JsonElement body, EpcisContext outer, IEnumerable<(string Name, IReadOnlyList<string> Values)>? more = null)
    {
        if (body.ValueKind != JsonValueKind.Object) return (null, new(EpcisFaultKind.Parameter, "query", "an object of parameters"));
        return Read(body.EnumerateObject().Where(member => member.Name != "@context").Select(member => (member.Name,
            (IReadOnlyList<string>)[.. (member.Value.ValueKind == JsonValueKind.Array
                ? member.Value.EnumerateArray().AsEnumerable() : [member.Value]).Select(Plain)])).Concat(more ?? []), outer.Within(body));

        static string Plain(JsonElement value) =>
            value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }

    private void Add(string name, IReadOnlyList<string> values)
    {
        if (Texts.TryGetValue(name, out var texts))
        {
            var wanted = values.Select(context.Word).ToHashSet();
            criteria.Add(new(name, [.. wanted], one => texts(one).Any(text => text is not null && wanted.Contains(text))));
        }
        else if (Lists.FirstOrDefault(list => name.StartsWith(list.Key, StringComparison.Ordinal)) is { Key: { } prefix, Value: var list })
        {
            var (type, wanted) = (context.Word(name[prefix.Length..]), values.ToHashSet());
            criteria.Add(new($"{prefix}{type}", values, one => list(one).Any(item => item.Type == type && wanted.Contains(item.Id))));
        }
        else if (Times.TryGetValue(name, out var time)) AddTime(name, values, time.Of, time.IsFrom);
        else if (Numbers.TryGetValue(name, out var compare))
        {
            if (values.Count == 1
                && decimal.TryParse(values[0], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                    out var given))
                criteria.Add(new(name, values, one => one.Quantities.Any(quantity => compare(quantity.Quantity, given))));
            else Wrong(name, "a number");
        }
        else if (name == "EXISTS_errorDeclaration")
        {
            if (OneOf(name, values, "true", "false") == "true") criteria.Add(new(name, values, one => one.Error is not null));
        }
        else if (Array.Exists(Others, prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            fault ??= new(EpcisFaultKind.NotImplemented, name, "a parameter about what an event here can have");
        else Wrong(name, "a parameter of the standard's event query");
    }

    private void AddTime(string name, IReadOnlyList<string> values, Func<EpcisEvent, DateTimeOffset?> of, bool isFrom)
    {
        // An unescaped + in a query string is decoded as a space.
        if (!OffsetTimeConverter.TryParse(values.Count == 1 ? values[0].Replace(' ', '+') : "", out var given))
        {
            Wrong(name, EventDataErrors.Time);
            return;
        }
        if (name == "GE_recordTime") RecordedFrom = given;
        if (name == "LT_recordTime") RecordedBefore = given;
        if (name == "GE_eventTime") HappenedFrom = given;
        criteria.Add(new(name, values, isFrom ? one => of(one) >= given : one => of(one) < given));
    }

    private string? OneOf(string name, IReadOnlyList<string> values, params ReadOnlySpan<string> allowed)
    {
        if (values.Count == 1 && allowed.Contains(values[0])) return values[0];
        Wrong(name, string.Join(" or ", allowed!));
        return null;
    }

    private int Count(string name, IReadOnlyList<string> values, int most)
    {
        if (values.Count == 1 && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count >= 1 && count <= most) return count;
        Wrong(name, most == int.MaxValue ? "a whole number from 1 on" : $"1 to {most}");
        return 1;
    }

    private void Wrong(string name, string expected) => fault ??= new(EpcisFaultKind.Parameter, name, expected);
}
