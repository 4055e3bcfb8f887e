using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Past;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>
/// Reads query parameters strictly: a misspelt name or value is an error, since an ignored filter would give a wrong figure. The first
/// error is kept in <see cref="Fault"/>, which the route must check before it answers.
/// </summary>
internal sealed class Query : IBindableFromHttpContext<Query>
{
    private const int DefaultLimit = 100, MaxLimit = 1_000, MaxText = 200, MaxMonths = 3, MaxDays = 1_100;

    private readonly IQueryCollection values;
    private AccessScope? limited;
    private KnownPast? found;

    private Query(HttpContext context)
    {
        (Context, values) = (context, context.Request.Query);
        var known = context.GetEndpoint()?.Metadata.GetMetadata<RouteParameters>()?.All ?? [];
        foreach (var name in values.Keys)
            if (known.All(parameter => parameter.Name != name))
                Fail(name, known.Count == 0 ? "no parameters" : "one of " + string.Join(", ", known.Select(parameter => parameter.Name)),
                    "unknown-parameter");
        WaitFor = Get(Parameters.WaitFor);
        if (known.Contains(Parameters.AsOf)
            && new PastQuestion(Get(Parameters.AsOf), Get(Parameters.KnownAt), Get(Parameters.KnownAtPosition)) is var asked
            && asked != new PastQuestion(null, null, null))
            Past = asked;
    }

    public HttpContext Context { get; }

    /// <summary>The position of the log that the answer waits for, on routes that take it.</summary>
    public long? WaitFor { get; }

    /// <summary>The past that it asks about; null for the present.</summary>
    public PastQuestion? Past { get; }

    public Problem? Fault { get; private set; }

    /// <summary>What the caller may see, and of that what the request is limited to by a tier of accounts.</summary>
    public AccessScope AccessScope => limited ?? Context.CallerContext().Scope;

    /// <summary>
    /// The tier of each account that has one at the time that is asked about; empty where the request has nothing to do with tiers.
    /// </summary>
    public IReadOnlyDictionary<string, AccountTier> Tiers { get; private set; } = ImmutableDictionary<string, AccountTier>.Empty;

    /// <summary>
    /// The branch of each station that is of one at the time that is asked about; empty where the request has nothing to do with branches.
    /// </summary>
    public IReadOnlyDictionary<string, string> Branches { get; private set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The stations of the branch that is asked for; null for all.</summary>
    public IReadOnlyCollection<string>? BranchStations => Get(Parameters.Branch) is null ? null : Scope().BranchStations;

    public static ValueTask<Query?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = new Query(context);
        // A route that takes no tier or branch has refused it by now, and may be one without a caller.
        return query.Fault is null && (query.Asks(Parameters.Tier) || query.Asks(Parameters.Branch)) ? query.WithGroups() : new(query);
    }

    /// <summary>The parameter's value; a default if it is absent, wrong, or not one of the route's.</summary>
    public T Get<T>(Parameter<T> parameter) => parameter.Read(this, parameter.Name);

    /// <summary>Notes that a parameter is missing or invalid.</summary>
    public void Lacks(Parameter parameter, string expected) => Fail(parameter.Name, expected);

    /// <summary>Notes that a header is invalid.</summary>
    public void Wrong(string header, string expected) => Fail(header, expected);

    /// <summary>Notes that what the path names does not exist.</summary>
    public void Unknown(string code, string name, string expected) => Fault ??= Problem.Of(404, code, name, expected);

    public string? Text(string name)
    {
        if (!values.TryGetValue(name, out var given)) return null;
        return Checked(name, given.Count == 1 ? given[0] : null);
    }

    /// <summary>The text, which may also come from a body, if it is one; null otherwise.</summary>
    public string? Checked(string name, string? given)
    {
        if (given is { Length: <= MaxText } text && !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        Fail(name, $"one text of 1 to {MaxText} characters");
        return null;
    }

    public TEnum? OneOf<TEnum>(string name, Dictionary<string, TEnum> oneOf) where TEnum : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        if (oneOf.TryGetValue(text, out var value)) return value;
        Fail(name, string.Join(", ", oneOf.Keys));
        return null;
    }

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

