using System.Security.Cryptography;
using System.Text;
using OrderTracking.Application.Privacy;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>The encryption of persons by themselves, without a database.</summary>
public sealed class StreamKeysTests
{
    private static readonly Guid Place = Guid.NewGuid();

    // NIST SP 800-38D and the Galois/Counter Mode submission by McGrew and Viega: test cases 13, 14 and 16.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "", "",
        "530f8afbc74536b9a963b4f1c4cb738b")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "",
        "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919")]
    [InlineData("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b")]
    public void the_cipher_gives_what_its_public_vectors_say(
        string key, string nonce, string about, string plain, string cipher, string tag)
    {
        var (text, mark) = (new byte[plain.Length / 2], new byte[16]);
        using var aes = new AesGcm(Convert.FromHexString(key), 16);
        aes.Encrypt(Convert.FromHexString(nonce), Convert.FromHexString(plain), text, mark, Convert.FromHexString(about));
        (Convert.ToHexStringLower(text), Convert.ToHexStringLower(mark)).ShouldBe((cipher, tag));
    }

    [Fact]
    public void what_is_sealed_opens_and_is_never_sealed_alike_twice()
    {
        var keys = StreamKeys.New("ZB-1");
        var (one, other) = (keys.Seal(1, Place, "王芳"u8), keys.Seal(1, Place, "王芳"u8));
        one.ShouldNotBe(other);
        Encoding.UTF8.GetString(keys.Open(1, Place, one)!).ShouldBe("王芳");
    }

    [Fact]
    public void it_opens_in_no_other_place_role_or_stream_and_by_no_other_key()
    {
        var (kek, keys) = (KeyEncryptionKeys.New(), StreamKeys.New("ZB-1"));
        var text = keys.Seal(1, Place, "王芳"u8);
        Should.Throw<BrokenSealException>(() => keys.Open(1, Guid.NewGuid(), text));
        Should.Throw<BrokenSealException>(() => keys.Open(0, Place, text));
        Should.Throw<BrokenSealException>(() => StreamKeys.New("ZB-1").Open(1, Place, text));
        var wrapped = keys.Wrap(kek);
        StreamKeys.Unwrap(wrapped, kek).Open(1, Place, text).ShouldNotBeNull();
        Should.Throw<CryptographicException>(() => StreamKeys.Unwrap(wrapped with { Stream = "ZB-2" }, kek));
        Should.Throw<CryptographicException>(() => StreamKeys.Unwrap(wrapped, KeyEncryptionKeys.New()));
        Should.Throw<CryptographicException>(() => StreamKeys.Unwrap(wrapped with { Generations = [0, 0, 0, 0, 0, 1] }, kek));
    }

    [Fact]
    public void a_change_of_any_byte_shows()
    {
        var keys = StreamKeys.New("ZB-1");
        var text = keys.Seal(1, Place, "王芳"u8);
        for (var i = 0; i < text.Length; i++)
        {
            // Another digit of the generation than 0 says a generation that there is not; a letter none at all.
            var changed = text.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            // The last character carries bits that are not used; a strict decoder refuses them, and the same bytes are no change.
            try
            {
                keys.Open(1, Place, new(changed));
                i.ShouldBe(text.Length - 1);
            }
            catch (BrokenSealException)
            {
            }
        }
        Should.Throw<BrokenSealException>(() => keys.Open(1, Place, text[..^4]));
        Should.Throw<BrokenSealException>(() => keys.Open(1, Place, ""));
    }

    [Fact]
    public void a_ciphertext_with_the_right_tag_but_another_commitment_is_refused()
    {
        var keys = StreamKeys.New("ZB-1");
        var text = keys.Seal(1, Place, "王芳"u8);
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text.AsSpan(2));
        bytes[^1] ^= 1;
        Should.Throw<BrokenSealException>(() => keys.Open(1, Place, "0." + System.Buffers.Text.Base64Url.EncodeToString(bytes)));
    }

    [Fact]
    public void a_destroyed_key_reads_as_erased_and_the_others_stay()
    {
        var keys = StreamKeys.New("ZB-1");
        var (consignee, shipper) = (keys.Seal(1, Place, "王芳"u8), keys.Seal(0, Place, "李伟"u8));
        var left = keys.Without([1]);
        left.Open(1, Place, consignee).ShouldBeNull();
        left.Open(0, Place, shipper).ShouldNotBeNull();
        left.Open(1, Place, left.Seal(1, Place, "赵敏"u8)).ShouldNotBeNull();
        // By the former key alone, whatever generation is claimed.
        Should.Throw<BrokenSealException>(() => left.Open(1, Place, "1" + consignee[1..]));
    }

    [Fact]
    public void key_encryption_keys_are_read_in_order_and_no_others_are_taken()
    {
        var (one, other) = (Convert.ToBase64String(new byte[32]), Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]));
        var (keys, former) = (KeyEncryptionKeys.Parse($"{one}\n{other}\n"), KeyEncryptionKeys.Parse(other));
        keys.Current.ShouldBe(KeyEncryptionKeys.Parse(one).Current);
        keys.Unwrap(former.Current, former.Wrap("secret"u8, "it"u8), "it"u8).ShouldBe("secret"u8.ToArray());
        foreach (var wrong in (string[])["", "x", Convert.ToBase64String(new byte[31]), $"{one}\n{one}"])
            Should.Throw<FormatException>(() => KeyEncryptionKeys.Parse(wrong));
    }

    [Fact]
    public void hashes_keep_prefixes_and_know_a_phone_however_it_is_written()
    {
        var hashes = new PersonHashes(new byte[32]);
        hashes.OfName("王芳")!.ShouldStartWith(hashes.OfName("王")!);
        hashes.OfName("王芳")!.Length.ShouldBe(16);
        hashes.OfPhoneEnd("13800138000")!.ShouldStartWith(hashes.OfPhoneEnd("8000")!);
        hashes.OfPhoneEnd("000").ShouldBeNull();
        foreach (var same in (string[])["138 0013 8000", "+86-13800138000", "008613800138000", "１３８００１３８０００"])
            hashes.OfPhone(same).ShouldBe(hashes.OfPhone("13800138000"));
        hashes.OfPhone("13800138001").ShouldNotBe(hashes.OfPhone("13800138000"));
        hashes.OfPhone("无").ShouldBeNull();
        new PersonHashes([.. Enumerable.Repeat((byte)1, 32)]).OfName("王芳").ShouldNotBe(hashes.OfName("王芳"));
    }
}
