using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Api.Access;
using OrderTracking.Api.Http;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Every list and figure takes both clocks of the past; reports, files, hand-overs and reference data among them.</summary>
public partial class TwoClocksTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    // What answers with something else than what is known of freight and rules; of each the reason.
    private const string IsLog = "the log itself, or a part of it: positions say what was there when",
        IsWork = "what the service has to do, or did; no part of the log", IsNow = "about the running service",
        IsEpcis = "the log; EPCIS has GE_recordTime, LT_recordTime, GE_eventTime and LT_eventTime for both clocks",
        IsWords = "words of the mapping", IsNames = "names to ask events by; EPCIS gives them no clock";

    private static readonly Dictionary<string, string> Without = new()
    {
        ["GET /v1/quarantine"] = "lines that are not in the log; each says when it came and what became of it",
        ["GET /v1/quarantine/{id}"] = "the same",
        ["GET /v1/feed"] = IsLog,
        ["GET /v1/definitions"] = "the versions of a definition are listed, those that were replaced, too",
        ["GET /v1/reports/handed-out/{id}"] = "bytes that never change; the list of them takes the clocks",
        ["GET /v1/audit/events"] = IsLog,
        ["GET /v1/audit/log"] = IsLog,
        ["GET /v1/audit/log/checkpoint"] = IsLog,
        ["GET /v1/audit/log/tile/{level}/{**path}"] = IsLog,
        ["GET /v1/audit/log/tile/entries/{**path}"] = IsLog,
        ["GET /v1/audit/log/export"] = IsLog,
        ["GET /v1/audit/log/timestamps/{day}"] = IsLog,
        ["GET /v1/audit/waybills/{number}/proof"] = IsLog,
        ["GET /v1/audit/waybills/{number}/steps"] = "each step is what was known at one version",
        ["GET /v1/audit/differences"] = "between two moments of knowledge, which it names",
        ["GET /v1/audit/access"] = "entries with their times, which are never changed",
        ["GET /v1/audit/acts"] = "entries with their times, which are never changed",
        ["GET /v1/audit/replays"] = IsWork,
        ["GET /v1/audit/replays/{id}"] = IsWork,
        ["GET /v1/log/set-aside"] = IsWork,
        ["GET /v1/keys"] = IsWork,
        ["GET /v1/webhooks"] = IsWork,
        ["GET /v1/webhooks/{id}"] = IsWork,
        ["GET /v1/webhooks/{id}/deliveries"] = IsWork,
        ["GET /epcis"] = IsNow,
        ["GET /epcis/events"] = IsEpcis,
        ["GET /epcis/events/{id}"] = IsEpcis,
        ["GET /epcis/capture"] = IsWork,
        ["GET /epcis/capture/{id}"] = IsWork,
        ["GET /epcis/queries"] = IsWork,
        ["GET /epcis/queries/{id}"] = IsWork,
        ["GET /epcis/queries/{id}/events"] = IsEpcis,
        ["GET /epcis/queries/{id}/subscriptions"] = IsWork,
        ["GET /epcis/queries/{id}/subscriptions/{subscription}"] = IsWork,
        ["GET /epcis/eventTypes"] = IsWords,
        ["GET /epcis/eventTypes/{id}"] = IsWords,
        ["GET /epcis/eventTypes/{id}/events"] = IsEpcis,
        ["GET /epcis/epcs"] = IsNames,
        ["GET /epcis/epcs/{id}"] = IsWords,
        ["GET /epcis/epcs/{id}/events"] = IsEpcis,
        ["GET /epcis/bizSteps"] = IsWords,
        ["GET /epcis/bizSteps/{id}"] = IsWords,
        ["GET /epcis/bizSteps/{id}/events"] = IsEpcis,
        ["GET /epcis/bizLocations"] = IsNames,
        ["GET /epcis/bizLocations/{id}"] = IsWords,
        ["GET /epcis/bizLocations/{id}/events"] = IsEpcis,
        ["GET /epcis/readPoints"] = IsNames,
        ["GET /epcis/readPoints/{id}"] = IsWords,
        ["GET /epcis/readPoints/{id}/events"] = IsEpcis,
        ["GET /epcis/dispositions"] = IsWords,
        ["GET /epcis/dispositions/{id}"] = IsWords,
        ["GET /epcis/dispositions/{id}/events"] = IsEpcis,
        ["GET /v1/privacy/erasures"] = IsWork,
        ["GET /v1/views"] = IsNow,
        ["GET /v1/dead-letters"] = IsWork,
        ["GET /health/live"] = IsNow,
        ["GET /health/ready"] = IsNow,
        ["GET /openapi/v1.json"] = IsNow,
        ["GET /asyncapi/v1.json"] = IsNow,
        ["GET /v1/tracked/{number}"] = "what the public is told, to be told on",
        ["GET /track/{number}.txt"] = "the same as a short message",
        ["GET /track/{number}"] = "for the public, who are told where the goods are now",
    };

    private RunningService Service => fixture.Service;

    [Fact]
    public void every_list_and_figure_takes_both_clocks_or_it_is_written_here_why_not()
    {
        var routes = (from endpoint in Service.Parts.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                      let row = Policy.Of(endpoint.RoutePattern, endpoint.Metadata)
                      where row is { IsPage: false } && Policy.Rules.Contains(row)
                          && (row.Route.StartsWith("GET ", StringComparison.Ordinal) || row.Route == "POST /v1/waybills/search")
                      let takes = endpoint.Metadata.GetMetadata<RouteParameters>()?.All ?? []
                      let lacks = new Parameter[] { Parameters.AsOf, Parameters.KnownAt, Parameters.KnownAtPosition }.Except(takes)
                      select (row.Route, TakesBoth: !lacks.Any())).ToList();

        routes.Where(route => !route.TakesBoth).Select(route => route.Route).Order()
            .ShouldBe(Without.Keys.Intersect(routes.Select(route => route.Route)).Order());
        // Dead letters are of one engine alone.
        Without.Keys.Except(routes.Select(route => route.Route)).ShouldBeSubsetOf(["GET /v1/dead-letters"]);
    }

    [Fact]
    public async Task reports_files_hand_overs_and_reference_data_are_answered_as_they_were()
    {
        var manager = Service.As(Tokens.Caller("li", [Role.AccountManager]));
        await Known(manager);
        var then = new DateTimeOffset(DateTimeOffset.UtcNow.Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, default)
            .AddMilliseconds(1);
        fixture.Clock.Now = then;
        var position = await Head();
        var given = new Dictionary<string, string>();
        string[] paths = [.. Paths()];
        foreach (var path in paths) given[path] = await Plain(With(path, $"waitFor={position}"));
        fixture.Clock.Now = null;

        await Later(manager);
        fixture.Clock.Now = DateTimeOffset.UtcNow;
        var last = await Head();
        foreach (var path in paths)
        {
            (await Plain(With(path, $"knownAt={then:O}&knownAtPosition={position}".Replace("+", "%2B", StringComparison.Ordinal))))
                .ShouldBe(given[path], path);
            (await Plain(With(path, $"waitFor={last}"))).ShouldNotBe(given[path], $"nothing changed: {path}");
        }
        fixture.Clock.Now = null;
    }

    [Fact]
    public async Task what_was_done_later_is_in_no_answer_as_of_a_time()
    {
        await Reference("accountManagerAssigned", At, new { account = "TC-ASOF", manager = "wang", from = At });
        await Reference("accountManagerAssigned", At.AddDays(1), new { account = "TC-ASOF", manager = "li", from = At.AddDays(1) });
        await Reference("accountSet", At, new { account = "TC-ASOF", reports = new[] { "weeklyAccount" } });
        var before = DateTimeOffset.UtcNow;
        var li = Service.As(Tokens.Caller("li", [Role.AccountManager]));
        (await li.Post("/v1/hand-overs/TC-ASOF/accept", new { items = new[] { "account" } })).Status.ShouldBe(200);
        (await Service.Post("/v1/reports/weekly-account?account=TC-ASOF&from=2026-03-02", [], null)).Status.ShouldBe(201);

        var asOf = $"asOf={before.UtcDateTime:O}";
        (await Service.Get($"/v1/hand-overs/TC-ASOF?{asOf}")).Body.GetProperty("open").GetInt32().ShouldBe(1);
        (await Service.Get("/v1/hand-overs/TC-ASOF")).Body.GetProperty("open").GetInt32().ShouldBe(0);
        // Whom the account goes from sees it today, and nothing of the account's past.
        var wang = Service.As(Tokens.Caller("wang", [Role.AccountManager]));
        (await wang.Get("/v1/hand-overs/TC-ASOF")).Status.ShouldBe(200);
        (await wang.Get($"/v1/hand-overs/TC-ASOF?{asOf}")).Code.ShouldBe("unknown-hand-over");
        (await Service.Get($"/v1/reports/handed-out?account=TC-ASOF&{asOf}")).Items.ShouldBeEmpty();
        (await Service.Get("/v1/reports/handed-out?account=TC-ASOF")).Items.Length.ShouldBe(1);
        var events = (await Service.Get($"/v1/reference/account:TC-ASOF/events?{asOf}")).Items;
        events.Select(item => item.GetProperty("type").GetString())
            .ShouldBe(["accountManagerAssigned", "accountManagerAssigned", "accountSet"]);
        (await Service.Get($"/v1/accounts/TC-ASOF?asOf={At.AddHours(2).UtcDateTime:O}")).Body.GetProperty("manager").GetString()
            .ShouldBe("wang");
    }

    // Everything that the paths below answer with.
    private async Task Known(RunningService manager)
    {
        await Reference("accountManagerAssigned", At, new { account = "TC", manager = "wang", from = At });
        await Reference("accountManagerAssigned", At.AddDays(1), new { account = "TC", manager = "li", from = At.AddDays(1) });
        await Reference("accountSet", At, new { account = "TC", tier = "key", instructions = "轻放",
            reports = new[] { "weeklyAccount", "monthlyAccount" } });
        await Reference("companySet", At, new { reports = new[] { "monthlyDepartment" } });
        await Reference("laneStandardSet", At, new { origin = "SHA", destination = "CTU", hours = 48 });
        await Reference("stationSet", At, new { code = "SHA", name = "上海" });
        await Reference("calendarSet", At, new { calendar = "work" });
        await Reference("penaltyScheduleSet", At, new { rule = "promise", fine = 50, effectiveFrom = "2026-01-01" });
        await Record("TC-1", Send.Received(At, 3, "TC", copies: 1), Send.Event("loadingPlanned", At.AddHours(1),
            new { pieces = 3, loadingList = "TC-L", plannedFor = "2026-03-02", nextStation = "CTU" }));
        await Record("TC-1", Send.Event("exceptionRaised", At.AddHours(4), new { exceptionId = "TC-X", kind = "damage" }));
        (await manager.Post("/v1/reports/weekly-account?account=TC&from=2026-03-02&format=json", [], null)).Status.ShouldBe(201);
    }

    // Something of each that changes every answer.
    private async Task Later(RunningService manager)
    {
        await Record("TC-1", Send.Loaded(At.AddHours(2), 3).Of("loadingList", "TC-L"), Send.Signed(At.AddDays(1), 3),
            Send.Event("exceptionResolved", At.AddDays(1), new { exceptionId = "TC-X", cause = "carrier" }));
        await Record("TC-2", Send.Received(At.AddHours(1), 5, "TC"));
        (await manager.Post("/v1/reports/weekly-account?account=TC&from=2026-03-02&format=csv", [], null)).Status.ShouldBe(201);
        foreach (var kind in (string[])["weekly-account", "monthly-account", "monthly-archive"])
            (await manager.Post($"/v1/reports/notes?account=TC&kind={kind}&from={From(kind)}", new { note = "已改善" })).Status
                .ShouldBe(201);
        (await Service.As(Tokens.Caller("head", [Role.Supervisor])).Post(
            "/v1/reports/notes?kind=monthly-department&from=2026-03-01", new { note = "已改善" })).Status.ShouldBe(201);
        (await manager.Post("/v1/hand-overs/TC/accept", new { items = new[] { "account" } })).Status.ShouldBe(200);
        await Reference("accountSet", At, new { account = "TC", tier = "project", instructions = "易碎",
            reports = new[] { "weeklyAccount" } });
        await Reference("laneStandardSet", At, new { origin = "SHA", destination = "CTU", hours = 24 });
        await Reference("stationSet", At, new { code = "SHA", name = "上海总站" });
        await Reference("calendarSet", At, new { calendar = "work", holidays = new[] { "2026-03-03" } });
        await Reference("penaltyScheduleSet", At, new { rule = "sorting", fine = 20, effectiveFrom = "2026-01-01" });
    }

    private static IEnumerable<string> Paths()
    {
        foreach (var kind in (string[])["daily-exceptions", "weekly-account", "monthly-account", "monthly-archive", "monthly-department"])
            foreach (var format in (string[])["", ".csv", ".xlsx"])
                yield return $"/v1/reports/{kind}{format}?from={From(kind)}"
                    + (kind == "monthly-department" ? "" : "&account=TC");
        foreach (var path in (string[])["waybills.csv?account=TC", "waybills.xlsx?account=TC", "loading-lists/TC-L",
            "loading-lists/TC-L.csv", "loading-lists/TC-L.xlsx", "hand-overs/TC", "reports/handed-out?account=TC",
            "reports/due?account=TC", "accounts", "accounts/TC", "lanes", "stations", "calendars", "penalty-schedules",
            "reference/events?limit=1000", "reference/account:TC/events", "waybills/TC-1"])
            yield return $"/v1/{path}";
    }

    private static string From(string kind) => kind.StartsWith("monthly", StringComparison.Ordinal) ? "2026-03-01" : "2026-03-02";

    private async Task<string> Plain(string path)
    {
        // Reference data and handed-out reports are never behind the log.
        if (NotOfViews().IsMatch(path)) path = WaitFor().Replace(path, "");
        var answer = await Service.Get(path);
        answer.Status.ShouldBe(200, $"{path} {answer}");
        if (path.Contains(".xlsx", StringComparison.Ordinal))
        {
            using var zip = new ZipArchive(new MemoryStream(answer.Bytes));
            var parts = zip.Entries.Select(entry =>
            {
                using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
                return $"{entry.FullName}\n{reader.ReadToEnd()}";
            });
            return PastOfLink().Replace(string.Join('\n', parts), "");
        }
        var text = answer.Text;
        if (answer.ContentType == RunningService.JsonType && JsonNode.Parse(text) is JsonObject json)
        {
            json.Remove("lagMs");
            // Of lists of views it says how far these were; a report states it.
            if (!path.Contains("/reports/", StringComparison.Ordinal)) json.Remove("position");
            text = json.ToJsonString();
        }
        return PastOfLink().Replace(text, "");
    }

    private static string With(string path, string more) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{more}";

    private Task<long> Head() => Service.Parts.GetRequiredService<IEventLog>().Head(CancellationToken.None);

    private async Task Reference(string type, DateTimeOffset at, object data)
    {
        var answer = await Service.Post("/v1/reference/events", Send.Event(type, at, data, station: "HQ"));
        answer.Status.ShouldBeLessThan(300, answer.ToString());
    }

    private async Task Record(string waybill, params JsonObject[] events)
    {
        var answer = await Service.Post($"/v1/waybills/{waybill}/events", events);
        answer.Status.ShouldBeLessThan(300, answer.ToString());
    }

    [GeneratedRegex("(&amp;|\\\\u0026|[&?])(asOf|knownAt|knownAtPosition)=[^&\"\\\\,]*")]
    private static partial Regex PastOfLink();

    [GeneratedRegex("/v1/(reports/(handed-out|due)|accounts|lanes|stations|calendars|penalty|reference|waybills/)")]
    private static partial Regex NotOfViews();

    [GeneratedRegex("[?&]waitFor=[0-9]+")]
    private static partial Regex WaitFor();
}

file static class EventData
{
    public static JsonObject Of(this JsonObject sent, string member, string value)
    {
        sent["data"]![member] = value;
        return sent;
    }
}
