using System.Collections.Concurrent;
using System.Reflection;

namespace OrderTracking.Postgres.Statements;

/// <summary>Reads the .sql files beside an engine's code, which are compiled in as resources.</summary>
/// <param name="root">The prefix of their resource names.</param>
internal sealed class SqlFiles(Assembly home, string root)
{
    private readonly ConcurrentDictionary<string, string> texts = new();

    /// <summary>A file's text, by folder and name without the extension: <c>Log.feed</c>.</summary>
    public string Text(string name) => texts.GetOrAdd(name, Load);

    /// <summary>The names of the files in a folder.</summary>
    public IEnumerable<string> Folder(string folder) =>
        from resource in home.GetManifestResourceNames()
        where resource.StartsWith($"{root}{folder}.", StringComparison.Ordinal)
        select resource[root.Length..^".sql".Length];

    private string Load(string name)
    {
        using var stream = home.GetManifestResourceStream($"{root}{name}.sql")
            ?? throw new ArgumentException($"There is no SQL file {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>The SQL of both engines: log, views, queries.</summary>
internal static class Sql
{
    private static readonly SqlFiles Files = new(typeof(Sql).Assembly, "OrderTracking.Postgres.Sql.");

    public static string Text(string name) => Files.Text(name);

    /// <summary>The names of the files in a folder.</summary>
    public static IEnumerable<string> Folder(string folder) => Files.Folder(folder);

    /// <summary>Numbered changes of the schema, in their order.</summary>
    public static IEnumerable<(int Number, string Name)> SchemaChanges() =>
        from name in Files.Folder("Schema")
        let number = int.Parse(name.AsSpan("Schema.".Length, 4), System.Globalization.CultureInfo.InvariantCulture)
        orderby number
        select (number, name);
}
