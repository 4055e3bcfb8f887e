using System.Text;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Webhooks;
using Shouldly;
using Sodium;
using Xunit;

namespace OrderTracking.Client.Tests;

/// <summary>Only what the service signed, and of now, is taken for its own.</summary>
[Trait("Engine", "any")]
public sealed class WebhookVerifierTests
{
    private const string Id = "0198c1c2-7c1e-7d3a-9b1e-3f0a6c2d4e5f";
    private const long Now = 1_795_752_129;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        $$$"""
        {"specversion":"1.0","id":"{{{Id}}}","source":"/v1/waybills","type":"ordertracking.waybill.arrived.v1",
         "time":"2026-11-20T21:40:00+08:00","datacontenttype":"application/json","subject":"ZB-1",
         "data":{"waybill":"ZB-1","position":4,"version":2,"id":"{{{Id}}}","type":"arrived","occurredAt":"2026-11-20T21:40:00+08:00",
         "recordedAt":"2026-11-20T13:40:01+00:00","station":"CTU","by":"li.wei","source":"person","data":{"pieces":11} } }
        """);

    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(at => (byte)at)], Other = [.. Secret.Reverse()];

    [Fact]
    public void a_request_that_the_secret_signed_is_read()
    {
        var sent = Verifier(Secret).Verify(Id, $"{Now}", Signed(Secret), Body);

        (sent.Id, sent.Source, sent.Subject, sent.Type, sent.IsTest)
            .ShouldBe((Guid.Parse(Id), "/v1/waybills", "ZB-1", "ordertracking.waybill.arrived.v1", false));
        var happened = sent.Event()!;
        (happened.Waybill, happened.Type, happened.Position, happened.Data.GetProperty("pieces").GetInt32())
            .ShouldBe(("ZB-1", "arrived", 4, 11));
    }

    /// <summary>From the tests of the libraries of standard-webhooks/standard-webhooks: signed, only no CloudEvent.</summary>
    [Fact]
    public void the_published_vector_is_signed()
    {
        var verifier = new WebhookVerifier(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], clock: new FixedClock(1614265330));

        Refused(() => verifier.Verify("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Encoding.UTF8.GetBytes("{\"test\": 2432232314}")))
            .ShouldBe("The body is no event.");
    }

    [Fact]
    public void during_a_rotation_both_secrets_count_on_either_side()
    {
        Verifier(Secret, Other).Verify(Id, $"{Now}", Signed(Other), Body);
        Verifier(Secret).Verify(Id, $"{Now}", $"{Signed(Other)} {Signed(Secret)}", Body);
        Refused(() => Verifier(Secret).Verify(Id, $"{Now}", Signed(Other), Body)).ShouldContain("signature");
    }

    [Fact]
    public void what_was_changed_on_the_way_is_refused()
    {
        var (verifier, signed) = (Verifier(Secret), Signed(Secret));
        byte[] changed = [.. Body, (byte)' '];

        Refused(() => verifier.Verify(Id, $"{Now}", signed, changed)).ShouldContain("signature");
        Refused(() => verifier.Verify(Id, $"{Now + 1}", signed, Body)).ShouldContain("signature");
        Refused(() => verifier.Verify("0198c1c2-7c1e-7d3a-9b1e-000000000000", $"{Now}", signed, Body)).ShouldContain("signature");
    }

    [Fact]
    public void a_part_of_a_signature_is_none()
    {
        var (verifier, signed) = (Verifier(Secret), Signed(Secret));
        var half = $"v1,{Convert.ToBase64String(Convert.FromBase64String(signed[3..])[..16])}";
        foreach (var wrong in (string[])["", "v1", "v1,", "v1,=", half, signed[..^2], signed + "A", signed[3..], $"v2,{signed[3..]}",
            $"v1a,{signed[3..]}", $"{signed},{signed[3..]}"])
            Refused(() => verifier.Verify(Id, $"{Now}", wrong, Body)).ShouldContain("signature", customMessage: wrong);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void a_request_is_of_now_within_five_minutes(int secondsLater, bool isTaken)
    {
        var verifier = new WebhookVerifier([WebhookSignature.Text(Secret)], clock: new FixedClock(Now + secondsLater));

        if (isTaken) verifier.Verify(Id, $"{Now}", Signed(Secret), Body);
        else Refused(() => verifier.Verify(Id, $"{Now}", Signed(Secret), Body)).ShouldContain("5 minutes");
    }

    [Fact]
    public void a_request_without_its_headers_is_refused()
    {
        var verifier = Verifier(Secret);

        foreach (var missing in (Action[])[() => verifier.Verify(null, $"{Now}", Signed(Secret), Body),
            () => verifier.Verify(Id, null, Signed(Secret), Body), () => verifier.Verify(Id, $"{Now}", null, Body),
            () => verifier.Verify(Id, "now", Signed(Secret), Body)])
            Should.Throw<WebhookRefusedException>(missing);
    }

    [Fact]
    public void what_a_private_key_signed_is_verified_by_its_public_key()
    {
        var verifier = new WebhookVerifier([WebhookSignature.PublicKey(Secret)], Verify, new FixedClock(Now));
        var signed = WebhookSignature.Of(WebhookSignatureKind.V1a, [Secret], Id, Now, Body);

        verifier.Verify(Id, $"{Now}", signed, Body).Subject.ShouldBe("ZB-1");
        Refused(() => verifier.Verify(Id, $"{Now}", WebhookSignature.Of(WebhookSignatureKind.V1a, [Other], Id, Now, Body), Body))
            .ShouldContain("signature");
        Refused(() => verifier.Verify(Id, $"{Now}", "v1a,AAAA", Body)).ShouldContain("signature");
        Refused(() => verifier.Verify(Id, $"{Now}", Signed(Secret), Body)).ShouldContain("signature");

        static bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
            signature.Length == 64 && PublicKeyAuth.VerifyDetached(signature.ToArray(), message.ToArray(), key.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64!")]
    [InlineData("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void a_key_that_is_none_is_said_at_once(string key) => Should.Throw<ArgumentException>(() => new WebhookVerifier([key]));

    [Fact]
    public void without_a_key_nothing_could_be_verified() => Should.Throw<ArgumentException>(() => new WebhookVerifier([]));

    private static WebhookVerifier Verifier(params byte[][] secrets) =>
        new(secrets.Select(WebhookSignature.Text), clock: new FixedClock(Now));

    private static string Signed(byte[] secret) => WebhookSignature.Of(WebhookSignatureKind.V1, [secret], Id, Now, Body);

    private static string Refused(Action verify) => Should.Throw<WebhookRefusedException>(verify).Message;

    private sealed class FixedClock(long seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(seconds);
    }
}
