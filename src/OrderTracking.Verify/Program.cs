using Npgsql;
using OrderTracking.Verify;

const string Help =
    """
    ops/verify (--export FILE | --database CONNECTION) [--key KEY] [--checkpoint FILE]...

      --export FILE          an export of the log (GET /v1/audit/log/export), also compressed by gzip
      --database CONNECTION  a connection string, of a role that may read the log and the schema transparency
      --key KEY              the key that is trusted, as GET /v1/audit/log names it, kept from a day when it was believed; without it the
                             log's own, which proves only that the log agrees with itself
      --checkpoint FILE      a signed head that was kept from before; may be given several times

    Exit code: 0 nothing was found · 1 the log was tampered with: the first line says where · 2 it could not be checked
    """;

string? export = null, database = null, key = null;
List<string> checkpoints = [];
for (var i = 0; i < args.Length; i += 2)
{
    if (args[i] is "--help" or "-h" || i + 1 == args.Length) return Usage();
    switch (args[i])
    {
        case "--export": export = args[i + 1]; break;
        case "--database": database = args[i + 1]; break;
        case "--key": key = args[i + 1]; break;
        case "--checkpoint": checkpoints.Add(args[i + 1]); break;
        default: return Usage();
    }
}
if (export is null == database is null) return Usage();
try
{
    var log = export is not null ? await ExportFile.Open(export) : await LogDatabase.Open(database!);
    var verdict = await Verification.Check(log, key, [.. checkpoints.Select(File.ReadAllText)]);
    foreach (var fault in verdict.Faults) Console.WriteLine($"FAULT {fault}");
    foreach (var note in verdict.Notes) Console.WriteLine(note);
    if (verdict.Faults.Count == 0 && key is null) Console.WriteLine("No key was given: the log's own was taken.");
    return verdict.Faults.Count == 0 ? 0 : 1;
}
catch (Exception fault) when (fault is IOException or InvalidDataException or NpgsqlException or System.Text.Json.JsonException
    or FormatException or UnauthorizedAccessException or KeyNotFoundException)
{
    await Console.Error.WriteLineAsync($"ops/verify: {fault.Message}");
    return 2;
}

int Usage()
{
    Console.WriteLine(Help);
    return args.Contains("--help") || args.Contains("-h") ? 0 : 2;
}
