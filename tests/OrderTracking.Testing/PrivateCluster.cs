using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace OrderTracking.Testing;

/// <summary>
/// A PostgreSQL server of a test's own, in a temporary folder on a free loopback port: for tests that kill it.
/// It is as durable as a real one (fsync and synchronous_commit stay on); disposing removes it.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    private readonly string data;
    private readonly string log;
    private readonly string password;
    private int port;

    private PrivateCluster(string? password = null)
    {
        this.password = password ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Folder = Directory.CreateTempSubdirectory("ordertracking-cluster-").FullName;
        data = Path.Combine(Folder, "data");
        log = Path.Combine(Folder, "postgres.log");
    }

    /// <summary>The superuser's connection string to the database postgres; the same after kills and restarts.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Password = password,
        Database = "postgres",
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>The temporary folder that holds it.</summary>
    public string Folder { get; }

    /// <summary>The postmaster's process id.</summary>
    public int ProcessId { get; private set; }

    /// <summary>The server's log so far.</summary>
    public string Log => File.Exists(log) ? File.ReadAllText(log) : "";

    /// <summary>Makes the cluster and starts it.</summary>
    /// <param name="settings">Lines for postgresql.conf, e.g. <c>max_connections = 50</c>.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or did not start.</exception>
    public static async Task<PrivateCluster> StartAsync(params string[] settings)
    {
        var cluster = new PrivateCluster();
        try
        {
            await cluster.Initialize(settings);
            await cluster.Start();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a standby that replicates this server, and starts it.</summary>
    /// <param name="name">By which this server's synchronous_standby_names can name it.</param>
    public async Task<PrivateCluster> StartStandbyAsync(string name)
    {
        var standby = new PrivateCluster(password);
        try
        {
            await standby.HandOverFolder();
            var primary = string.Create(CultureInfo.InvariantCulture,
                $"host=127.0.0.1 port={port} user=postgres password={password} application_name={name}");
            await PostgresBinaries.Run("pg_basebackup", "-D", standby.data, "-d", primary, "--write-recovery-conf", "--checkpoint=fast",
                "--no-sync");
            await standby.Start();
            return standby;
        }
        catch
        {
            await standby.DisposeAsync();
            throw;
        }
    }

    /// <summary>What pg_dump writes of the database postgres.</summary>
    public async Task<string> Dump()
    {
        var file = Path.Combine(data, "dump.sql");
        await PostgresBinaries.Run("pg_dump", "-f", file, "-d",
            $"postgresql://postgres:{password}@127.0.0.1:{port.ToString(System.Globalization.CultureInfo.InvariantCulture)}/postgres");
        return await File.ReadAllTextAsync(file);
    }

    /// <summary>Ends recovery: a standby becomes a primary, on a timeline of its own.</summary>
    public Task Promote() => PostgresBinaries.Run("pg_ctl", "promote", "-s", "-w", "-t", "60", "-D", data);

    /// <summary>Runs a statement on a connection of its own.</summary>
    public async Task<object?> Ask(string sql)
    {
        // Not pooled: a pool may hold connections from before a kill.
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Imitates a power cut: kills the postmaster and its backends; nothing is flushed.</summary>
    public async Task Kill9()
    {
        // Backends notice the postmaster's death only when they next check, and would finish their statements: they are killed as well.
        var backends = Children(ProcessId);
        foreach (var process in (int[])[ProcessId, .. backends])
            Kill(process);
        while (IsRunning(ProcessId) || backends.Any(IsRunning))
            await Task.Delay(10);
    }

    /// <summary>Starts a killed or stopped server again on the same port; returns when it takes connections, recovery done.</summary>
    public async Task Restart()
    {
        await Stop("fast");
        await Start();
    }

    /// <summary>The value that the server reports for a setting, e.g. <c>fsync</c> → <c>on</c>.</summary>
    public async Task<string> Setting(string name) => (string)(await Ask($"show {name}"))!;

    public async ValueTask DisposeAsync()
    {
        await Stop("immediate");
        Directory.Delete(Folder, recursive: true);
    }

    private async Task HandOverFolder()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await PostgresBinaries.HandOver(Folder);
    }

    private async Task Initialize(string[] settings)
    {
        var passwordFile = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(passwordFile, password);
        await PostgresBinaries.HandOver(passwordFile);
        await HandOverFolder();
        await PostgresBinaries.Run("initdb", "-D", data, "--username=postgres", "--pwfile=" + passwordFile,
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync");
        await File.AppendAllLinesAsync(Path.Combine(data, "postgresql.conf"),
            ["listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", "shared_buffers = 64MB", "timezone = 'UTC'", .. settings])
            ;
        File.Delete(passwordFile);
    }

    private async Task Start()
    {
        var givenUp = DateTime.UtcNow.AddMinutes(2);
        while (true)
        {
            if (port == 0)
                port = FreePort();
            ForgetStranger();
            var before = Log.Length;
            try
            {
                await PostgresBinaries.Run("pg_ctl", "start", "-s", "-w", "-t", "120", "-D", data, "-l", log,
                    "-o", string.Create(CultureInfo.InvariantCulture, $"-p {port}"));
                ProcessId = Postmaster() ?? throw new InvalidOperationException("PostgreSQL started and ended again: " + Log[before..]);
                return;
            }
            catch (InvalidOperationException e) when (DateTime.UtcNow < givenUp)
            {
                var said = Log[before..];
                if (said.Contains("could not bind", StringComparison.Ordinal) && ProcessId == 0)
                    port = 0;
                else if (!said.Contains("is still in use", StringComparison.Ordinal)
                    && !said.Contains("could not bind", StringComparison.Ordinal))
                    throw new InvalidOperationException($"{e.Message} {said}", e);
                await Task.Delay(200);
            }
        }
    }

    private async Task Stop(string mode)
    {
        if (Postmaster() is null)
            return;
        await PostgresBinaries.Run("pg_ctl", "stop", "-s", "-w", "-t", "60", "-m", mode, "-D", data);
    }

    /// <summary>Removes a pid file that names another process: PostgreSQL would take it for a postmaster and not start.</summary>
    private void ForgetStranger()
    {
        if (Postmaster() is null)
            File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    private int? Postmaster()
    {
        try
        {
            var pid = int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            return IsRunning(pid) && (!Directory.Exists("/proc/self") || Arguments(pid).Contains(data, StringComparison.Ordinal))
                ? pid : null;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private static bool IsRunning(int pid)
    {
        // A killed process that its parent has not waited for yet (a zombie) still has an entry, but no arguments.
        if (Directory.Exists("/proc/self"))
            return Arguments(pid).Length > 0;
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Arguments(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static int[] Children(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{pid}/children"))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))
                .ToArray();
        }
        catch (IOException)
        {
            return [];
        }
    }
}
