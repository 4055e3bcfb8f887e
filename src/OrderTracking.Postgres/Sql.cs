using System.Collections.Concurrent;
using System.Reflection;

namespace OrderTracking.Postgres;

/// <summary>SQL lives in .sql files beside this code and is compiled in.</summary>
internal static class Sql
{
    private const string Root = "OrderTracking.Postgres.Sql.";
    private static readonly Assembly Home = typeof(Sql).Assembly;
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    /// <summary>A file's text, by folder and name without the ending: <c>Log.feed</c>.</summary>
    public static string Text(string name) => Texts.GetOrAdd(name, Load);

    /// <summary>Numbered changes of the schema, in their order.</summary>
    public static IEnumerable<(int Number, string Name)> SchemaChanges() =>
        from resource in Home.GetManifestResourceNames()
        where resource.StartsWith(Root + "Schema.", StringComparison.Ordinal)
        let name = resource[Root.Length..^".sql".Length]
        let number = int.Parse(name.AsSpan("Schema.".Length, 4), System.Globalization.CultureInfo.InvariantCulture)
        orderby number
        select (number, name);

    private static string Load(string name)
    {
        using var stream = Home.GetManifestResourceStream($"{Root}{name}.sql") ?? throw new ArgumentException($"There is no SQL file {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
