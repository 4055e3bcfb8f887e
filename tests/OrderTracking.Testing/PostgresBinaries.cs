using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OrderTracking.Testing;

/// <summary>Where PostgreSQL's programs are, and how a test process may run them.</summary>
internal static partial class PostgresBinaries
{
    private const int Oldest = 15;

    private static readonly string[] Programs = ["initdb", "pg_ctl", "pg_basebackup"];
    private static readonly Lazy<Task<string>> Folder = new(Find);
    private static readonly Lazy<Task<string>> User = new(OrdinaryUser);

    /// <summary>Runs a PostgreSQL program, as an ordinary user where this process is root, because PostgreSQL refuses root.</summary>
    /// <exception cref="InvalidOperationException">
    /// PostgreSQL is not installed, or the program ended with an error; the message contains its output.
    /// </exception>
    public static async Task Run(string program, params string[] arguments)
    {
        var path = Path.Combine(await Folder.Value, program);
        var (exitCode, output) = await Invoke(Environment.IsPrivilegedProcess
            ? ["runuser", "-u", await User.Value, "--", path, .. arguments]
            : [path, .. arguments]);
        if (exitCode != 0)
            throw new InvalidOperationException($"{program} ended with {exitCode}: {output}");
    }

    /// <summary>Gives a file or folder to the user who runs PostgreSQL.</summary>
    public static async Task HandOver(string path)
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        var (exitCode, output) = await Invoke("chown", await User.Value, path);
        if (exitCode != 0)
            throw new InvalidOperationException($"chown: {output}");
    }

    private static async Task<string> Find()
    {
        string[] folders =
        [
            .. Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [],
            .. Versions("/usr/lib/postgresql", "*"), .. Versions("/usr", "pgsql-*"), "/usr/local/pgsql/bin",
            .. Versions("/opt/homebrew/opt", "postgresql@*"), .. Versions("/usr/local/opt", "postgresql@*"),
            .. Versions("/Applications/Postgres.app/Contents/Versions", "*"),
        ];
        var (newest, best) = (Oldest - 1, "");
        foreach (var folder in folders.Where(folder => Programs.All(program => File.Exists(Path.Combine(folder, program)))))
        {
            if (await Major(folder) is var major && major > newest)
                (newest, best) = (major, folder);
        }

        return best.Length > 0
            ? best
            : throw new InvalidOperationException(
                $"PostgreSQL {Oldest} or newer ({string.Join(", ", Programs)}, postgres) is missing: install it, or set "
                + $"{TestDatabase.ServerVariable}.");
    }

    private static IEnumerable<string> Versions(string parent, string pattern) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern).Select(folder => Path.Combine(folder, "bin"))
            : [];

    private static async Task<int> Major(string folder)
    {
        var (exitCode, output) = await Invoke(Path.Combine(folder, "pg_ctl"), "--version");
        var version = VersionNumber().Match(output);
        return exitCode == 0 && version.Success ? int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    private static async Task<string> OrdinaryUser()
    {
        foreach (var name in (string[])["postgres", "ordertracking", "nobody"])
        {
            if ((await Invoke("id", "-u", name)).ExitCode == 0)
                return name;
        }

        throw new InvalidOperationException("PostgreSQL does not run as root, and there is no user 'postgres' to run it as.");
    }

    private static async Task<(int ExitCode, string Output)> Invoke(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            // The user who runs PostgreSQL may not be allowed into the current directory.
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{await error}".Trim());
    }

    [GeneratedRegex(@"\) (\d+)")]
    private static partial Regex VersionNumber();
}
