using System.Text;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Webhooks;
using Shouldly;
using Sodium;
using Xunit;

namespace OrderTracking.Domain.Tests.Webhooks;

/// <summary>Signatures are those of Standard Webhooks, and tries are made at the times that it suggests.</summary>
public sealed class WebhookSignatureTests
{
    /// <summary>From the tests of the libraries of standard-webhooks/standard-webhooks, for JavaScript, C# and Go, and for Rust.</summary>
    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553,
        "{\"email\":\"test@example.com\",\"username\":\"test_user\"}", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=")]
    public void the_published_vectors_are_signed_alike(string secret, string id, long timestamp, string body, string signature)
    {
        var key = Convert.FromBase64String(secret);

        WebhookSignature.Of(WebhookSignatureKind.V1, [key], id, timestamp, Encoding.UTF8.GetBytes(body)).ShouldBe(signature);
        WebhookSignature.Text(key).ShouldBe($"whsec_{secret}");
        WebhookSignature.Of(WebhookSignatureKind.V1, [key], id, timestamp + 1, Encoding.UTF8.GetBytes(body)).ShouldNotBe(signature);
    }

    [Fact]
    public void two_secrets_sign_beside_each_other()
    {
        var (now, before) = (new byte[32], Enumerable.Repeat((byte)1, 32).ToArray());

        var both = WebhookSignature.Of(WebhookSignatureKind.V1, [now, before], "a", 1, "{}"u8);

        both.Split(' ').ShouldBe([WebhookSignature.Of(WebhookSignatureKind.V1, [now], "a", 1, "{}"u8),
            WebhookSignature.Of(WebhookSignatureKind.V1, [before], "a", 1, "{}"u8)]);
    }

    [Fact]
    public void the_public_key_verifies_what_its_seed_signed()
    {
        var seed = Enumerable.Range(0, 32).Select(value => (byte)value).ToArray();
        var key = WebhookSignature.PublicKey(seed);
        key.ShouldStartWith("whpk_");

        var signature = WebhookSignature.Of(WebhookSignatureKind.V1a, [seed], "a-1", 1700000000, "{}"u8);

        signature.ShouldStartWith("v1a,");
        var (signed, verifier) = (Convert.FromBase64String(signature[4..]), Convert.FromBase64String(key[5..]));
        PublicKeyAuth.VerifyDetached(signed, "a-1.1700000000.{}"u8.ToArray(), verifier).ShouldBeTrue();
        PublicKeyAuth.VerifyDetached(signed, "a-1.1700000000.{ }"u8.ToArray(), verifier).ShouldBeFalse();
    }

    [Fact]
    public void ten_tries_are_made_over_75_hours_with_growing_pauses()
    {
        var pauses = Enumerable.Range(1, 9).Select(tries => RetrySchedule.After(tries, 0.5)!.Value).ToList();

        RetrySchedule.MaxTries.ShouldBe(10);
        RetrySchedule.After(10, 0.5).ShouldBeNull();
        pauses.ShouldBe(pauses.Order());
        pauses.Aggregate((sum, pause) => sum + pause).ShouldBe(new TimeSpan(75, 35, 5));
    }

    [Theory]
    [InlineData(0.0, 4.5)]
    [InlineData(1.0, 5.5)]
    public void a_pause_is_a_tenth_longer_or_shorter(double chance, double seconds) =>
        RetrySchedule.After(1, chance)!.Value.TotalSeconds.ShouldBe(seconds, 0.001);
}
