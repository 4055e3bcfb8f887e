using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OrderTracking.Bench.Webhooks;

/// <summary>The receiver of one webhook: it verifies each request and keeps in which order it was sent each waybill's events.</summary>
/// <param name="answerAfter">How long it takes to answer.</param>
internal sealed class Receiver(TimeSpan answerAfter)
{
    private const string Scheme = "whsec_";

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<byte[]> _secret = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<string, List<long>> _positions = [];

    public string Id { get; private set; } = "";

    /// <summary>Events that it was sent, each counted once.</summary>
    public int Count { get; private set; }

    /// <summary>Events that it was sent once more.</summary>
    public int Repeats { get; private set; }

    /// <summary>Requests that are not signed by its secret.</summary>
    public int Forged { get; private set; }

    public void Begin(string id, string secret)
    {
        Id = id;
        _secret.SetResult(Convert.FromBase64String(secret[Scheme.Length..]));
    }

    /// <summary>Forgets what it was sent.</summary>
    public void BeginAnew()
    {
        lock (_gate)
            (_positions, Count, Repeats) = ([], 0, 0);
    }

    public async Task TakeAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var isSigned = IsSigned(context.Request.Headers, body.ToArray(), await _secret.Task);
        await Task.Delay(answerAfter);
        if (isSigned)
            Keep(body.ToArray());
        else
            Forged++;
        context.Response.StatusCode = isSigned ? StatusCodes.Status204NoContent : StatusCodes.Status400BadRequest;
    }

    /// <summary>What is wrong with what it was sent; null where nothing is.</summary>
    /// <param name="log">The positions of each waybill's events.</param>
    /// <param name="isAll">It was sent all; else of each waybill the first ones.</param>
    public string? Wrong(IReadOnlyDictionary<string, List<long>> log, bool isAll)
    {
        lock (_gate)
        {
            if (Forged > 0)
                return $"{Forged} requests were not signed by its secret";
            var strange = _positions.Keys.FirstOrDefault(waybill => !log.ContainsKey(waybill));
            if (strange is not null)
                return $"{strange} is not in the log";
            return log.Select(of => (of.Key, Sent: _positions.GetValueOrDefault(of.Key) ?? [], Log: of.Value))
                .Where(of => !of.Sent.SequenceEqual(isAll ? of.Log : of.Log.Take(of.Sent.Count)))
                .Select(of => $"{of.Key} was sent as {string.Join(' ', of.Sent)}, and is {string.Join(' ', of.Log)} in the log")
                .FirstOrDefault();
        }
    }

    private void Keep(byte[] body)
    {
        using var sent = JsonDocument.Parse(body);
        var data = sent.RootElement.GetProperty("data");
        var (waybill, position) = (data.GetProperty("waybill").GetString()!, data.GetProperty("position").GetInt64());
        lock (_gate)
        {
            if (!_positions.TryGetValue(waybill, out var positions))
                _positions.Add(waybill, positions = []);
            if (positions.Contains(position))
            {
                Repeats++;
                return;
            }

            positions.Add(position);
            Count++;
        }
    }

    private static bool IsSigned(IHeaderDictionary headers, byte[] body, byte[] secret)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}."), .. body];
        return headers["webhook-signature"] == $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}";
    }
}
