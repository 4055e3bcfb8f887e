using Npgsql;

namespace OrderTracking.Testing;

/// <summary>
/// A fresh database for a test class, dropped when disposed. It lives on the server that <c>ops/test</c> starts and names in
/// ORDERTRACKING_TEST_DB; without one (<c>dotnet test</c> alone) on a private server that this process starts once.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>Names the connection string of a superuser to a server on which databases may be made and dropped.</summary>
    public const string ServerVariable = "ORDERTRACKING_TEST_DB";

    private static readonly Lazy<Task<string>> Server = new(FindServer);

    private readonly string server;

    private TestDatabase(string server, string name)
    {
        this.server = server;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name, IncludeErrorDetail = true }.ConnectionString;
    }

    public string Name { get; }

    public string ConnectionString { get; }

    /// <exception cref="InvalidOperationException">No server was given and PostgreSQL is not installed.</exception>
    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase(await Server.Value, "test_" + Guid.NewGuid().ToString("n"));
        // template0 never has connections, so tests that start at once do not block each other's copying.
        await database.Administer($"CREATE DATABASE {database.Name} TEMPLATE template0");
        return database;
    }

    /// <summary>
    /// A connection string of a login that has the rights of a group role and no others. Both are made if they are missing, so this must be
    /// called before rights are granted to the group.
    /// </summary>
    public async Task<string> MemberOf(string group)
    {
        await Administer(
            $"""
            do $$
            begin
                perform pg_advisory_xact_lock(hashtext('roles of tests'));
                if not exists (select from pg_roles where rolname = '{group}') then create role {group} nologin; end if;
                if not exists (select from pg_roles where rolname = 'test_{group}') then create role test_{group} login password 'test' in
                role {group}; end if;
            end
            $$
            """);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Username = $"test_{group}", Password = "test" }.ConnectionString;
    }

    /// <summary>Drops the database and ends connections to it.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pooled);
        await Administer($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }

    private async Task Administer(string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> FindServer()
    {
        if (Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } given)
            return given;
        var cluster = await PrivateCluster.StartAsync("max_connections = 200");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return cluster.ConnectionString;
    }
}
