using OrderTracking.Api.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>The key of the development identity, which several nodes may make at the same moment.</summary>
[Trait("Engine", "any")]
public sealed class DevelopmentKeyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ordertracking-key-");

    [Fact]
    public void it_is_made_once_and_is_its_owners_alone()
    {
        var file = InFolder("data/development-identity.pem");

        var made = Enumerable.Range(0, 8).AsParallel().Select(_ => PublicKey(file)).ToList();

        made.Distinct().ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(Path.GetDirectoryName(file)!).ShouldBe([file]);
    }

    [Fact]
    public void nodes_that_start_at_the_same_moment_hold_one_key()
    {
        var held = AtOnce(nodes: 4, times: 500, (_, start) => PublicKey(InFolder($"{start}.pem")));

        held.Where(keys => keys.Distinct().Count() > 1).ShouldBeEmpty();
        folder.GetFiles().Length.ShouldBe(held.Count);
    }

    [Fact]
    public void of_many_that_give_their_key_the_one_name_at_the_same_moment_one_does()
    {
        const int Nodes = 2, Times = 2_000;
        for (var time = 0; time < Times; time++)
            for (var node = 0; node < Nodes; node++) File.WriteAllText(InFolder($"{time}.{node}"), $"{node}");

        var named = AtOnce(Nodes, Times, (node, time) => DevelopmentKey.TryName(InFolder($"{time}.{node}"), InFolder($"{time}")));

        named.Where(each => each.Count(isNamed => isNamed) != 1).ShouldBeEmpty();
        for (var time = 0; time < Times; time++) File.ReadAllText(InFolder($"{time}")).ShouldBe($"{named[time].IndexOf(true)}");
    }

    [Fact]
    public void what_a_start_left_behind_that_died_before_its_key_had_a_name_stops_no_other()
    {
        var file = InFolder("development-identity.pem");
        File.WriteAllText($"{file}.4711.dead", "-----BEGIN PRIV");

        PublicKey(file).ShouldBe(PublicKey(file));
    }

    [Fact]
    public void a_file_that_holds_no_key_is_named_and_left_alone()
    {
        var file = InFolder("development-identity.pem");
        File.WriteAllText(file, "");

        Should.Throw<IOException>(() => DevelopmentKey.At(file)).Message.ShouldContain(file);

        File.ReadAllText(file).ShouldBeEmpty();
    }

    public void Dispose() => folder.Delete(recursive: true);

    // For each round, the results of all nodes, which act at the same moment.
    private static List<List<T>> AtOnce<T>(int nodes, int times, Func<int, int, T> act)
    {
        var got = new T[times, nodes];
        using var together = new Barrier(nodes);
        var threads = Enumerable.Range(0, nodes).Select(node => new Thread(() =>
        {
            for (var time = 0; time < times; time++)
            {
                together.SignalAndWait();
                got[time, node] = act(node, time);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return [.. Enumerable.Range(0, times).Select(time => Enumerable.Range(0, nodes).Select(node => got[time, node]).ToList())];
    }

    private string InFolder(string name) => Path.Combine(folder.FullName, name);

    private static string PublicKey(string file) => Convert.ToHexString(DevelopmentKey.At(file).ECDsa.ExportSubjectPublicKeyInfo());
}
