using Shouldly;
using Xunit;

namespace OrderTracking.Architecture.Tests
{
    /// <summary>
    /// The folders of a project do not go in circles. Read from what is compiled, so that nothing can be missed that a using does not say.
    /// </summary>
    public sealed class NamespaceTests
    {
        [Fact]
        public void folders_of_a_project_go_in_no_circles()
        {
            string[] circles = [.. Projects()
                .SelectMany(project => NamespaceGraph.Circles(NamespaceGraph.Read(Compiled(project), $"OrderTracking.{project}"))
                    .Select(arrow => $"{project}: {arrow.From} → {arrow.To}"))];

            circles.ShouldBeEmpty();
        }

        [Fact]
        public void namespaces_are_called_as_their_folders()
        {
            var wrong = new List<(string File, string Folder, string Said)>();
            foreach (var project in Projects())
            {
                var root = Path.Combine(Repository.Root, "src", $"OrderTracking.{project}");
                foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
                {
                    var parts = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar);
                    if (parts.Any(part => part is "bin" or "obj" or "Generated")) continue;
                    var said = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
                        ?["namespace ".Length..].TrimEnd(';', ' ');
                    var folder = string.Join('.', [$"OrderTracking.{project}", .. parts[..^1]]);
                    if (said is not null && said != folder) wrong.Add((Path.GetRelativePath(Repository.Root, file), folder, said));
                }
            }
            wrong.ShouldBeEmpty();
        }

        [Fact]
        public void what_is_looked_for_is_found()
        {
            var edges = NamespaceGraph.Read(typeof(NamespaceTests).Assembly.Location, "OrderTracking.Architecture.Tests.Samples");

            edges.Order().ShouldBe([("Argument", "Leaf"), ("Body", "Leaf"), ("Lambda", "Body"), ("Leaf", "Lambda"),
                ("Outside", "Argument")]);
            NamespaceGraph.Circles(edges).ShouldBe([("Body", "Leaf"), ("Lambda", "Body"), ("Leaf", "Lambda")]);
        }

        private static IEnumerable<string> Projects() =>
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Select(file => Path.GetFileNameWithoutExtension(file)["OrderTracking.".Length..])
#if !WITH_MARTEN
                .Where(project => project != "Marten")
#endif
                .Order(StringComparer.Ordinal);

        // The same build's: bin/<this>/<configuration>/ → bin/<name>/<configuration>/
        private static string Compiled(string project)
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(here.Parent!.Parent!.FullName, $"OrderTracking.{project}", here.Name, $"OrderTracking.{project}.dll");
        }
    }
}

namespace OrderTracking.Architecture.Tests.Samples.Leaf
{
    internal sealed class Leaf : List<Lambda.Lambda>;
}

namespace OrderTracking.Architecture.Tests.Samples.Body
{
    internal static class Body
    {
        public static async Task<int> Count()
        {
            await Task.Yield();
            return new Leaf.Leaf().GetHashCode();
        }
    }
}

namespace OrderTracking.Architecture.Tests.Samples.Lambda
{
    internal sealed class Lambda
    {
        public Func<Task<int>> Count { get; } = () => Body.Body.Count();
    }
}

namespace OrderTracking.Architecture.Tests.Samples.Argument
{
    internal interface IArgument
    {
        void Take(IReadOnlyDictionary<string, Leaf.Leaf[]> leaves);
    }
}

namespace OrderTracking.Architecture.Tests.Samples.Outside
{
    internal sealed class Outside
    {
        public override string ToString() =>
            Array.Empty<Argument.IArgument>().Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
