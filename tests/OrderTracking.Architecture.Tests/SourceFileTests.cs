using Shouldly;
using Xunit;

namespace OrderTracking.Architecture.Tests;

/// <summary>How long the lines and files of the sources are.</summary>
public sealed class SourceFileTests
{
    private const int MaxColumns = 140, MaxLinesOfSource = 350;

    [Fact]
    public void no_line_is_longer_than_140_columns() =>
        Files("src", "tests").Concat(Sql("src", "ops"))
            .SelectMany(file => File.ReadLines(file)
                .Select((line, index) => (Text: line, Where: $"{Path.GetRelativePath(Repository.Root, file)}:{index + 1}")))
            .Where(line => line.Text.Length > MaxColumns).Select(line => $"{line.Where} has {line.Text.Length} columns").ShouldBeEmpty();

    [Fact]
    public void no_source_file_is_longer_than_350_lines() =>
        Files("src").Select(file => (Lines: File.ReadLines(file).Count(), Name: Path.GetRelativePath(Repository.Root, file)))
            .Where(file => file.Lines > MaxLinesOfSource).Select(file => $"{file.Name} has {file.Lines} lines").ShouldBeEmpty();

    private static List<string> Sql(params string[] folders)
    {
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.sql",
            SearchOption.AllDirectories)).ToList();
        files.Count.ShouldBeGreaterThan(100);
        return files;
    }

    // Without what Wolverine generates.
    private static List<string> Files(params string[] folders)
    {
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs",
            SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Generated{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();
        files.Count.ShouldBeGreaterThan(100);
        return files;
    }
}
