using Microsoft.Extensions.Configuration;

namespace OrderTracking.Api.Tests;

/// <summary>Environment variables as the framework's provider reads them, without those of this process.</summary>
internal static class TestEnvironment
{
    private const string Prefix = "ORDERTRACKING_";

    /// <param name="variables">Those with the service's prefix are kept, without it, and '__' stands for ':'.</param>
    public static IConfiguration Of(params (string Name, string Value)[] variables) => new ConfigurationBuilder()
        .AddInMemoryCollection(variables.Where(variable => variable.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create(
                variable.Name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value)))
        .Build();
}