    public int Limit(string name)
    {
        var limit = Number(name);
        if (limit is 0 or > MaxLimit) Fail(name, $"1 to {MaxLimit}");
        return (int)Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
    }

    public string[]? Cursor(string name, int parts)
    {
        if (Text(name) is not { } text) return null;
        if (PageCursor.Read(text, parts) is { } cursor) return cursor;
        Fail(name, "the 'next' of the page before");
        return null;
    }

    public Period Days(CompanyCalendar calendar)
    {
        var (from, to) = Days();
        return calendar.Days(from, to);
    }

    public (DateOnly? From, DateOnly? To) Days()
    {
        var (from, to) = (Get(Parameters.From), Get(Parameters.To));
        if (to <= from) Lacks(Parameters.To, "a day after 'from'; it does not belong to the period itself");
        if (to?.DayNumber - from?.DayNumber > MaxDays) Lacks(Parameters.To, $"at most {MaxDays} days after 'from'");
        return (from, to);
    }

    /// <summary>The period and filters of a figure.</summary>
    public FigureScope Scope(Parameter<FigureGrouping?>? groupBy = null)
    {
        var (from, to) = Days();
        return new(AccessScope, Get(Parameters.Account), Get(Parameters.Lane), Get(Parameters.Station), from, to,
            groupBy is null ? null : Get(groupBy))
        {
            Tier = Get(Parameters.Tier), Tiers = Tiers, Branch = Get(Parameters.Branch), Branches = Branches,
        };
    }

    /// <summary>The period to compare with, and by how many months it is earlier; null where no comparison is asked for.</summary>
    public (int Months, DateOnly From, DateOnly To)? Compared()
    {
        if (Get(Parameters.Compare) is not { } months) return null;
        var (from, to) = (Get(Parameters.From), Get(Parameters.To));
        if (months is 0 or > MaxMonths) Lacks(Parameters.Compare, $"1 to {MaxMonths}");
        else if (from is null || to is null) Lacks(Parameters.Compare,
            "'from' and 'to' as well: only a whole period has one to be compared with");
        if (Fault is not null) return null;
        var (first, past) = Comparison.Before(from!.Value, to!.Value, (int)months);
        return ((int)months, first, past);
    }

    /// <summary>The past that it asks about, looked up once; null for the present.</summary>
    public async ValueTask<KnownPast?> Moment() => Past is null ? null
        : found ??= await Context.RequestServices.GetRequiredService<PastReader>().Find(Past, Context.RequestAborted);

    /// <summary>The streams that the answer can be about, by what it is asked for and what the caller may see.</summary>
    /// <param name="account">The account that it is about, where the path names it.</param>
    public StreamFilter Streams(string? account = null)
    {
        var (scope, cases) = (Context.CallerContext().Scope, Context.GetEndpoint()?.Metadata.GetMetadata<AskedCases>());
        IReadOnlyCollection<string>? seen = scope.Stations is not null || scope.IsEverything ? null
            : [.. (scope.AnyAccounts ?? []).Union((scope.Parts ?? []).Select(part => part.Account))];
        account ??= Given(Parameters.Account);
        return new(account is null ? seen : [account], Given(Parameters.Lane), Given(Parameters.Waybill),
            cases?.Kinds, cases?.WithWaybills is true);

        string? Given(Parameter<string?> parameter) => values.ContainsKey(parameter.Name) ? Text(parameter.Name) : null;
    }

    // Filtered by it, or grouped by it.
    private bool Asks(Parameter parameter) => values.ContainsKey(parameter.Name) || values["groupBy"] == parameter.Name;

    private async ValueTask<Query?> WithGroups()
    {
        var services = Context.RequestServices;
        var moment = (await Moment())?.Moment;
        var reference = moment?.Reference ?? await services.GetRequiredService<ReferenceDataCache>().Now(Context.RequestAborted);
        var now = moment?.Now ?? services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (Asks(Parameters.Tier)) Tiers = reference.Tiers(now);
        if (Asks(Parameters.Branch)) Branches = reference.Branches(now);
        if (Get(Parameters.Tier) is { } tier) limited = AccessScope.Within(tier, Tiers);
        return this;
    }

    private void Fail(string name, string expected, string code = "invalid-parameter") => Fault ??= Problem.Of(400, code, name, expected);
}
