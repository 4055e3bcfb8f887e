using JasperFx;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Engine.Contract;
using Shouldly;
using Wolverine;
using Xunit;

namespace OrderTracking.Marten.Tests;

/// <summary>The code that Wolverine generates for the handlers is kept in the repository; this fails when it is out of date.</summary>
[Collection(nameof(GeneratedCodeTests))]
public sealed class GeneratedCodeTests : IAsyncLifetime
{
    private readonly MartenUnderTest engine = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("generated-");

    public async ValueTask InitializeAsync() => await engine.CreateDatabase();

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task the_generated_code_is_what_wolverine_generates_for_these_handlers()
    {
        var node = await engine.OpenNode(services => services.AddSingleton<IWolverineExtension>(new WriteTo(folder.FullName)));

        (await node.Host.RunJasperFxCommands(["codegen", "write"])).ShouldBe(0);

        var kept = Path.Combine(Repository(), "src/OrderTracking.Marten/Internal/Generated");
        Files(folder.FullName).ShouldBe(Files(kept), ignoreOrder: true);
    }

    private static IEnumerable<(string Name, string Code)> Files(string root) =>
        Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
        .Select(file => (Path.GetFileName(file), File.ReadAllText(file).ReplaceLineEndings("\n").Trim()));

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "OrderTracking.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}

/// <summary>Not in parallel: while code is generated, no host of this process starts its services.</summary>
[CollectionDefinition(nameof(GeneratedCodeTests), DisableParallelization = true)]
public sealed class GeneratesCode;

/// <summary>Public, because the code generated for this assembly names it.</summary>
public sealed class WriteTo(string folder) : IWolverineExtension
{
    public void Configure(WolverineOptions options) => options.CodeGeneration.GeneratedCodeOutputPath = folder;
}
