using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>A head of each day is time-stamped by an authority, here one of the test's own.</summary>
[Trait("Engine", "any")]
public sealed class TimestampTests : IAsyncLifetime
{
    private readonly string keys = Directory.CreateTempSubdirectory("ordertracking-log-").FullName;
    private readonly X509Certificate2 authority = Certificate();
    private TestDatabase database = null!;
    private WebApplication server = null!;
    private RunningService service = null!;
    private int asked;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        server = await LocalServer.StartAsync(Answer);
        service = await RunningService.StartAsync(await database.MemberOf("ordertracking_service"), owner: database.ConnectionString,
            logKeys: keys, logTimestamps: new Uri(server.Urls.Single() + "/stamp"));
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await server.DisposeAsync();
        await database.DisposeAsync();
        authority.Dispose();
        Directory.Delete(keys, recursive: true);
    }

    [Fact]
    public async Task a_head_of_the_day_is_stamped_once_and_can_be_shown()
    {
        await service.Post("/v1/waybills/TS-1/events", Send.Received(DateTimeOffset.Now));
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow,
            TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).DateTime);
        var answer = await Stamped(day);
        var checkpoint = answer.Body.GetProperty("checkpoint").GetString()!;
        checkpoint.ShouldStartWith("ordertracking/");

        Rfc3161TimestampToken.TryDecode(answer.Body.GetProperty("token").GetBytesFromBase64(), out var token, out _).ShouldBeTrue();
        token!.VerifySignatureForData(Encoding.UTF8.GetBytes(checkpoint), out var signer).ShouldBeTrue();
        signer!.Thumbprint.ShouldBe(authority.Thumbprint);
        token.VerifySignatureForData(Encoding.UTF8.GetBytes(checkpoint + "\n"), out _).ShouldBeFalse();
        asked.ShouldBe(1);
        foreach (var none in (string[])["2020-01-01", "today", "2026-13-01"])
            (await service.Get($"/v1/audit/log/timestamps/{none}")).Code.ShouldBe("not-stamped");
    }

    private async Task<Answer> Stamped(DateOnly day)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            var answer = await service.Get($"/v1/audit/log/timestamps/{day:yyyy-MM-dd}");
            if (answer.Status == 200) return answer;
            await Task.Delay(100);
        }
        throw new TimeoutException($"No head was stamped; the authority was asked {asked} times.");
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task Answer(HttpContext context)
    {
        asked++;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Request.ContentType.ShouldBe("application/timestamp-query");
        Rfc3161TimestampRequest.TryDecode(body.ToArray(), out var request, out _).ShouldBeTrue();
        context.Response.ContentType = "application/timestamp-reply";
        await context.Response.Body.WriteAsync(Reply(request!));
    }

    private byte[] Reply(Rfc3161TimestampRequest request)
    {
        var said = new SignedCms(new ContentInfo(new Oid("1.2.840.113549.1.9.16.1.4"), Said(request)));
        var signer = new CmsSigner(authority) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1") };
        var names = new AsnWriter(AsnEncodingRules.DER);
        using (names.PushSequence())
        using (names.PushSequence())
        using (names.PushSequence())
            names.WriteOctetString(SHA256.HashData(authority.RawData));
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid("1.2.840.113549.1.9.16.2.47"), names.Encode()));
        said.ComputeSignature(signer);
        var reply = new AsnWriter(AsnEncodingRules.DER);
        using (reply.PushSequence())
        {
            using (reply.PushSequence()) reply.WriteInteger(0);
            reply.WriteEncodedValue(said.Encode());
        }
        return reply.Encode();
    }

    private static byte[] Said(Rfc3161TimestampRequest request)
    {
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(1);
            info.WriteObjectIdentifier("1.2.3.4");
            using (info.PushSequence())
            {
                using (info.PushSequence()) info.WriteObjectIdentifier(request.HashAlgorithmId.Value!);
                info.WriteOctetString(request.GetMessageHash().Span);
            }
            info.WriteInteger(17);
            info.WriteGeneralizedTime(DateTimeOffset.UtcNow, omitFractionalSeconds: true);
            info.WriteInteger(request.GetNonce()!.Value.Span);
        }
        return info.Encode();
    }
}
