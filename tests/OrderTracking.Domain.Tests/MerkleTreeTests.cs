using OrderTracking.Application.Transparency;
using OrderTracking.Domain.Transparency;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// The tree against the published values of Certificate Transparency's reference implementation (transparency-dev/merkle, testonly), and
/// what it is kept in against the text of c2sp.org/tlog-tiles.
/// </summary>
public sealed class MerkleTreeTests
{
    private static readonly string[] Leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public async Task roots_are_those_of_the_public_vectors()
    {
        for (var size = 0; size < Roots.Length; size++) Convert.ToHexStringLower(await Tree(size).Root(size)).ShouldBe(Roots[size]);
    }

    [Theory]
    [InlineData(0, 1, "")]
    [InlineData(0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 "
        + "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
        + "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b "
        + "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 "
        + "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    public async Task inclusion_proofs_are_those_of_the_public_vectors(int index, int size, string proof) =>
        Text(await Tree(size).Inclusion(index, size)).ShouldBe(proof);

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(1, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 "
        + "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
        + "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a "
        + "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 "
        + "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
        + "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public async Task consistency_proofs_are_those_of_the_public_vectors(int from, int size, string proof) =>
        Text(await Tree(size).Consistency(from, size)).ShouldBe(proof);

    [Fact]
    public async Task a_proof_of_consistency_holds_for_its_two_trees_and_for_no_other()
    {
        for (var size = 1; size <= 40; size++)
            for (var from = 0; from <= size; from++)
            {
                var (old, root) = (await Made(from).Root(from), await Made(size).Root(size));
                var proof = await Made(size).Consistency(from, size);
                MerkleTree.IsConsistent(from, old, size, root, proof).ShouldBeTrue($"{from} to {size}");
                if (from == 0) continue;
                byte[] other = [.. old];
                other[7] ^= 1;
                MerkleTree.IsConsistent(from, other, size, root, proof).ShouldBeFalse($"{from} to {size}");
                MerkleTree.IsConsistent(from, old, size, other, proof).ShouldBeFalse();
                MerkleTree.IsConsistent(from, old, size, root, [.. proof, other]).ShouldBeFalse();
                if (proof.Count > 0) MerkleTree.IsConsistent(from, old, size, root, [.. proof.Skip(1)]).ShouldBeFalse();
            }
    }

    [Fact]
    public async Task tiles_that_grow_hold_the_same_tree_as_all_leaves_at_once()
    {
        var tiles = new Dictionary<TileId, byte[]>();
        var edge = await TileEdge.Of(0, _ => throw new InvalidOperationException());
        foreach (var page in new[] { 1, 254, 1, 1, 255, 300, 70_000 - 812 })
        {
            // Begun anew from what is kept, as another node would.
            edge = await TileEdge.Of(edge.Size, id => new(tiles[id]));
            foreach (var tile in edge.Add(Enumerable.Range((int)edge.Size, page).Select(Leaf)))
                tiles[new(tile.Level, tile.Number)] = tile.Hashes;
            var reader = new TileReader(id => new(tiles[id]));
            (await reader.Tree.Root(edge.Size)).ShouldBe(await Made((int)edge.Size).Root(edge.Size));
        }
        // The example of c2sp.org/tlog-tiles.
        edge.Size.ShouldBe(70_000);
        tiles.Count(tile => tile.Key.Level == 0 && tile.Value.Length == 8_192).ShouldBe(273);
        tiles[new(0, 273)].Length.ShouldBe(112 * 32);
        tiles[new(1, 0)].Length.ShouldBe(8_192);
        tiles[new(1, 1)].Length.ShouldBe(17 * 32);
        tiles[new(2, 0)].Length.ShouldBe(32);
        new TileId(1, 1).WidthIn(70_000).ShouldBe(17);
        new TileId(0, 1).WidthIn(256).ShouldBe(0);
        new TileId(1, 0).WidthIn(256).ShouldBe(1);
    }

    [Theory]
    [InlineData("000", 0, 256)]
    [InlineData("x001/x234/067", 1_234_067, 256)]
    [InlineData("x001/000.p/5", 1_000, 5)]
    public void paths_of_tiles_are_read_and_written(string path, long number, int width)
    {
        TileId.ReadPath(path).ShouldBe((number, width));
        TileId.PathOf(number, width).ShouldBe(path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0000")]
    [InlineData("x000/001")]
    [InlineData("001/002")]
    [InlineData("x001")]
    [InlineData("001.p/0")]
    [InlineData("001.p/01")]
    [InlineData("001.p/256")]
    [InlineData("001.p/")]
    [InlineData("00a")]
    [InlineData("x001/x001/x001/x001/x001/x001/001")]
    public void other_paths_are_none(string path) => TileId.ReadPath(path).ShouldBeNull();

    private static string Text(IEnumerable<byte[]> proof) => string.Join(' ', proof.Select(Convert.ToHexStringLower));

    private static byte[] Leaf(int index) => LogLeaf.Hash(BitConverter.GetBytes(index));

    private static MerkleTree Tree(int size) => Of([.. Leaves.Take(size).Select(leaf => LogLeaf.Hash(Convert.FromHexString(leaf)))]);

    private static MerkleTree Made(int size) => Of([.. Enumerable.Range(0, size).Select(Leaf)]);

    private static MerkleTree Of(byte[][] leaves) => new((level, number) => new(MerkleTree.Fold(
        leaves.AsSpan((int)(number << level), 1 << level).ToArray().SelectMany(hash => hash).ToArray())));
}
