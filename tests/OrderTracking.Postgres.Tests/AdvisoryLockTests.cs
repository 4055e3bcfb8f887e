using System.Globalization;
using System.Text.RegularExpressions;
using OrderTracking.Postgres.Statements;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

public sealed partial class AdvisoryLockTests
{
    [Fact]
    public void every_advisory_lock_in_sql_is_in_the_list()
    {
        var taken = Files()
            .SelectMany(file => Calls().Matches(file.Text).Select(call => (file.Name, At: call.Groups["lock"].Value))).ToList();
        // Sql/Locks is given its locks by the list itself; the locks of engines have the engine's number.
        var unlisted = taken.Where(call => call.At is not ("$1, $2") || !call.Name.Contains(".Locks.", StringComparison.Ordinal))
            .Where(call => !call.At.StartsWith($"{AdvisoryLocks.EngineClass}, $", StringComparison.Ordinal))
            .Where(call => !Enum.GetValues<AdvisoryLock>().Select(known => string.Create(CultureInfo.InvariantCulture,
                $"{AdvisoryLocks.ServiceClass}, {(int)known}")).Contains(call.At));

        unlisted.ShouldBeEmpty();
        taken.Select(call => call.At).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(["$1, $2", "7302025, 1", "7302026, $1", "7302026, $2"]);
        taken.Select(call => call.Name).ShouldContain(name => name.EndsWith("append_events.sql", StringComparison.Ordinal));
    }

    [Fact]
    public void no_two_locks_are_one()
    {
        Enum.GetValues<AdvisoryLock>().Distinct().Count().ShouldBe(Enum.GetNames<AdvisoryLock>().Length);
        AdvisoryLocks.EngineClass.ShouldNotBe(AdvisoryLocks.ServiceClass);
    }

    private static IEnumerable<(string Name, string Text)> Files()
    {
        var home = typeof(PostgresEngine).Assembly;
        foreach (var name in home.GetManifestResourceNames())
        {
            using var reader = new StreamReader(home.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }

    [GeneratedRegex(@"\bpg_\w*advisory\w*\((?<lock>[^)]*)\)")]
    private static partial Regex Calls();
}
