using System.Buffers.Binary;
using System.Text;
using OrderTracking.Application.Transparency;
using Shouldly;
using Sodium;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>Notes against the examples of c2sp.org/signed-note and golang.org/x/mod/sumdb/note, and the key against RFC 8032.</summary>
public sealed class SignedNoteTests
{
    private const string Example =
        "This is an example message.\n\n"
        + "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private const string Neumann =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Theory]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", Example)]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", Neumann)]
    public void the_published_notes_are_true(string key, string text)
    {
        var (known, note) = (NoteKey.Parse(key), SignedNote.Read(text).ShouldNotBeNull());
        known.Verifies(note).ShouldBeTrue();
        known.ToString().ShouldBe(key);
        note.ToString().ShouldBe(text);
        known.Verifies(note with { Text = note.Text.Replace("is", "was", StringComparison.Ordinal) }).ShouldBeFalse();
        NoteKey.Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").Verifies(
            SignedNote.Read(Neumann)!).ShouldBeFalse();
    }

    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "r",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    public void keys_sign_as_rfc_8032_says(string seed, string publicKey, string message, string signature)
    {
        var signer = new NoteSigner("example.com/key", Convert.FromHexString(seed));
        Convert.ToHexStringLower(signer.Key.Public).ShouldBe(publicKey);
        Convert.ToHexStringLower(signer.Sign(message).Signatures.Single().Bytes.AsSpan(4)).ShouldBe(signature);
    }

    [Theory]
    [InlineData("no signature\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n- example.com/foo Uw2QOkn8\n")]
    [InlineData("text\n\n— example.com/foo\n")]
    [InlineData("text\n\n— example.com/foo !!!!\n")]
    [InlineData("text\n\n— a+b Uw2QOkn8srV1\n")]
    [InlineData("te\txt\n\n— a Uw2QOkn8srV1\n")]
    [InlineData("text\n\n— a Uw2QOkn8srV1")]
    public void what_is_no_note_is_not_read(string text) => SignedNote.Read(text).ShouldBeNull();

    [Theory]
    [InlineData("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==")]
    [InlineData("example.com/foo+530d903a")]
    [InlineData("")]
    public void what_is_no_key_is_not_read(string text) => Should.Throw<FormatException>(() => NoteKey.Parse(text));

    [Fact]
    public void a_checkpoint_is_written_as_it_was_read()
    {
        const string Text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        var checkpoint = Checkpoint.Read(Text).ShouldNotBeNull();
        (checkpoint.Origin, checkpoint.Size, checkpoint.ToString()).ShouldBe(("example.com/behind-the-sofa", 20_852_163, Text));
        foreach (var wrong in new[] { "020852163", "+20852163", "-1", "1e3", "" })
            Checkpoint.Read(Text.Replace("20852163", wrong, StringComparison.Ordinal)).ShouldBeNull();
        Checkpoint.Read(Text.Replace("xq2I=", "", StringComparison.Ordinal)).ShouldBeNull();
    }

    [Fact]
    public void a_cosignature_holds_for_its_time_and_text()
    {
        var pair = PublicKeyAuth.GenerateKeyPair(Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        var key = new NoteKey("witness.example.com/w1", NoteKey.Cosignature, pair.PublicKey);
        var time = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(time, 1_679_315_147);
        var signed = PublicKeyAuth.SignDetached(
            Encoding.UTF8.GetBytes("cosignature/v1\ntime 1679315147\nlog\n1\nCsUY\n"), pair.PrivateKey);
        var note = new SignedNote("log\n1\nCsUY\n", [new(key.Name, [.. key.Id, .. time, .. signed])]);

        key.Verifies(note).ShouldBeTrue();
        NoteKey.Parse(key.ToString()).Verifies(SignedNote.Read(note.ToString())!).ShouldBeTrue();
        key.Verifies(note with { Text = "log\n2\nCsUY\n" }).ShouldBeFalse();
        time[7]++;
        key.Verifies(note with { Signatures = [new(key.Name, [.. key.Id, .. time, .. signed])] }).ShouldBeFalse();
    }
}
