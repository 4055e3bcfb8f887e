using System.Text.RegularExpressions;
using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Postgres.Statements;

/// <summary>
/// Turns an access scope into a condition of each query on the views. The SQL marks the place by <c>{in scope x}</c>, x being a table
/// with the columns waybill, account and lane; by <c>{in full x}</c>, where only what the caller is shown in full may be found. The
/// condition is put in as text, and not as parameters that may be null, because the planner turns a condition on another table into a
/// join only where no "or" stands beside it.
/// </summary>
internal static partial class AccessFilter
{
    /// <summary>The query with its conditions filled in, and the parameters followed by those of the conditions.</summary>
    public static (string Sql, NpgsqlParameter[] Parameters) Of(AccessScope scope, string sql, params NpgsqlParameter[] parameters)
    {
        var places = Places().Matches(sql);
        if (places.All(place => place.Groups["part"].Value != "scope"))
            throw new ArgumentException("It has no place for what is in scope.", nameof(sql));
        List<NpgsqlParameter> all = [.. parameters];
        var inScope = Conditions(scope, all);
        var inFull = places.Any(place => place.Groups["part"].Value == "full")
            ? Conditions(scope.AtLeast(Disclosure.Full), all) : inScope;
        var asked = Places().Replace(sql, place =>
            (place.Groups["part"].Value == "full" ? inFull : inScope)(place.Groups["table"].Value));
        return (asked, [.. all]);
    }

    // The condition by the table that it is about; its parameters are added to the others.
    private static Func<string, string> Conditions(AccessScope scope, List<NpgsqlParameter> all)
    {
        var (account, station) = (Is(scope.AnyAccounts, all), Is(scope.Stations, all));
        var part = Of(scope.Parts, all);
        var onWay = scope.OnWayOnly ? "t.on_way" : "true";
        var only = Is(scope.Only, all);
        return table => only is null ? Seen(table) : $"({Seen(table)} and {table}.account {only})";

        string Seen(string table) => (Whole(table), part) switch
        {
            (null, null) => "true",
            ({ } whole, null) => whole,
            (null, _) => IsPart(table),
            ({ } whole, _) => $"({whole} or {IsPart(table)})",
        };

        string? Whole(string table) => (account, station) switch
        {
            (null, null) => null,
            (_, null) => $"{table}.account {account}",
            (null, _) => Touched(table),
            (_, _) => $"({table}.account {account} or {Touched(table)})",
        };

        string IsPart(string table) => $"({table}.account, split_part({table}.lane, '~', 2)) in (select * from {part})";

        string Touched(string table) =>
            $"exists (select from tracking.station_visits t where t.waybill = {table}.waybill and t.station {station} and {onWay})";
    }

    private static string? Of(IReadOnlyCollection<AccountAtStation>? parts, List<NpgsqlParameter> parameters)
    {
        if (parts is null) return null;
        parameters.Add(QueryParameters.Texts("", [.. parts.Select(part => part.Account)]));
        parameters.Add(QueryParameters.Texts("", [.. parts.Select(part => part.Station)]));
        return $"unnest(${parameters.Count - 1}::text[], ${parameters.Count}::text[])";
    }

    // One value becomes an equality: then the rows of one account come from its index in the order wanted, without a sort.
    private static string? Is(IReadOnlyCollection<string>? values, List<NpgsqlParameter> parameters)
    {
        if (values is null) return null;
        parameters.Add(values.Count == 1 ? QueryParameters.Text("", values.Single()) : QueryParameters.Texts("", values));
        return values.Count == 1 ? $"= ${parameters.Count}" : $"= any (${parameters.Count})";
    }

    [GeneratedRegex(@"\{in (?<part>scope|full) (?<table>\w+)\}")]
    private static partial Regex Places();
}
