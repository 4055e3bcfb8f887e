using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Freight;

/// <summary>
/// Freight to run on: all there is of it where it lies beside the repository, else the excerpt that the loader's tests bring along.
/// </summary>
/// <param name="Name">Of a file or folder in shared/data.</param>
internal sealed record FreightData(string Name)
{
    /// <summary>
    /// Any value asks for the whole data: where it is not, the tests fail. A folder says where it is, if not beside the repository.
    /// </summary>
    public const string Variable = "ORDERTRACKING_WHOLE_FREIGHT";

    private static readonly string Folder = Environment.GetEnvironmentVariable(Variable) is { } named && Directory.Exists(named)
        ? named : System.IO.Path.Combine(Tools.Repository, "..", "shared", "data");

    private string Whole => System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, Name));

    /// <summary>What lies there has to be whole: a part of it is a fault and no excerpt.</summary>
    public bool IsWhole => System.IO.Path.Exists(Whole);

    public string Path => IsWhole ? Whole : System.IO.Path.Combine(Tools.Repository, "tests", "OrderTracking.Cli.Tests", "Fixtures", Name);

    /// <summary>Says in the test's output what it ran on; an excerpt is a warning.</summary>
    public void Say(string contents)
    {
        var said = $"Ran on {(IsWhole ? "the whole" : "an excerpt")} of {Name}: {contents}, from {Path}";
        TestContext.Current.TestOutputHelper!.WriteLine(said);
        if (IsWhole) return;
        Environment.GetEnvironmentVariable(Variable).ShouldBeNullOrEmpty($"{said}. The whole was asked for, and there is none at {Whole}");
        TestContext.Current.AddWarning(said);
    }
}
