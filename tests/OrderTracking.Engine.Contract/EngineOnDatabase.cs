using Npgsql;
using OrderTracking.Testing;

namespace OrderTracking.Engine.Contract;

/// <summary>An engine on a database of its own that a test can read directly.</summary>
public abstract class EngineOnDatabase : EngineUnderTest
{
    private TestDatabase? database;

    public TestDatabase Database => database!;

    public string ConnectionString => Database.ConnectionString;

    /// <summary>The connection string of a node.</summary>
    protected string NodeConnection(int connections) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { ApplicationName = "ordertracking",
            MaxPoolSize = connections }.ConnectionString;

    public override async Task CreateDatabase() => database = await TestDatabase.CreateAsync();

    public override Task KillLeader() => Run(
        """
        select pg_terminate_backend(l.pid) from pg_locks l
        where l.locktype = 'advisory' and l.classid = 7302025 and l.objid = 3 and l.granted
          and l.database = (select oid from pg_database where datname = current_database())
        """);

    /// <summary>Ends one of the service's connections, any of them.</summary>
    public Task KillAnyBackend() => Run(
        """
        select pg_terminate_backend(a.pid) from pg_stat_activity a
        where a.datname = current_database() and a.pid <> pg_backend_pid() and a.application_name = 'ordertracking'
        order by random() limit 1
        """);

    /// <summary>Runs a query on a connection that is neither pooled nor killed by these tests.</summary>
    public async Task<object?> Ask(string sql)
    {
        await using var connection = await Open();
        // Some make tens of thousands of rows on a machine that has other tests to run.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The same where the keys of persons are.</summary>
    public virtual Task<object?> AskKeys(string sql) => Ask(sql);

    public async Task<List<string>> AskAll(string sql)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i)
                    ? "null" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        return lines;
    }

    public Task Run(string sql) => Ask(sql);

    public async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false,
            ApplicationName = "test" }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    protected override async Task DropDatabase()
    {
        if (database is not null) await database.DisposeAsync();
    }
}
