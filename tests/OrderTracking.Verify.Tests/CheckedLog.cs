using System.Diagnostics;
using System.Reflection;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;

namespace OrderTracking.Verify.Tests;

/// <summary>A service on a database of its own whose log is signed, and what an auditor does with it from outside.</summary>
public sealed class CheckedLog : IAsyncDisposable
{
    private static readonly string Root = typeof(CheckedLog).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "RepoRoot").Value!;

    private readonly string folder = Directory.CreateTempSubdirectory("ordertracking-log-").FullName;
    private NpgsqlDataSource? owner;
    private TestDatabase? database;

    public RunningService Service { get; private set; } = null!;

    /// <summary>The key that signs, as it was first seen.</summary>
    public string Key { get; private set; } = "";

    public string KeyFolder => Path.Combine(folder, "keys");

    public string ConnectionString => database!.ConnectionString;

    public static async Task<CheckedLog> Start()
    {
        var log = new CheckedLog { database = await TestDatabase.CreateAsync() };
        log.owner = NpgsqlDataSource.Create(log.database.ConnectionString);
        await log.StartService();
        return log;
    }

    public async Task StartService() => Service = await RunningService.StartAsync(
        await database!.MemberOf("ordertracking_service"), owner: database.ConnectionString, logKeys: KeyFolder);

    public Task StopService() => Service.DisposeAsync().AsTask();

    /// <summary>Records waybills of three events each, and waits until the log's head over them is signed.</summary>
    public async Task Record(string prefix, int waybills)
    {
        var now = DateTimeOffset.Now.AddMinutes(-10);
        for (var i = 0; i < waybills; i++)
            (await Service.Post($"/v1/waybills/{prefix}-{i:00}/events", new[]
            {
                Send.Received(now, 10), Send.Loaded(now.AddMinutes(1), 10), Send.Arrived(now.AddMinutes(9), 10),
            })).Status.ShouldBe(201);
        await Signed();
    }

    /// <summary>Waits until all that is recorded is signed; answers the head.</summary>
    public async Task<string> Signed()
    {
        var last = await Ask<long>("select max(seq_id) from mt_events where type <> 'tombstone'");
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var state = (await Service.Get("/v1/audit/log")).Body;
            if (state.GetProperty("position").GetInt64() >= last && state.GetProperty("checkpoint").GetString() is { } checkpoint
                && checkpoint.Split('\n')[1] == state.GetProperty("size").ToString())
            {
                if (Key.Length == 0) Key = state.GetProperty("key").GetString()!;
                return checkpoint;
            }
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), state.ToString());
            await Task.Delay(50);
        }
    }

    public async Task<T> Ask<T>(string sql)
    {
        await using var command = owner!.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Changes what is stored as a superuser can, past every trigger and key.</summary>
    public async Task Tamper(string sql)
    {
        await using var connection = await owner!.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("set local session_replication_role = replica; " + sql, connection);
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    /// <summary>What each verifier finds first, with a head that was kept; an empty text where it finds nothing.</summary>
    public async Task<(string Export, string Database, string Python)> Check(string? kept)
    {
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.ndjson");
        var export = await Service.Get("/v1/audit/log/export");
        export.Status.ShouldBe(200, export.ToString());
        await File.WriteAllBytesAsync(file, export.Bytes);
        string[] heads = kept is null ? [] : [kept];
        return (First(await Verification.Check(await ExportFile.Open(file), Key, heads)),
            First(await Verification.Check(await LogDatabase.Open(ConnectionString), Key, heads)), await Python(file, kept));

        static string First(Verdict verdict) => verdict.Faults.Count > 0 ? verdict.Faults[0] : "";
    }

    /// <summary>The first line with a fault that ops/verify.py prints; empty if it finds none.</summary>
    public async Task<string> Python(string file, string? kept = null)
    {
        var asked = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(Root, "ops", "verify.py"), file, "--key", Key]) asked.ArgumentList.Add(argument);
        if (kept is not null)
        {
            await File.WriteAllTextAsync(file + ".checkpoint", kept);
            asked.ArgumentList.Add("--checkpoint");
            asked.ArgumentList.Add(file + ".checkpoint");
        }
        using var python = Process.Start(asked)!;
        var (said, failed) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        await python.WaitForExitAsync();
        var fault = (await said).Split('\n').FirstOrDefault(line => line.StartsWith("FAULT ", StringComparison.Ordinal)) ?? "";
        python.ExitCode.ShouldBe(fault.Length == 0 ? 0 : 1, await failed + await said);
        return fault;
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        if (owner is not null) await owner.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
