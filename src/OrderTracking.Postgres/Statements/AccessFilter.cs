using System.Text.RegularExpressions;
using Npgsql;
using OrderTracking.Application.Access;

namespace OrderTracking.Postgres.Statements;

/// <summary>
/// Turns an access scope into a condition of each query on the views. The SQL marks the place by <c>{in scope x}</c>, x being a table
/// with the columns waybill and account. The condition is put in as text, and not as parameters that may be null, because the planner
/// turns a condition on another table into a join only where no "or" stands beside it.
/// </summary>
internal static partial class AccessFilter
{
    /// <summary>The query with its conditions filled in, and the parameters followed by those of the conditions.</summary>
    public static (string Sql, NpgsqlParameter[] Parameters) Of(AccessScope scope, string sql, params NpgsqlParameter[] parameters)
    {
        if (!Places().IsMatch(sql)) throw new ArgumentException("It has no place for what is in scope.", nameof(sql));
        List<NpgsqlParameter> all = [.. parameters];
        var (account, station) = (Is(scope.Accounts, all), Is(scope.Stations, all));
        var asked = Places().Replace(sql, place => (account, station, place.Groups["table"].Value) switch
        {
            (null, null, _) => "true",
            (_, null, var table) => $"{table}.account {account}",
            (null, _, var table) => Touched(table),
            (_, _, var table) => $"({table}.account {account} or {Touched(table)})",
        });
        return (asked, [.. all]);

        string Touched(string table) =>
            $"exists (select from tracking.station_visits t where t.waybill = {table}.waybill and t.station {station})";
    }

    // One value becomes an equality: then the rows of one account come from its index in the order wanted, without a sort.
    private static string? Is(IReadOnlyCollection<string>? values, List<NpgsqlParameter> parameters)
    {
        if (values is null) return null;
        parameters.Add(values.Count == 1 ? QueryParameters.Text("", values.Single()) : QueryParameters.Texts("", values));
        return values.Count == 1 ? $"= ${parameters.Count}" : $"= any (${parameters.Count})";
    }

    [GeneratedRegex(@"\{in scope (?<table>\w+)\}")]
    private static partial Regex Places();
}
