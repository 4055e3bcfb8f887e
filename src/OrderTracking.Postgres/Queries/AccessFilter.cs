using System.Text.RegularExpressions;
using Npgsql;
using OrderTracking.Application.Access;

namespace OrderTracking.Postgres.Queries;

/// <summary>
/// What somebody may see, as a condition in each question to the views. The SQL has a place for it, <c>{in scope x}</c>, x being a
/// table with waybill and account. It is put in as text, and not as parameters that may be null, because a condition on a table of
/// its own can only be planned as a join where no "or" stands beside it.
/// </summary>
internal static partial class AccessFilter
{
    /// <summary>The question with its conditions, and the parameters with theirs at their end.</summary>
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

        string Touched(string table) => $"exists (select from tracking.station_visits t where t.waybill = {table}.waybill and t.station {station})";
    }

    // One alone is an equality: rows of one account come from its index in the order that is wanted.
    private static string? Is(IReadOnlyCollection<string>? values, List<NpgsqlParameter> parameters)
    {
        if (values is null) return null;
        parameters.Add(values.Count == 1 ? QueryParameters.Text(values.Single()) : QueryParameters.Texts(values));
        return values.Count == 1 ? $"= ${parameters.Count}" : $"= any (${parameters.Count})";
    }

    [GeneratedRegex(@"\{in scope (?<table>\w+)\}")]
    private static partial Regex Places();
}
