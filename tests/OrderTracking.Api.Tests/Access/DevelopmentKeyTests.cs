using OrderTracking.Api.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>The key by which a fresh machine vouches for its callers itself, however many nodes start on it at once.</summary>
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
        const int Nodes = 4, Starts = 500;
        var held = new string[Nodes, Starts];
        using var together = new Barrier(Nodes);
        var nodes = Enumerable.Range(0, Nodes).Select(node => new Thread(() =>
        {
            for (var start = 0; start < Starts; start++)
            {
                together.SignalAndWait();
                held[node, start] = PublicKey(InFolder($"{start}.pem"));
            }
        })).ToList();

        nodes.ForEach(node => node.Start());
        nodes.ForEach(node => node.Join());

        Enumerable.Range(0, Starts).Where(start => Enumerable.Range(0, Nodes).Select(node => held[node, start]).Distinct().Count() > 1).ShouldBeEmpty();
        folder.GetFiles().Length.ShouldBe(Starts);
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

    private string InFolder(string name) => Path.Combine(folder.FullName, name);

    private static string PublicKey(string file) => Convert.ToHexString(DevelopmentKey.At(file).ECDsa.ExportSubjectPublicKeyInfo());
}
