using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace OrderTracking.Cli.Tests;

/// <summary>How a request fails.</summary>
internal enum Trouble { DropBefore, DropAfter, Unavailable, NotAllowed }

/// <summary>
/// A minimal service on a port of its own: it accepts, deduplicates by id, holds events of waybills that are not received yet, releases
/// them when they are, and fails on demand.
/// </summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _oneAtATime = new();
    private readonly HashSet<string> _known = [];
    private readonly HashSet<string> _received = [];
    private readonly Dictionary<string, string> _held = [];

    private FakeService()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public static async Task<FakeService> StartAsync()
    {
        var service = new FakeService();
        await service._app.StartAsync();
        return service;
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>The failures of the coming requests, one each.</summary>
    public Queue<Trouble> Troubles { get; } = new();

    /// <summary>Bodies of batches, those of failed requests included.</summary>
    public List<string> Bodies { get; } = [];

    public IReadOnlyCollection<string> Recorded => _known;

    /// <summary>Reference events, in the order they came in.</summary>
    public List<JsonObject> ReferenceEvents { get; } = [];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/v1/reference/events")
        {
            await AnswerReferenceAsync(context);
            return;
        }

        if (context.Request.Method == "GET")
        {
            await context.Response.WriteAsync(_received.Count == 0 ? """{"items":[],"next":null}""" : """{"items":[{}],"next":null}""");
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        Bodies.Add(body);
        Trouble? trouble = Troubles.TryDequeue(out var next) ? next : null;
        if (trouble == Trouble.DropBefore)
        {
            context.Abort();
            return;
        }

        if (trouble is Trouble.Unavailable or Trouble.NotAllowed)
        {
            context.Response.StatusCode = trouble == Trouble.Unavailable ? 503 : 400;
            await context.Response.WriteAsync("""{"code":"no"}""");
            return;
        }

        if (context.Request.Path.Value!.Split('/') is [_, "v1", _, _, "events"])
        {
            // A case, or a waybill's own route: all that is sent is taken.
            foreach (var said in JsonNode.Parse(body)!.AsArray()) _known.Add((string)said!["id"]!);
            context.Response.StatusCode = 201;
            await context.Response.WriteAsync("""{"position":1,"events":[]}""");
            return;
        }

        string answer;
        lock (_oneAtATime) answer = Decide(body);
        if (trouble == Trouble.DropAfter) context.Abort();
        else await context.Response.WriteAsync(answer);
    }

    // Accepts everything but a lane standard of 0 hours.
    private async Task AnswerReferenceAsync(HttpContext context)
    {
        if (context.Request.Method == "GET")
        {
            var given = context.Request.Query["after"].FirstOrDefault() ?? "0";
            var after = int.Parse(given, System.Globalization.CultureInfo.InvariantCulture);
            var page = ReferenceEvents.Skip(after).Take(2).Select(item => (JsonNode)new JsonObject { ["id"] = (string)item["id"]! });
            var next = after + 2 < ReferenceEvents.Count ? $"{after + 2}" : null;
            await context.Response.WriteAsync(new JsonObject { ["items"] = new JsonArray([.. page]), ["next"] = next }.ToJsonString());
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var events = JsonNode.Parse(await reader.ReadToEndAsync())!.AsArray();
        var wrong = events.ToList().FindIndex(item => (int?)item!["data"]!["hours"] == 0);
        if (wrong >= 0)
        {
            context.Response.StatusCode = 422;
            await context.Response
                .WriteAsync($$"""{"status":422,"code":"invalid-value","field":"[{{wrong}}].data.hours","expected":"1"""
                    + $$""" to 10000","label":"数值不合要求"}""");
            return;
        }

        ReferenceEvents.AddRange(events.Select(item => item!.AsObject()));
        await context.Response.WriteAsync("""{"position":1,"events":[]}""");
    }

    private string Decide(string body)
    {
        var results = new JsonArray();
        var line = 0;
        foreach (var text in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parsed = JsonNode.Parse(text)!;
            var (status, code) = Decide(parsed);
            results.Add(new JsonObject { ["line"] = ++line, ["id"] = (string?)parsed["id"], ["status"] = status, ["code"] = code });
        }

        int Count(string status) => results.Count(result => (string?)result!["status"] == status);
        return new JsonObject
        {
            ["accepted"] = Count("accepted"), ["duplicates"] = Count("duplicate"), ["held"] = Count("held"), ["refused"] = Count("refused"),
            ["released"] = 0, ["position"] = _known.Count, ["results"] = results
        }.ToJsonString();
    }

    private (string Status, string? Code) Decide(JsonNode line)
    {
        var (id, waybill) = ((string)line["id"]!, (string)line["waybill"]!);
        if (line["occurredAt"] is null) return ("refused", "missing-field");
        if (((string)line["occurredAt"]!).Length == 19) return ("refused", "invalid-time");
        if (_known.Contains(id)) return ("duplicate", null);
        if ((string?)line["type"] == "received")
        {
            _received.Add(waybill);
            foreach (var (held, _) in _held.Where(pair => pair.Value == waybill).ToList())
            {
                _held.Remove(held);
                _known.Add(held);
            }
        }
        else if (!_received.Contains(waybill))
        {
            _held[id] = waybill;
            return ("held", "unknown-waybill");
        }

        _known.Add(id);
        return ("accepted", null);
    }
}
