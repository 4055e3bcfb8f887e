using System.CommandLine;
using OrderTracking.Cli.Reference;
using OrderTracking.Cli.Wire;

namespace OrderTracking.Cli.Commands;

/// <summary><c>load reference &lt;folder&gt;</c>.</summary>
internal static class LoadReference
{
    public static Command Command()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Holds some of "
            + string.Join(", ", ReferenceFile.All.Select(file => file.Name)) + "." };
        var url = Shared.Url();
        var zone = new Option<string>("--zone")
        {
            Description = "IANA time zone of days that are written without a time. Default: ORDERTRACKING_TIMEZONE, else Asia/Shanghai.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ORDERTRACKING_TIMEZONE") is { Length: > 0 } set
            ? set : "Asia/Shanghai",
        };
        var station = new Option<string>("--station") { Description = "Code of the station that records it.",
            DefaultValueFactory = _ => "HQ" };
        var by = new Option<string>("--by") { Description = "Who records it: a handle, never a personal name.",
            DefaultValueFactory = _ => "load-reference" };

        var command = new Command("reference",
            "Accounts, managers, lane standards, stations, calendars and penalty schedules from CSV files.") { folder, url, zone, station,
            by };
        command.SetAction((given, cancel) => Shared.RunAsync(async () =>
        {
            var read = Read(given.GetRequiredValue(folder), TimeZoneInfo.FindSystemTimeZoneById(given.GetRequiredValue(zone)));
            var client = Shared.Client(given.GetRequiredValue(url));
            var loader = new ReferenceLoader(client, await ReferenceLoader.KnownAsync(client, cancel), WireData.Time(DateTimeOffset.Now),
                given.GetRequiredValue(station), given.GetRequiredValue(by));
            var faults = new List<RowFault>();
            foreach (var (name, rows, wrong) in read)
            {
                faults.AddRange(wrong);
                var sent = await loader.SendAsync(name, rows, cancel);
                Console.WriteLine(wrong.Count > 0 ? $"{name}: not sent"
                    : $"{name}: {rows.Count:N0} read, {sent:N0} recorded, {rows.Count - sent:N0} not");
            }
            faults.AddRange(loader.Refused);
            foreach (var fault in faults.Take(100)) await Console.Error.WriteLineAsync(fault.ToString());
            if (faults.Count > 100) await Console.Error.WriteLineAsync($"and {faults.Count - 100:N0} more");
            return faults.Count == 0 ? Shared.Good : Shared.LinesLeft;
        }));
        return command;
    }

    private static List<(string Name, IReadOnlyList<ReferenceRow> Rows, IReadOnlyList<RowFault> Faults)> Read(
        DirectoryInfo folder, TimeZoneInfo zone)
    {
        if (!folder.Exists) throw new DirectoryNotFoundException($"there is no folder {folder.FullName}");
        var read = new List<(string, IReadOnlyList<ReferenceRow>, IReadOnlyList<RowFault>)>();
        foreach (var file in ReferenceFile.All)
        {
            var path = Path.Combine(folder.FullName, file.Name);
            if (!File.Exists(path)) continue;
            using var content = File.OpenRead(path);
            var (rows, faults) = file.Read(content, zone);
            read.Add((file.Name, rows, faults));
        }
        return read.Count > 0
            ? read : throw new FileNotFoundException(
                $"{folder.FullName} holds none of {string.Join(", ", ReferenceFile.All.Select(file => file.Name))}");
    }
}
