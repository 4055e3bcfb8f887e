using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace OrderTracking.Architecture.Tests;

/// <summary>A project that checks the service by computing everything again proves something only if it shares no code with it.</summary>
public sealed partial class ProjectsThatShareNothingTests
{
    private static readonly string Tests = Path.Combine(Repository.Root, "tests");

    public static TheoryData<string> Projects => ["OrderTracking.Oracle"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void the_project_refers_to_nothing(string project)
    {
        var file = XDocument.Load(Path.Combine(Tests, project, $"{project}.csproj"));
        file.Root!.Attribute("Sdk")!.Value.ShouldBe("Microsoft.NET.Sdk");
        file.Descendants().Where(item => item.Name.LocalName is not ("Project" or "PropertyGroup" or "OutputType" or "IsTestProject"))
            .Select(item => item.ToString()).ShouldBeEmpty("a reference, a package, a file from elsewhere or an import");

        new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" }
            .Select(name => Path.Combine(Tests, name)).Where(File.Exists)
            .SelectMany(shared => XDocument.Load(shared).Descendants())
            .Where(item => item.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal)
                || item.Name.LocalName is "Compile" or "Using")
            .Select(item => item.ToString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void no_file_of_it_speaks_of_the_service(string project)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Tests, project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Tests, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .ToList();
        files.ShouldNotBeEmpty();
        files.SelectMany(file => Names().Matches(File.ReadAllText(file)).Select(name => name.Value).Where(name => name != project))
            .ShouldBeEmpty();
    }

    /// <summary>What checks the log shares with what writes it the definition of a leaf, and nothing else.</summary>
    [Fact]
    public void the_verifier_takes_from_the_domain_the_leaf_alone()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "OrderTracking.Verify"), "*.cs",
            SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")).ToList();
        files.ShouldNotBeEmpty();
        files.SelectMany(file => File.ReadLines(file)).Where(line => line.StartsWith("using OrderTracking.", StringComparison.Ordinal))
            .Distinct().Order().ShouldBe(["using OrderTracking.Domain.Transparency;", "using OrderTracking.Verify;"]);
        files.SelectMany(file => NamesOfTheDomain().Matches(File.ReadAllText(file))).Select(name => name.Value)
            .Distinct().ShouldBe(["OrderTracking.Domain.Transparency"]);
    }

    [GeneratedRegex(@"OrderTracking\.Domain\.\w+")]
    private static partial Regex NamesOfTheDomain();

    [GeneratedRegex(@"OrderTracking\.\w+")]
    private static partial Regex Names();
}
