using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderTracking.Api.Access;
using OrderTracking.Api.Hosting;
using OrderTracking.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Application.Transparency;
using OrderTracking.Application.Webhooks;

namespace OrderTracking.Api.Testing;

/// <summary>The real service, in this process, on a real port of its own, with the engine that ORDERTRACKING_ENGINE names.</summary>
public sealed class RunningService : IAsyncDisposable
{
    public const string JsonType = "application/json", NdjsonType = "application/x-ndjson";

    /// <summary>Set on a request to send it without an Idempotency-Key; a request without one gets one otherwise.</summary>
    public static readonly HttpRequestOptionsKey<bool> WithoutIdempotencyKey = new("without Idempotency-Key");

    private static readonly JsonSerializerOptions Writing =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Engine = Environment.GetEnvironmentVariable("ORDERTRACKING_ENGINE") is { Length: > 0 } named
        ? named : Settings.DefaultEngine;

    /// <summary>Tests send more requests a second than the default allows; the limits of concurrency stay.</summary>
    private static readonly LimitSettings AmpleRate = new() { Rate = 100_000 };

    private readonly WebApplication app;
    private readonly ConcurrentBag<HttpClient> clients;

    private RunningService(WebApplication app, string? token, ConcurrentBag<HttpClient> clients)
    {
        (this.app, this.clients) = (app, clients);
        Http = Client(token);
    }

    /// <summary>Sends requests as <see cref="Tokens.Anybody"/>.</summary>
    public HttpClient Http { get; }

    /// <summary>The service's container.</summary>
    public IServiceProvider Parts => app.Services;

    /// <param name="clock">The service's clock; the database keeps its own.</param>
    /// <param name="owner">The connection string of the schema's owner, if it is another role than the service's.</param>
    /// <param name="engine">The engine, if not the one that the run is for.</param>
    /// <param name="identity">The identity, if not the one that this process's services share.</param>
    /// <param name="heard">Receives the service's log.</param>
    /// <param name="log">Whether to log to the console as in operation.</param>
    /// <param name="limits">The limits; ample ones by default.</param>
    /// <param name="readOnly">Whether it serves reads only.</param>
    /// <param name="logKeys">The folder of the key that signs the transparency log; without it nothing is signed.</param>
    /// <param name="witnesses">Whom its heads are shown.</param>
    /// <param name="logTimestamps">The authority that time-stamps them.</param>
    /// <param name="cookieKeys">The folder of the keys of cookies, where nodes share it.</param>
    /// <param name="sandbox">Whether it is a sandbox.</param>
    /// <param name="find">Finds the addresses of receivers' names; by default the system does.</param>
    /// <param name="reach">Whether receivers may be on this machine, if not by the identity.</param>
    public static async Task<RunningService> StartAsync(
        string connectionString, TimeProvider? clock = null, string zone = Settings.DefaultZone, bool log = false, string? engine = null,
        string? owner = null, Identity? identity = null, CapturedLog? heard = null, LimitSettings? limits = null,
        bool readOnly = false, string? logKeys = null, IReadOnlyList<Witness>? witnesses = null,
        Uri? logTimestamps = null, string? cookieKeys = null, bool sandbox = false, FindAddresses? find = null, WebhookReach? reach = null)
    {
        if (owner is not null) await Migration.Run(new(owner, engine ?? Engine) { Sandbox = sandbox });
        // That engine makes objects of its own, and so works as the owner.
        if (owner is not null && (engine ?? Engine) == "marten") connectionString = owner;
        // Port 0: the system picks a free one, which no other process can take in between.
        var settings = new Settings(new Uri("http://127.0.0.1:0"), connectionString, TimeZoneInfo.FindSystemTimeZoneById(zone),
            identity ?? Tokens.Identity, engine ?? Engine)
        {
            Limits = limits ?? AmpleRate, ReadOnly = readOnly, LogKeys = logKeys, PersonKek = TestKeys.PersonKek,
            Witnesses = witnesses ?? [], LogTimestamps = logTimestamps, CookieKeys = cookieKeys, Sandbox = sandbox,
        };
        var app = await Service.Build(settings, services =>
        {
            if (!log) services.AddLogging(logging => logging.ClearProviders());
            if (heard is not null) services.AddLogging(logging => logging.AddProvider(heard));
            if (clock is not null) services.AddSingleton(clock);
            if (find is not null) services.AddSingleton(find);
            if (reach is not null) services.AddSingleton(reach);
        });
        try
        {
            await app.StartAsync();
            return new RunningService(app, Tokens.Of(Tokens.Anybody), []);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same service with another caller's token; not to be disposed.</summary>
    public RunningService As(Caller caller) => As(Tokens.Of(caller));

    /// <summary>The same service with this token or key, or without credentials; not to be disposed.</summary>
    public RunningService As(string? token) => new(app, token, clients);

    /// <summary>Stops it, as a signal does.</summary>
    public Task Stop() => app.StopAsync();

    public Task<Answer> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Posts JSON.</summary>
    public Task<Answer> Post(string path, object? body, string? ifMatch = null) =>
        Post(path, JsonSerializer.SerializeToUtf8Bytes(body, Writing), JsonType, ifMatch);

    /// <summary>Posts NDJSON: one JSON value a line.</summary>
    public Task<Answer> PostLines(string path, IEnumerable<object> lines) =>
        Post(path, [.. lines.SelectMany(line => JsonSerializer.SerializeToUtf8Bytes(line, Writing).Append((byte)'\n'))], NdjsonType);

    /// <summary>Posts bytes as they are, without a content type if that is null.</summary>
    public Task<Answer> Post(string path, byte[] body, string? contentType, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (contentType is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return Send(request);
    }

    public async Task<Answer> Send(HttpRequestMessage request)
    {
        const string Key = "Idempotency-Key";
        if (request.Method != HttpMethod.Get && !request.Headers.Contains(Key)
            && !request.Options.TryGetValue(WithoutIdempotencyKey, out _))
            request.Headers.Add(Key, $"\"{Guid.NewGuid()}\"");
        using (request)
        {
            using var response = await Http.SendAsync(request);
            return new((int)response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
        }
    }

    /// <summary>All rows of a paged list, page by page.</summary>
    public async Task<List<JsonElement>> All(string path, int limit = 1000)
    {
        var rows = new List<JsonElement>();
        string? after = null;
        do
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var answer = await Get($"{path}{separator}limit={limit}{(after is null ? "" : $"&after={after}")}");
            if (answer.Status != 200) throw new InvalidOperationException($"{path}: {answer}");
            rows.AddRange(answer.Items);
            after = answer.Body.GetProperty("next").GetString();
        }
        while (after is not null);
        return rows;
    }

    private HttpClient Client(string? token)
    {
        // A request with Expect: 100-continue waits until the service asks for its body, however long that takes. An answer that is not
        // read to its end is broken off at once, and not read on in the hope that it ends.
        var http = new HttpClient(new SocketsHttpHandler
        {
            Expect100ContinueTimeout = Timeout.InfiniteTimeSpan, ResponseDrainTimeout = TimeSpan.Zero,
        }) { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        clients.Add(http);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        // A connection that is left open would be waited for.
        foreach (var client in clients) client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
