using System.Reflection;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace OrderTracking.Architecture.Tests;

/// <summary>Values reach the database as parameters. SQL composed in code consists only of names that the code itself knows.</summary>
public partial class SqlTests
{
    /// <summary>The beginning of each statement that may be composed, and the reason.</summary>
    private static readonly (string File, string Begins, string Because)[] Allowed =
    [
        ("ViewSnapshots.cs", "lock table {", "the names of the views' tables, from the list in ViewTables"),
        ("PostgresRebuild.cs", "lock table {", "the same"),
    ];

    private static readonly string Root =
        typeof(SqlTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;

    [Fact]
    public void no_value_is_written_into_sql() =>
        Sources().SelectMany(file => PutTogether(File.ReadAllText(file)).Select(sql => (File: Path.GetFileName(file), Sql: sql)))
            .Where(found => !Allowed.Any(allowed => allowed.File == found.File && found.Sql.StartsWith(allowed.Begins, StringComparison.Ordinal)))
            .ShouldBeEmpty();

    [Fact]
    public void what_is_allowed_is_still_there() =>
        Allowed.Where(allowed => !Sources().Where(file => Path.GetFileName(file) == allowed.File)
            .Any(file => PutTogether(File.ReadAllText(file)).Any(sql => sql.StartsWith(allowed.Begins, StringComparison.Ordinal)))).ShouldBeEmpty();

    [Theory]
    [InlineData("""new($"delete from t where id = '{id}'")""", true)]
    [InlineData("\"select * from t where id = \" + id", true)]
    [InlineData("$\"\"\"\n  select * from t where name = '{name}'\n  \"\"\"", true)]
    [InlineData("string.Format(\"update t set a = {0}\", a)", true)]
    [InlineData("""new("select * from t where id = $1")""", false)]
    [InlineData("""$"{count} lines could not be selected" """, false)]
    public void what_is_looked_for_is_found(string code, bool isFound) => PutTogether(code).Any().ShouldBe(isFound);

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static IEnumerable<string> PutTogether(string code) =>
        Interpolated().Matches(code).Concat(Added().Matches(code)).Concat(Formatted().Matches(code)).Select(match => match.Groups["sql"].Value);

    private const string Statement = @"(?<sql>(select|insert\s+into|update|delete\s+from|truncate|merge\s+into|with|create|alter|drop|lock|grant|copy|call|set)\s";

    // An interpolated string with a value in it, also raw or verbatim.
    [GeneratedRegex("\\$@?\\$*(\"\"\"\\s*|\")" + Statement + "[^\"]*\\{)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Interpolated();

    // A string to which a value is added.
    [GeneratedRegex("\"" + Statement + "[^\"]*\"\\s*\\+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Added();

    [GeneratedRegex("Format\\([^\"]*\"" + Statement + "[^\"]*\\{)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Formatted();
}
