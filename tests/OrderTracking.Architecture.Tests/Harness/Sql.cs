using Npgsql;
using Xunit;

namespace OrderTracking.Architecture.Tests.Harness;

internal static class Sql
{
    public static Task Run(string connectionString, string sql) => Ask(connectionString, sql);

    public static async Task<object?> Ask(string connectionString, string sql)
    {
        // Not pooled: a pool may hold connections from before a kill.
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
