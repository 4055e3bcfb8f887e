using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace OrderTracking.Architecture.Tests;

/// <summary>References between projects follow the rules. Read from the project files, so that unloaded assemblies count too.</summary>
public class ProjectArrowTests
{
    /// <summary>What each project may reference. A new project must be added here before the suite passes.</summary>
    private static readonly Rule[] Rules =
    [
        new("Domain", Projects: [], Package: IsAnalyzer),
        new("Application", Projects: ["Domain"],
            Package: package => IsAnalyzer(package) || !IsStore(package) && !IsWeb(package) && !IsFile(package)),
        new("Postgres", Projects: ["Domain", "Application"], Package: package => !IsWeb(package) && !IsOtherStore(package)),
        new("Marten", Projects: ["Domain", "Application", "Postgres"], Package: package => !IsWeb(package)),
        new("Reports.Files", Projects: ["Domain", "Application"], Package: IsFile),
        new("Dashboard", Projects: ["Domain", "Application"], Package: package => !IsStore(package)),
        new("Api", Projects: ["Domain", "Application", "Postgres", "Marten", "Reports.Files", "Dashboard"], Package: _ => true),
        // Whoever takes the package takes nothing else with it.
        new("Client", Projects: [], Package: _ => false),
        // A client of the HTTP API, like any other.
        new("Cli", Projects: ["Client"], Package: package => !IsStore(package)),
        // Of the Domain only the definition of a leaf: it checks what the service wrote.
        new("Verify", Projects: ["Domain"], Package: package => !IsWeb(package) && !IsOtherStore(package)),
        new("SampleData", Projects: ["Cli", "Client"], Package: package => !IsStore(package)),
    ];

    private static readonly Project[] Source = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.*proj", SearchOption.AllDirectories)
        .Select(Project.Read)
        .ToArray();

    [Fact]
    public void every_project_has_a_rule() =>
        Source.Select(project => project.Name).Except(Rules.Select(rule => rule.Project)).ShouldBeEmpty();

    [Fact]
    public void the_projects_that_are_known_were_seen() =>
        new[] { "Api", "Application", "Cli", "Client", "Domain", "Marten", "Postgres", "Reports.Files", "SampleData" }
            .Except(Source.Select(project => project.Name)).ShouldBeEmpty();

    [Fact]
    public void arrows_between_projects_follow_the_rules() =>
        Broken((project, rule) => project.References.Except(rule.Projects)).ShouldBeEmpty();

    [Fact]
    public void packages_follow_the_rules() =>
        Broken((project, rule) => project.Packages.Where(package => !rule.Package(package))).ShouldBeEmpty();

    [Fact]
    public void dependencies_have_no_cycles()
    {
        var left = Source.ToDictionary(project => project.Name, project => project.References.ToHashSet());
        while (left.FirstOrDefault(project => !project.Value.Overlaps(left.Keys)).Key is { } leaf)
            left.Remove(leaf);
        left.Keys.ShouldBeEmpty();
    }

    /// <summary>Ways around the rules: references to files, sources compiled in from elsewhere, shared settings.</summary>
    [Fact]
    public void there_is_no_way_round_the_rules()
    {
        Source.SelectMany(project => project.Detours.Select(detour => $"{project.Name}: {detour}")).ShouldBeEmpty();

        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.props", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.targets", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "ops", "build")))
            .Where(file => !IsBuildOutput(file))
            .SelectMany(file => XDocument.Load(file).Descendants()
                .Where(item => item.Name.LocalName is "ProjectReference" or "PackageReference" or "GlobalPackageReference" or "Reference")
                .Select(item => $"{file}: {item}"))
            .ShouldBeEmpty();
    }

    private static bool IsAnalyzer(string package) => package.EndsWith("Analyzers", StringComparison.Ordinal);

    private static bool IsOtherStore(string package) =>
        package.StartsWith("Marten", StringComparison.Ordinal) || package.StartsWith("Wolverine", StringComparison.Ordinal)
        || package.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || package == "Dapper";

    private static bool IsStore(string package) => IsOtherStore(package) || package.StartsWith("Npgsql", StringComparison.Ordinal);

    private static bool IsWeb(string package) => package.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal);

    private static bool IsFile(string package) => package is "CsvHelper" or "DocumentFormat.OpenXml" or "System.IO.Packaging";

    private static bool IsBuildOutput(string file) =>
        Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");

    private static string[] Broken(Func<Project, Rule, IEnumerable<string>> wrong) =>
    [
        .. from project in Source
           join rule in Rules on project.Name equals rule.Project
           from arrow in wrong(project, rule)
           select $"{project.Name} → {arrow}",
    ];

    private sealed record Rule(string Project, string[] Projects, Func<string, bool> Package);

    private sealed record Project(string Name, string[] References, string[] Packages, string[] Detours)
    {
        public static Project Read(string file)
        {
            var xml = XDocument.Load(file);
            return new(
                NameOf(file),
                [.. Includes("ProjectReference").Select(NameOf)],
                [
                    .. Includes("PackageReference"),
                    .. Includes("FrameworkReference"),
                    .. xml.Root!.Attribute("Sdk")?.Value is "Microsoft.NET.Sdk" ? (string[])[] : ["Microsoft.AspNetCore.App"],
                ],
                [
                    .. Includes("Reference"),
                    .. Includes("Compile").Concat(Includes("EmbeddedResource"))
                    .Where(path => path.Contains("..", StringComparison.Ordinal)),
                    .. xml.Descendants().Where(item => item.Name.LocalName == "Import").Select(item => item.ToString()),
                ]);

            IEnumerable<string> Includes(string item) => xml.Descendants()
                .Where(element => element.Name.LocalName == item)
                .SelectMany(element => ((string?)element.Attribute("Include") ?? (string?)element.Attribute("Update") ?? "").Split(';'))
                .Select(include => include.Trim())
                .Where(include => include.Length > 0);
        }

        private static string NameOf(string path)
        {
            var name = Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
            return name.StartsWith("OrderTracking.", StringComparison.Ordinal) ? name["OrderTracking.".Length..] : name;
        }
    }
}
