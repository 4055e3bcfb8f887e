using System.Globalization;
using System.Runtime.InteropServices;

namespace OrderTracking.Bench;

/// <summary>Describes the machine that the figures were measured on.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync(Bench bench)
    {
        var processor = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        var server = await bench.Postgres.AskAsync<string>("postgres", """
            select 'PostgreSQL ' || current_setting('server_version') || ' (' || string_agg(name || ' = ' || current_setting(name),
            ', ' order by name) || ')'
            from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size',
            'wal_sync_method')
            """);
        var disk = new DriveInfo(bench.Postgres.Scratch).DriveFormat;
        return string.Create(CultureInfo.InvariantCulture,
            $"machine: {Environment.ProcessorCount} cores ({processor}), {memory:0} GB, Linux {kernel}, "
            + $"{RuntimeInformation.FrameworkDescription}; {server} on {disk}");
    }
}
