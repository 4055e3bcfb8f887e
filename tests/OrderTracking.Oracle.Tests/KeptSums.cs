using System.Text.Json.Nodes;
using Npgsql;

namespace OrderTracking.Oracle.Tests;

/// <summary>Compares the roll-up tables with the oracle's sums. A row whose sums returned to zero may remain.</summary>
internal static class KeptSums
{
    public static async Task Compare(Compared compared, NpgsqlDataSource database, Company company)
    {
        var sums = new RollUps(company);
        await Table("on_time_rollup", sums.OnTime);
        await Table("receipts_rollup", sums.Receipts);
        await Table("volumes_rollup", sums.Volumes);
        foreach (var rule in new[] { "sorting", "reportBack" })
            await Table("deadlines_rollup", sums.Deadlines(rule), $" where rule = '{rule}'");

        async Task Table(string table, IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> expected, string where = "")
        {
            var actual = new Dictionary<string, JsonObject>();
            await using var command = database.CreateCommand(
                $"select concat_ws(' ', t.scope, t.key, t.grain, t.day), to_jsonb(t) - '{{rule,scope,key,grain,day}}'::text[] from "
                + $"tracking.{table} t{where}");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var row = JsonNode.Parse(reader.GetString(1))!.AsObject();
                if (row.Any(sum => sum.Value!.GetValue<decimal>() != 0)) actual.Add(reader.GetString(0), row);
            }
            compared.Rows(table + where, expected.ToDictionary(row => row.Key, row => Compared.Json(row.Value)), actual);
        }
    }
}
