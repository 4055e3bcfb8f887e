using System.Reflection;

namespace OrderTracking.Architecture.Tests;

/// <summary>Where the repository lies that this was built from.</summary>
internal static class Repository
{
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;
}
