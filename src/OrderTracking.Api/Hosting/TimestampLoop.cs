using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;

namespace OrderTracking.Api.Hosting;

/// <param name="Url">Null for none.</param>
internal sealed record TimestampAuthority(Uri? Url);

/// <summary>
/// Has a head of the transparency log time-stamped each day by an authority (RFC 3161), so that it can be shown later that the log was so
/// on that day, to somebody who has kept no head and knows no witness.
/// </summary>
internal sealed partial class TimestampLoop(
    TimestampAuthority authority, ITransparencyLog log, ILogTimestamps timestamps, Company company, TimeProvider clock,
    ILogger<TimestampLoop> logger) : ILeaderTask
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1), UntilSigned = TimeSpan.FromSeconds(1),
        Timeout = TimeSpan.FromSeconds(30);

    public async Task Run(CancellationToken cancellationToken)
    {
        if (authority.Url is not { } url) await Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, cancellationToken);
        else
            using (var http = new HttpClient { Timeout = Timeout, MaxResponseContentBufferSize = 256 * 1024 })
                await Rounds.Repeat(BetweenLooks, async () =>
                {
                    while (!await Stamp(http, url, cancellationToken)) await Task.Delay(UntilSigned, cancellationToken);
                }, fault => LogFault(url, fault.Message), cancellationToken);
    }

    /// <returns>False while there is no head to be stamped.</returns>
    private async Task<bool> Stamp(HttpClient http, Uri url, CancellationToken cancellationToken)
    {
        var day = company.Day(clock.GetUtcNow());
        if (await timestamps.Find(day, cancellationToken) is not null) return true;
        if ((await log.Now(cancellationToken)).Checkpoint is not { } checkpoint) return false;
        var request = Rfc3161TimestampRequest.CreateFromData(Encoding.UTF8.GetBytes(checkpoint), HashAlgorithmName.SHA256,
            nonce: RandomNumberGenerator.GetBytes(8), requestSignerCertificates: true);
        using var body = new ByteArrayContent(request.Encode());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        using var answer = await http.PostAsync(url, body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        // Throws where the token is none of this request.
        var token = request.ProcessResponse(await answer.Content.ReadAsByteArrayAsync(cancellationToken), out _);
        await timestamps.Keep(new(day, checkpoint, token.AsSignedCms().Encode()), cancellationToken);
        LogStamped(day, token.TokenInfo.Timestamp);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The transparency log's head of {Day} was time-stamped at {At}")]
    private partial void LogStamped(DateOnly day, DateTimeOffset at);

    [LoggerMessage(Level = LogLevel.Error, Message = "The head of the transparency log could not be time-stamped by {Url}: {Reason}")]
    private partial void LogFault(Uri url, string reason);
}
