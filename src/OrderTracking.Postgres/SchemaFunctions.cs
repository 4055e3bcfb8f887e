using System.Security.Cryptography;
using System.Text;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres;

/// <summary>The functions and triggers of the schema: each text of Sql/Functions, in the order in which they are applied.</summary>
internal sealed record SchemaFunctions(IReadOnlyList<string> Texts)
{
    // In order of dependency. PostgreSQL checks the calls in the body of an SQL function when the function is made, and a trigger needs
    // its function; the bodies of PL/pgSQL functions are looked up when they run. Within a room the files are applied by name.
    private static readonly string[] Rooms =
        ["Verdicts", "Log", "Quarantine", "Views", "RollUps", "Rebuilds", "Reports", "Access", "Triggers"];

    public static SchemaFunctions Declared { get; } = new(
        [.. from room in Rooms from name in Sql.Folder($"Functions.{room}").Order(StringComparer.Ordinal) select Sql.Text(name)]);

    /// <summary>Changes when any text changes, is added, removed or moved.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', Texts))));
}
