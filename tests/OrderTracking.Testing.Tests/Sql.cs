using Npgsql;
using Xunit;

namespace OrderTracking.Testing.Tests;

internal static class Sql
{
    public static Task Run(string connectionString, string sql) => Ask(connectionString, sql);

    public static async Task<object?> Ask(string connectionString, string sql)
    {
        // Not from a pool, which may hold connections of before a kill.
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
