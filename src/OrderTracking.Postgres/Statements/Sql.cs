using System.Collections.Concurrent;
using System.Reflection;

namespace OrderTracking.Postgres.Statements;

/// <summary>Reads the .sql files beside an engine's code, which are compiled in as resources.</summary>
/// <param name="root">The prefix of their resource names.</param>
internal sealed class SqlFiles(Assembly home, string root)
{
    private readonly ConcurrentDictionary<string, string> texts = new();
    private readonly ConcurrentDictionary<string, SqlStatement> statements = new();

    /// <summary>A file's text, by folder and name without the extension: <c>Log.read_all</c>.</summary>
    public string Text(string name) => texts.GetOrAdd(name, Load);

    /// <summary>The statement of a file that names its parameters.</summary>
    public SqlStatement Statement(string name) =>
        statements.GetOrAdd(name, static (name, files) => SqlStatement.Parse(files.Text(name)), this);

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

    /// <summary>For statements without parameters or with few, which the file writes as <c>$1</c>.</summary>
    public static string Text(string name) => Files.Text(name);

    /// <summary>For statements whose file names its parameters, as all with five or more do.</summary>
    public static SqlStatement Statement(string name) => Files.Statement(name);

    /// <summary>The names of the files in a folder.</summary>
    public static IEnumerable<string> Folder(string folder) => Files.Folder(folder);

    /// <summary>Numbered changes of the schema, in their order.</summary>
    public static IEnumerable<(int Number, string Name)> SchemaChanges() =>
        from name in Files.Folder("Schema")
        let number = int.Parse(name.AsSpan("Schema.".Length, 4), System.Globalization.CultureInfo.InvariantCulture)
        orderby number
        select (number, name);
}
