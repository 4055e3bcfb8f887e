using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Engine.Contract;

namespace OrderTracking.Postgres.Tests;

/// <summary>The engine as in operation: its nodes connect as the service's role, and another role owns the schema.</summary>
public sealed class PostgresUnderTest : EngineOnDatabase
{
    private string service = "", auditor = "";

    public override async Task CreateDatabase()
    {
        await base.CreateDatabase();
        service = await Database.MemberOf("ordertracking_service");
        auditor = await Database.MemberOf("ordertracking_auditor");
    }

    /// <summary>Runs a statement with the rights of the service.</summary>
    public Task<object?> AsService(string sql) => As(service, sql);

    public Task<object?> AsAuditor(string sql) => As(auditor, sql);

    protected override void AddEngine(IServiceCollection services) => services
        .AddPostgresEngine(new NpgsqlConnectionStringBuilder(service) { ApplicationName = "ordertracking",
            MaxPoolSize = 20 }.ConnectionString);

    protected override async Task Prepare(IServiceProvider services)
    {
        await using (var owner = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false"))
            await Schema.Upgrade(owner, CancellationToken.None);
        await services.PreparePostgresEngine(CancellationToken.None);
    }

    private static async Task<object?> As(string login, string sql)
    {
        await using var connection =
            new NpgsqlConnection(new NpgsqlConnectionStringBuilder(login) { Pooling = false, ApplicationName = "test" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
