using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OrderTracking.Api.Testing;

/// <summary>A request that a webhook was sent.</summary>
public sealed record WebhookRequest(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text { get; } = Encoding.UTF8.GetString(Body);

    public string Id => Headers["webhook-id"];

    public JsonElement Event { get; } = JsonSerializer.Deserialize<JsonElement>(Body);

    public JsonElement Data => Event.GetProperty("data");

    public string Subject => Event.GetProperty("subject").GetString()!;

    public long Position => Data.GetProperty("position").GetInt64();

    /// <summary>Whether one of its signatures is by this secret.</summary>
    public bool IsSignedBy(string secret)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{Id}.{Headers["webhook-timestamp"]}."), .. Body];
        var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);
        return Headers["webhook-signature"].Split(' ').Contains($"v1,{Convert.ToBase64String(expected)}");
    }
}

/// <summary>A receiver of webhooks on this machine, which keeps what it took.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<WebhookRequest> taken = [], seen = [];
    private WebApplication app = null!;

    private WebhookReceiver()
    {
    }

    public string Url => $"{app.Urls.Single()}/hook";

    /// <summary>How it answers a request: with a status.</summary>
    public Func<WebhookRequest, Task<int>> Answer { get; set; } = _ => Task.FromResult(204);

    /// <summary>The header Retry-After of answers other than 2xx; null for none.</summary>
    public string? RetryAfter { get; set; }

    /// <summary>What it answered with a 2xx, in order.</summary>
    public IReadOnlyList<WebhookRequest> Taken
    {
        get
        {
            lock (gate) return [.. taken];
        }
    }

    /// <summary>All requests, in order.</summary>
    public IReadOnlyList<WebhookRequest> Seen
    {
        get
        {
            lock (gate) return [.. seen];
        }
    }

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        receiver.app = await LocalServer.StartAsync(receiver.Take);
        return receiver;
    }

    /// <summary>Waits until it has taken so many.</summary>
    public async Task<IReadOnlyList<WebhookRequest>> Take(int count, TimeSpan? atMost = null)
    {
        using var waiting = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(40));
        while (Taken.Count < count)
        {
            if (waiting.IsCancellationRequested) throw new TimeoutException($"Took {Taken.Count} of {count}.");
            await Task.Delay(20);
        }
        return Taken;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = new WebhookRequest(
            context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
            body.ToArray());
        lock (gate) seen.Add(request);
        var status = await Answer(request);
        if (status is >= 200 and < 300)
            lock (gate) taken.Add(request);
        context.Response.StatusCode = status;
        if (RetryAfter is not null && status >= 300) context.Response.Headers.RetryAfter = RetryAfter;
        if (status is >= 300 and < 400) context.Response.Headers.Location = $"{app.Urls.Single()}/elsewhere";
        if (status != 204) await context.Response.WriteAsync($"answered {status}");
    }
}
