using System.Net;
using System.Text.RegularExpressions;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Domain.Cases;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>
/// Every route of the policy, by every role, about the caller's own target, another's, and one that does not exist. The expectation
/// comes from the policy's table alone: without a right the answer is 403; for another's target it is byte for byte that for a missing
/// one; and no answer contains anything out of the caller's scope.
/// </summary>
[Trait("Engine", "any")]
public sealed partial class MatrixTests(World world) : IClassFixture<World>
{
    /// <summary>For each route, the paths that ask it about a target; a route that is missing here fails its tests.</summary>
    private static readonly Dictionary<string, string[]> Reads = new()
    {
        ["GET /v1/quarantine"] = ["/v1/quarantine"],
        ["GET /v1/quarantine/{id}"] = ["/v1/quarantine/{line}"],
        [PostedSearch] = ["{waybill}"],
        ["GET /v1/waybills"] = ["/v1/waybills", "/v1/waybills?asOf=2026-03-04T00:00:00Z", "/v1/waybills?account={account}",
            "/v1/waybills?q={waybill}", "/v1/waybills?lane={lane}"],
        ["GET /v1/waybills.csv"] = ["/v1/waybills.csv", "/v1/waybills.csv?account={account}", "/v1/waybills.csv?asOf=2030-01-01T00:00:00Z"],
        ["GET /v1/waybills.xlsx"] = ["/v1/waybills.xlsx"],
        ["GET /v1/waybills/{number}"] = ["/v1/waybills/{waybill}", "/v1/waybills/{waybill}?knownAtPosition=1000000"],
        ["GET /v1/waybills/{number}/timeline"] =
        ["/v1/waybills/{waybill}/timeline", "/v1/waybills/{waybill}/timeline?asOf=2020-01-01T00:00:00Z"],
        ["GET /v1/waybills/{number}/events"] = ["/v1/waybills/{waybill}/events"],
        [Feed] = ["after=0", "after=0&waybill={waybill}", "after=0&account={account}", "after=0&station={station}"],
        // Each caller's own; WebhookAccessTests asks about others'.
        ["GET /v1/webhooks"] = ["/v1/webhooks"],
        ["GET /v1/webhooks/{id}"] = ["/v1/webhooks/00000000-0000-0000-0000-000000000000"],
        ["GET /v1/webhooks/{id}/deliveries"] = ["/v1/webhooks/00000000-0000-0000-0000-000000000000/deliveries"],
        ["GET /epcis"] = ["/epcis"],
        ["GET /epcis/events"] =
        [$"{AllOfEpcis}", $"{AllOfEpcis}&EQ_bizTransaction_bol={LinkOfWaybill}", $"{AllOfEpcis}&orderBy=recordTime"],
        ["GET /epcis/events/{id}"] = ["/epcis/events/urn:uuid:00000000-0000-0000-0000-000000000000"],
        // Each caller's own; EpcisTests asks about others'.
        ["GET /epcis/capture"] = ["/epcis/capture"],
        ["GET /epcis/capture/{id}"] = ["/epcis/capture/00000000-0000-0000-0000-000000000000"],
        ["GET /epcis/queries"] = ["/epcis/queries"],
        ["GET /epcis/queries/{id}"] = ["/epcis/queries/none"],
        ["GET /epcis/queries/{id}/events"] = ["/epcis/queries/none/events"],
        ["GET /epcis/queries/{id}/subscriptions"] = ["/epcis/queries/none/subscriptions"],
        ["GET /epcis/queries/{id}/subscriptions/{subscription}"] = ["/epcis/queries/none/subscriptions/none"],
        ["GET /epcis/eventTypes"] = ["/epcis/eventTypes"],
        ["GET /epcis/eventTypes/{id}"] = ["/epcis/eventTypes/ObjectEvent"],
        ["GET /epcis/eventTypes/{id}/events"] = ["/epcis/eventTypes/ObjectEvent/events?perPage=1000"],
        ["GET /epcis/epcs"] = ["/epcis/epcs?perPage=1000"],
        ["GET /epcis/epcs/{id}"] = [$"/epcis/epcs/{Uri.EscapeDataString("https://id.ordertracking.example/401/")}{{waybill}}"],
        ["GET /epcis/epcs/{id}/events"] =
        [$"/epcis/epcs/{Uri.EscapeDataString("https://id.ordertracking.example/401/")}{{waybill}}/events"],
        ["GET /epcis/bizSteps"] = ["/epcis/bizSteps"],
        ["GET /epcis/bizSteps/{id}"] = ["/epcis/bizSteps/loading"],
        ["GET /epcis/bizSteps/{id}/events"] = ["/epcis/bizSteps/loading/events?perPage=1000"],
        ["GET /epcis/bizLocations"] = ["/epcis/bizLocations"],
        ["GET /epcis/bizLocations/{id}"] = ["/epcis/bizLocations/x:1"],
        ["GET /epcis/bizLocations/{id}/events"] =
        [$"/epcis/bizLocations/{Uri.EscapeDataString("https://id.ordertracking.example/stations/")}{{station}}/events"],
        ["GET /epcis/readPoints"] = ["/epcis/readPoints"],
        ["GET /epcis/readPoints/{id}"] = ["/epcis/readPoints/x:1"],
        ["GET /epcis/readPoints/{id}/events"] =
        [$"/epcis/readPoints/{Uri.EscapeDataString("https://id.ordertracking.example/stations/")}{{station}}/events"],
        ["GET /epcis/dispositions"] = ["/epcis/dispositions"],
        ["GET /epcis/dispositions/{id}"] = ["/epcis/dispositions/in_transit"],
        ["GET /epcis/dispositions/{id}/events"] = ["/epcis/dispositions/in_transit/events"],
        ["GET /v1/exceptions"] = ["/v1/exceptions", "/v1/exceptions?asOf=2026-03-04T00:00:00Z",
            "/v1/exceptions?waybill={waybill}", "/v1/exceptions?account={account}"],
        ["GET /v1/receipts"] = ["/v1/receipts", "/v1/receipts?waybill={waybill}", "/v1/receipts?account={account}"],
        ["GET /v1/deadlines"] = ["/v1/deadlines", "/v1/deadlines?asOf=2026-03-04T00:00:00Z", "/v1/deadlines?waybill={waybill}",
            "/v1/deadlines?account={account}"],
        ["GET /v1/watchlist"] = ["/v1/watchlist", "/v1/watchlist?account={account}"],
        ["GET /v1/loading"] = ["/v1/loading?date=2026-03-03", "/v1/loading?date=2026-03-03&station={station}",
            "/v1/loading?date=2026-03-03&account={account}"],
        ["GET /v1/held-freight"] =
        ["/v1/held-freight", "/v1/held-freight?asOf=2026-03-04T00:00:00Z", "/v1/held-freight?account={account}",
            "/v1/held-freight?station={station}"],
        ["GET /v1/worklist"] = ["/v1/worklist", "/v1/worklist?asOf=2026-03-04T00:00:00Z", "/v1/worklist?account={account}"],
        ["GET /v1/hand-overs"] = ["/v1/hand-overs"],
        ["GET /v1/hand-overs/{account}"] = ["/v1/hand-overs/{account}", "/v1/hand-overs/{account}?asOf=2030-01-01T00:00:00Z"],
        ["GET /v1/loading-lists"] = ["/v1/loading-lists", "/v1/loading-lists?account={account}", "/v1/loading-lists?station={station}"],
        ["GET /v1/loading-lists/{number}"] = ["/v1/loading-lists/{waybill}"],
        ["GET /v1/loading-lists/{number}.csv"] =
        ["/v1/loading-lists/{waybill}.csv", "/v1/loading-lists/{waybill}.csv?asOf=2030-01-01T00:00:00Z"],
        ["GET /v1/loading-lists/{number}.xlsx"] = ["/v1/loading-lists/{waybill}.xlsx"],
        ["GET /v1/claims"] = ["/v1/claims", "/v1/claims?asOf=2026-03-04T00:00:00Z", "/v1/claims?account={account}",
            "/v1/claims?waybill={waybill}", "/v1/claims?station={station}"],
        ["GET /v1/claims/report"] = ["/v1/claims/report", "/v1/claims/report?account={account}",
            "/v1/claims/report?asOf=2026-03-09T00:00:00Z"],
        ["GET /v1/claims/{number}"] = ["/v1/claims/{waybill}", "/v1/claims/{waybill}?asOf=2026-03-04T00:00:00Z"],
        ["GET /v1/claims/{number}/timeline"] = ["/v1/claims/{waybill}/timeline"],
        ["GET /v1/complaints"] = ["/v1/complaints", "/v1/complaints?asOf=2026-03-09T00:00:00Z", "/v1/complaints?account={account}"],
        ["GET /v1/complaints/report"] = ["/v1/complaints/report", "/v1/complaints/report?account={account}",
            "/v1/complaints/report?asOf=2026-03-09T00:00:00Z"],
        ["GET /v1/complaints/{number}"] = ["/v1/complaints/{waybill}"],
        ["GET /v1/complaints/{number}/timeline"] = ["/v1/complaints/{waybill}/timeline"],
        ["GET /v1/insurance"] = ["/v1/insurance", "/v1/insurance?asOf=2026-03-09T00:00:00Z", "/v1/insurance?account={account}"],
        ["GET /v1/insurance/report"] = ["/v1/insurance/report", "/v1/insurance/report?account={account}",
            "/v1/insurance/report?asOf=2026-03-09T00:00:00Z"],
        ["GET /v1/insurance/{number}"] = ["/v1/insurance/{waybill}"],
        ["GET /v1/insurance/{number}/timeline"] = ["/v1/insurance/{waybill}/timeline"],
        ["GET /v1/insurance/declarations"] =
        ["/v1/insurance/declarations?date=2026-03-02", "/v1/insurance/declarations?date=2026-03-02&account={account}",
            "/v1/insurance/declarations?date=2026-03-02&station={station}",
            "/v1/insurance/declarations?date=2026-03-02&asOf=2026-03-04T00:00:00Z"],
        ["GET /v1/insurance/declarations.csv"] =
        ["/v1/insurance/declarations.csv?date=2026-03-02", "/v1/insurance/declarations.csv?date=2026-03-02&account={account}"],
        ["GET /v1/insurance/declarations.xlsx"] = ["/v1/insurance/declarations.xlsx?date=2026-03-02"],
        ["GET /v1/insurance/watchlist"] = ["/v1/insurance/watchlist", "/v1/insurance/watchlist?account={account}",
            "/v1/insurance/watchlist?station={station}", "/v1/insurance/watchlist?only=silent&asOf=2026-03-03T12:00:00Z"],
        ["GET /v1/inquiries"] = ["/v1/inquiries", "/v1/inquiries?asOf=2026-03-09T00:00:00Z", "/v1/inquiries?account={account}"],
        ["GET /v1/inquiries/report"] = ["/v1/inquiries/report", "/v1/inquiries/report?account={account}",
            "/v1/inquiries/report?asOf=2026-03-09T00:00:00Z"],
        ["GET /v1/inquiries/{number}"] = ["/v1/inquiries/{waybill}"],
        ["GET /v1/inquiries/{number}/timeline"] = ["/v1/inquiries/{waybill}/timeline"],
        ["GET /v1/tracked/{number}"] = ["/v1/tracked/{waybill}?digits={digits}"],
        ["GET /v1/rounds"] = ["/v1/rounds", "/v1/rounds?asOf=2026-03-09T00:00:00Z", "/v1/rounds?account={account}"],
        ["GET /v1/rounds/report"] = ["/v1/rounds/report", "/v1/rounds/report?account={account}"],
        ["GET /v1/rounds/{number}"] = ["/v1/rounds/{waybill}"],
        ["GET /v1/rounds/{number}/timeline"] = ["/v1/rounds/{waybill}/timeline"],
        ["GET /v1/rounds/{number}/report"] = ["/v1/rounds/{waybill}/report", "/v1/rounds/{waybill}/report?asOf=2026-03-09T00:00:00Z"],
        ["GET /v1/rounds/{number}/report.csv"] = ["/v1/rounds/{waybill}/report.csv"],
        ["GET /v1/rounds/{number}/report.xlsx"] = ["/v1/rounds/{waybill}/report.xlsx"],
        ["GET /v1/desk-notes"] = ["/v1/desk-notes", "/v1/desk-notes?asOf=2026-03-09T00:00:00Z", "/v1/desk-notes?account={account}"],
        ["GET /v1/desk-notes/report"] = ["/v1/desk-notes/report", "/v1/desk-notes/report?account={account}"],
        ["GET /v1/desk-notes/{number}"] = ["/v1/desk-notes/{waybill}"],
        ["GET /v1/desk-notes/{number}/timeline"] = ["/v1/desk-notes/{waybill}/timeline"],
        ["GET /v1/on-time"] = ["/v1/on-time", "/v1/on-time?account={account}", "/v1/on-time?lane={lane}", "/v1/on-time?groupBy=account",
            "/v1/on-time?groupBy=lane&from=2026-03-01&to=2026-04-01"],
        ["GET /v1/on-time/waybills"] = ["/v1/on-time/waybills", "/v1/on-time/waybills?asOf=2026-03-09T00:00:00Z",
            "/v1/on-time/waybills?account={account}"],
        ["GET /v1/exceptions/report"] =
        ["/v1/exceptions/report", "/v1/exceptions/report?account={account}", "/v1/exceptions/report?groupBy=responsibleStation"],
        ["GET /v1/receipts/report"] =
        ["/v1/receipts/report", "/v1/receipts/report?account={account}", "/v1/receipts/report?groupBy=station"],
        ["GET /v1/breaches"] = ["/v1/breaches", "/v1/breaches?asOf=2026-03-04T00:00:00Z", "/v1/breaches?waybill={waybill}"],
        ["GET /v1/breaches/report"] =
        ["/v1/breaches/report", "/v1/breaches/report?account={account}", "/v1/breaches/report?groupBy=station"],
        ["GET /v1/figures/{figure}"] = ["/v1/figures/revenue", "/v1/figures/revenue?account={account}", "/v1/figures/volumes?groupBy=lane",
            "/v1/figures/dwell-origin?account={account}"],
        ["GET /v1/figures/{figure}/deadlines"] =
        ["/v1/figures/report-back/deadlines", "/v1/figures/report-back/deadlines?account={account}"],
        ["GET /v1/volumes"] = ["/v1/volumes", "/v1/volumes?asOf=2026-03-04T00:00:00Z", "/v1/volumes?account={account}",
            "/v1/volumes?station={station}"],
        ["GET /v1/group/report"] = ["/v1/group/report?month=2026-03", "/v1/group/report?month=2026-03&asOf=2026-03-09T00:00:00Z"],
        ["GET /v1/definitions"] = ["/v1/definitions"],
        ["GET /v1/reports/daily-exceptions"] =
        ["/v1/reports/daily-exceptions?from=2026-03-03", "/v1/reports/daily-exceptions?from=2026-03-03&account={account}"],
        ["GET /v1/reports/daily-exceptions.csv"] =
        ["/v1/reports/daily-exceptions.csv?from=2026-03-03", "/v1/reports/daily-exceptions.csv?from=2026-03-03&account={account}"],
        ["GET /v1/reports/daily-exceptions.xlsx"] = ["/v1/reports/daily-exceptions.xlsx?from=2026-03-03&account={account}"],
        ["GET /v1/reports/weekly-account"] = ["/v1/reports/weekly-account?from=2026-03-02&account={account}"],
        ["GET /v1/reports/weekly-account.csv"] = ["/v1/reports/weekly-account.csv?from=2026-03-02&account={account}",
            "/v1/reports/weekly-account.csv?from=2026-03-02&account={account}&asOf=2030-01-01T00:00:00Z"],
        ["GET /v1/reports/weekly-account.xlsx"] = ["/v1/reports/weekly-account.xlsx?from=2026-03-02&account={account}"],
        ["GET /v1/reports/monthly-account"] = ["/v1/reports/monthly-account?from=2026-03-01&account={account}"],
        ["GET /v1/reports/monthly-account.csv"] = ["/v1/reports/monthly-account.csv?from=2026-03-01&account={account}"],
        ["GET /v1/reports/monthly-account.xlsx"] = ["/v1/reports/monthly-account.xlsx?from=2026-03-01&account={account}"],
        ["GET /v1/reports/monthly-archive"] = ["/v1/reports/monthly-archive?from=2026-03-01&account={account}"],
        ["GET /v1/reports/monthly-archive.csv"] = ["/v1/reports/monthly-archive.csv?from=2026-03-01&account={account}"],
        ["GET /v1/reports/monthly-archive.xlsx"] = ["/v1/reports/monthly-archive.xlsx?from=2026-03-01&account={account}"],
        ["GET /v1/reports/monthly-department"] = ["/v1/reports/monthly-department?from=2026-03-01"],
        ["GET /v1/reports/monthly-department.csv"] = ["/v1/reports/monthly-department.csv?from=2026-03-01"],
        ["GET /v1/reports/monthly-department.xlsx"] = ["/v1/reports/monthly-department.xlsx?from=2026-03-01"],
        ["GET /v1/reports/monthly-claims"] = ["/v1/reports/monthly-claims?from=2026-03-01"],
        ["GET /v1/reports/monthly-claims.csv"] = ["/v1/reports/monthly-claims.csv?from=2026-03-01"],
        ["GET /v1/reports/monthly-claims.xlsx"] = ["/v1/reports/monthly-claims.xlsx?from=2026-03-01"],
        ["GET /v1/reports/monthly-complaints"] = ["/v1/reports/monthly-complaints?from=2026-03-01"],
        ["GET /v1/reports/monthly-complaints.csv"] = ["/v1/reports/monthly-complaints.csv?from=2026-03-01"],
        ["GET /v1/reports/monthly-complaints.xlsx"] = ["/v1/reports/monthly-complaints.xlsx?from=2026-03-01"],
        ["GET /v1/reports/monthly-group"] = ["/v1/reports/monthly-group?from=2026-03-01"],
        ["GET /v1/reports/monthly-group.csv"] = ["/v1/reports/monthly-group.csv?from=2026-03-01"],
        ["GET /v1/reports/monthly-group.xlsx"] = ["/v1/reports/monthly-group.xlsx?from=2026-03-01"],
        ["GET /v1/reports/handed-out"] = ["/v1/reports/handed-out", "/v1/reports/handed-out?account={account}",
            "/v1/reports/handed-out?asOf=2030-01-01T00:00:00Z"],
        ["GET /v1/reports/handed-out/{id}"] = ["/v1/reports/handed-out/{report}"],
        ["GET /v1/reports/due"] = ["/v1/reports/due", "/v1/reports/due?account={account}", "/v1/reports/due?asOf=2030-01-01T00:00:00Z"],
        ["GET /v1/accounts"] = ["/v1/accounts", "/v1/accounts?asOf=2030-01-01T00:00:00Z"],
        ["GET /v1/accounts/{account}"] = ["/v1/accounts/{account}", "/v1/accounts/{account}?asOf=2030-01-01T00:00:00Z"],
        ["GET /v1/lanes"] = ["/v1/lanes"],
        ["GET /v1/stations"] = ["/v1/stations"],
        ["GET /v1/calendars"] = ["/v1/calendars"],
        ["GET /v1/penalty-schedules"] = ["/v1/penalty-schedules"],
        ["GET /v1/reference/events"] = ["/v1/reference/events"],
        ["GET /v1/reference/{stream}/events"] =
        ["/v1/reference/account:{account}/events", "/v1/reference/account:{account}/events?asOf=2030-01-01T00:00:00Z"],
        ["GET /v1/audit/events"] = ["/v1/audit/events"],
        ["GET /v1/audit/log/export"] = ["/v1/audit/log/export"],
        ["GET /v1/audit/waybills/{number}/proof"] = ["/v1/audit/waybills/{waybill}/proof"],
        ["GET /v1/audit/log/timestamps/{day}"] = ["/v1/audit/log/timestamps/2026-03-03"],
        ["GET /v1/audit/log"] = ["/v1/audit/log"],
        ["GET /v1/audit/log/checkpoint"] = ["/v1/audit/log/checkpoint"],
        ["GET /v1/audit/log/tile/{level}/{**path}"] = ["/v1/audit/log/tile/0/000.p/1", "/v1/audit/log/tile/0/x999/999"],
        ["GET /v1/audit/log/tile/entries/{**path}"] = ["/v1/audit/log/tile/entries/000.p/1", "/v1/audit/log/tile/entries/x999/999"],
        ["GET /v1/audit/access"] = ["/v1/audit/access", "/v1/audit/access?waybill={waybill}"],
        ["GET /v1/audit/acts"] = ["/v1/audit/acts"],
        ["GET /v1/audit/differences"] =
        ["/v1/audit/differences?knownAtPosition=0", "/v1/audit/differences?knownAtPosition=0&account={account}",
            "/v1/audit/differences?knownAtPosition=0&waybill={waybill}"],
        ["GET /v1/audit/waybills/{number}/steps"] = ["/v1/audit/waybills/{waybill}/steps"],
        ["GET /v1/audit/replays"] = ["/v1/audit/replays"],
        ["GET /v1/audit/replays/{id}"] = ["/v1/audit/replays/00000000-0000-0000-0000-000000000000"],
        ["GET /v1/log/set-aside"] = ["/v1/log/set-aside"],
        ["GET /v1/keys"] = ["/v1/keys"],
        ["GET /v1/privacy/erasures"] = ["/v1/privacy/erasures"],
        ["GET /v1/views"] = ["/v1/views"],
    };

    /// <summary>For each route, a request that changes something about a target.</summary>
    private static readonly Dictionary<string, Func<Target, (string Path, object? Body)>> Writes = new()
    {
        ["POST /v1/waybills/{number}/events"] = target => ($"/v1/waybills/{target.Waybill}/events", Notified(target)),
        ["POST /v1/loading-lists/{number}/events"] = target => ("/v1/loading-lists/ZZ-1/events", new
        {
            id = Guid.NewGuid(), type = "arrived", occurredAt = "2026-03-02T12:00:00+08:00", station = target.Origin, by = "li.wei",
            data = new { waybills = new[] { new { waybill = target.Waybill, pieces = 1 } } },
        }),
        ["POST /v1/claims/{number}/events"] = target => ($"/v1/claims/{target.Waybill}/events", Send.Event(
            "goodwillProposed", new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.FromHours(8)), new { amount = 1, reason = "matrix" },
            station: target.Origin)),
        ["POST /v1/complaints/{number}/events"] = target => ($"/v1/complaints/{target.Waybill}/events", Answered(target)),
        // One can be submitted, received or answered once: each role takes a new one.
        ["POST /v1/insurance/{number}/events"] = target => ($"/v1/insurance/NEW-{Guid.NewGuid().ToString("N")[..8]}/events", Send.Event(
            "coverSubmitted", new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.FromHours(8)),
            new { account = target.Account, waybill = target.Waybill, amount = 200_000, reason = "insured" }, station: target.Origin)),
        ["POST /v1/inquiries/{number}/events"] = target => ($"/v1/inquiries/NEW-{Guid.NewGuid().ToString("N")[..8]}/events", Send.Event(
            "inquiryReceived", new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.FromHours(8)),
            new { account = target.Account, channel = "network", topic = "business" }, station: target.Origin)),
        ["POST /v1/rounds/{number}/events"] = target => ($"/v1/rounds/{target.Waybill}/events", Send.Event(
            "siteCalled", new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.FromHours(8)), new { site = "B-1", reached = false },
            station: target.Origin)),
        // A note is accepted but once: each is a new one.
        ["POST /v1/desk-notes/{number}/events"] = target => ($"/v1/desk-notes/{Guid.NewGuid().ToString("N")[..20]}/events", Send.Event(
            "noteWritten", new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.FromHours(8)),
            new { note = "matrix", account = target.Account }, station: target.Origin)),
        ["POST /v1/events"] = target => ("/v1/events", new[] { Notified(target).With("waybill", target.Waybill) }),
        ["POST /v1/quarantine/{id}/retry"] = target =>
        ($"/v1/quarantine/{target.Line}/retry", Notified(target).With("waybill", target.Waybill).With("id", target.LineEvent)),
        ["POST /v1/quarantine/{id}/discard"] = target => ($"/v1/quarantine/{target.HeldLine}/discard", new { reason = "matrix" }),
        ["POST /v1/hand-overs/{account}/accept"] = target =>
        ($"/v1/hand-overs/{target.Account}/accept", new { items = new[] { "account" } }),
        ["POST /v1/reports/daily-exceptions"] = target =>
        ($"/v1/reports/daily-exceptions?account={target.Account}&from=2026-03-03", null),
        ["POST /v1/reports/weekly-account"] = target =>
        ($"/v1/reports/weekly-account?account={target.Account}&from=2026-03-02", null),
        ["POST /v1/reports/monthly-account"] = target =>
        ($"/v1/reports/monthly-account?account={target.Account}&from=2026-03-01", null),
        ["POST /v1/reports/monthly-archive"] = target =>
        ($"/v1/reports/monthly-archive?account={target.Account}&from=2026-03-01", null),
        ["POST /v1/reports/monthly-department"] = _ => ("/v1/reports/monthly-department?from=2026-03-01", null),
        ["POST /v1/reports/monthly-claims"] = _ => ("/v1/reports/monthly-claims?from=2026-03-01", null),
        ["POST /v1/reports/monthly-complaints"] = _ => ("/v1/reports/monthly-complaints?from=2026-03-01", null),
        ["POST /v1/reports/monthly-group"] = _ => ("/v1/reports/monthly-group?from=2026-03-01", null),
        ["POST /v1/reports/notes"] = target =>
        ($"/v1/reports/notes?kind=weekly-account&account={target.Account}&from=2026-03-02", new { note = "matrix" }),
        ["POST /v1/reference/events"] = _ => ("/v1/reference/events",
            Send.Event("stationSet", DateTimeOffset.Parse("2026-03-02T12:00:00+08:00", null), new { code = "HQ" }, station: "HQ")),
        ["POST /v1/webhooks"] = _ => ("/v1/webhooks", new { url = "https://hooks.example/" }),
        ["DELETE /v1/webhooks/{id}"] = _ => (AWebhook, null),
        ["POST /v1/webhooks/{id}/pause"] = _ => ($"{AWebhook}/pause", null),
        ["POST /v1/webhooks/{id}/resume"] = _ => ($"{AWebhook}/resume", null),
        ["POST /v1/webhooks/{id}/rotate"] = _ => ($"{AWebhook}/rotate", null),
        ["POST /v1/webhooks/{id}/test"] = _ => ($"{AWebhook}/test", null),
        ["POST /v1/webhooks/{id}/replay"] = _ => ($"{AWebhook}/replay", new { fromPosition = 0 }),
        ["POST /v1/webhooks/{id}/deliveries/retry"] = _ => ($"{AWebhook}/deliveries/retry", new { from = 0 }),
        ["POST /v1/webhooks/{id}/deliveries/{position}/retry"] = _ => ($"{AWebhook}/deliveries/1/retry", null),
        ["POST /epcis/capture"] = target => ("/epcis/capture", new Dictionary<string, object>
        {
            ["@context"] = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", ["type"] = "EPCISDocument",
            ["schemaVersion"] = "2.0", ["creationDate"] = "2026-03-03T09:00:00+08:00",
            ["epcisBody"] = new { eventList = new[] { Held(target) } },
        }),
        ["POST /epcis/events"] = target => ("/epcis/events", Held(target)),
        ["POST /epcis/queries"] = _ => ("/epcis/queries",
            new { name = $"{Guid.NewGuid():n}", query = new Dictionary<string, string> { ["EQ_action"] = "ADD" } }),
        ["POST /epcis/queries/{id}/subscriptions"] = _ =>
        ("/epcis/queries/none/subscriptions", new { dest = "https://hooks.example/", stream = true }),
        ["DELETE /epcis/queries/{id}/subscriptions/{subscription}"] = _ => ("/epcis/queries/none/subscriptions/none", null),
        ["DELETE /epcis/queries/{id}"] = _ => ("/epcis/queries/none", null),
        ["POST /v1/keys"] = _ =>
        ("/v1/keys", new { name = "matrix", roles = new[] { "auditor" }, expiresAt = DateTimeOffset.UtcNow.AddDays(1) }),
        ["POST /v1/privacy/erasures"] = _ => ("/v1/privacy/erasures", new { phone = "13900000000", reason = "matrix" }),
        ["POST /v1/privacy/erasures/{id}/approve"] = _ => ("/v1/privacy/erasures/0000000000000000/approve", null),
        ["POST /v1/keys/{id}/approve"] = _ => ("/v1/keys/0000000000000000/approve", null),
        ["DELETE /v1/keys/{id}"] = _ => ("/v1/keys/0000000000000000", null),
        ["POST /v1/log/{position}/set-aside"] = _ => ("/v1/log/1/set-aside", new { reason = "matrix" }),
        ["POST /v1/audit/replays"] = _ => ("/v1/audit/replays", new { figure = "matrix" }),
        ["DELETE /v1/audit/replays/{id}"] = _ => ("/v1/audit/replays/00000000-0000-0000-0000-000000000000", null),
        ["POST /v1/views/rebuild"] = _ => ("/v1/views/rebuild", null),
        ["POST /v1/views/{view}/rebuild"] = _ => ("/v1/views/Search/rebuild", null),
    };

    // Only the engine 'marten' has these routes.
    private static readonly string[] ElsewhereOnly = ["GET /v1/dead-letters", "POST /v1/dead-letters/{id}/replay"];

    // Reads that are posted: what is searched for stands in the body.
    private const string PostedSearch = "POST /v1/waybills/search";

    // There is none: webhooks are their owner's, whatever the waybill, and WebhookAccessTests has one for each role.
    private const string AWebhook = "/v1/webhooks/00000000-0000-0000-0000-000000000000";

    private const string LinkOfWaybill = "https://id.ordertracking.example/401/{waybill}", AllOfEpcis = "/epcis/events?perPage=1000";

    // Its answer has no end.
    private const string Feed = "GET /v1/feed";

    public static TheoryData<string, Role> ReadMatrix => Matrix("GET ", PostedSearch);

    public static TheoryData<string, Role> WriteMatrix => Matrix("POST ", "DELETE ");

    [Fact]
    public async Task every_route_has_a_row_in_the_policy_and_every_row_a_route()
    {
        var document = (await world.Service.Get("/openapi/v1.json")).Body;
        var served = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));

        // The document writes a parameter that takes the rest of a path as any other.
        Policy.Rules.Select(policy => policy.Route.Replace("{**", "{", StringComparison.Ordinal))
            .Except(ElsewhereOnly).Except(["GET /openapi/v1.json", "GET /asyncapi/v1.json"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(served.Except(ElsewhereOnly).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ReadMatrix))]
    public async Task a_read_shows_what_the_policy_says_and_nothing_else(string route, Role role)
    {
        var permission = Policy.Rules.Single(policy => policy.Route == route).Of(role);
        var (caller, auditor) = (world.Service.As(World.CallerOf(role)), world.Service.As(World.CallerOf(Role.Auditor)));
        Reads.ShouldContainKey(route);
        foreach (var template in Reads[route])
        {
            var (own, foreign, ghost) = (await Ask(caller, World.Own), await Ask(caller, World.Foreign), await Ask(caller, World.Ghost));
            if (permission == RoutePermission.No)
            {
                foreach (var answer in new[] { own, foreign, ghost })
                {
                    (answer.Status, answer.Code).ShouldBe((403, "forbidden"), $"{template}: {answer}");
                    World.Own.Marks.Concat(World.Foreign.Marks).ShouldAllBe(mark => !answer.Text.Contains(mark, StringComparison.Ordinal));
                }
                continue;
            }
            if (permission == RoutePermission.Sent)
            {
                // Nobody of the role sent any line.
                own.Text.ShouldBe(ghost.Text, template);
                foreign.Text.ShouldBe(ghost.Text, template);
                continue;
            }
            if (permission != RoutePermission.All && route.Contains("/v1/webhooks", StringComparison.Ordinal))
            {
                // The caller's own webhooks only, so nothing depends on the target. The auditor sees those that other tests made, too.
                Plain(own, World.Own).ShouldBe(Plain(ghost, World.Ghost), template);
                Plain(foreign, World.Foreign).ShouldBe(Plain(ghost, World.Ghost), template);
                World.Foreign.Marks.ShouldAllBe(mark => !own.Text.Contains(mark, StringComparison.Ordinal), template);
                continue;
            }
            var (all, ofForeign) = (await Ask(auditor, World.Own), await Ask(auditor, World.Foreign));
            // An answer that says only that the request was wrong would compare equal for everybody.
            all.Status.ShouldBeOneOf([200, 404], $"{template}: {all}");
            own.Status.ShouldBe(all.Status, $"{template}: {own}");
            // Others' refused lines name stations as well, so for the quarantine only the waybill identifies a line.
            foreach (var mark in World.Own.Marks.Where(mark => (route != "GET /v1/quarantine" || mark == World.Own.Waybill)
                && all.Text.Contains(mark, StringComparison.Ordinal)))
                own.Text.Contains(mark, StringComparison.Ordinal)
                    .ShouldBe(!(role == Role.Customer && IsPersonal(World.Own, mark)), $"{template} {mark}: {own}");
            if (permission == RoutePermission.All)
            {
                Plain(foreign, World.Foreign).ShouldBe(Plain(ofForeign, World.Foreign), template);
                continue;
            }
            // An answer about another's target contains nothing of it, and equals the answer about a missing one.
            foreach (var mark in World.Foreign.Marks)
                own.Text.Contains(mark, StringComparison.Ordinal).ShouldBeFalse($"{template} shows {mark}: {own}");
            (foreign.Status, foreign.ContentType).ShouldBe((ghost.Status, ghost.ContentType), $"{template}: {foreign}");
            Plain(foreign, World.Foreign).ShouldBe(Plain(ghost, World.Ghost), template);

            Task<Answer> Ask(RunningService by, Target about) => route == Feed ? FeedListener.Read(by, $"?{about.In(template)}")
                : route == PostedSearch ? by.Post(Waiting("/v1/waybills/search", route), new { q = about.In(template) })
                : by.Get(Waiting(about.In(template), route));
        }
    }

    [Theory]
    [MemberData(nameof(WriteMatrix))]
    public async Task a_write_is_allowed_as_the_policy_says_and_reveals_nothing_out_of_scope(string route, Role role)
    {
        var permission = Policy.Rules.Single(policy => policy.Route == route).Of(role);
        // A sender finds their own lines in quarantine, so another caller of the role does the reading.
        var reader = World.CallerOf(role);
        var caller = world.Service.As(role == Role.AccountManager ? reader : reader with { Subject = $"{reader.Subject}-writing" });
        Writes.ShouldContainKey(route);
        var (own, foreign, ghost) = (await Ask(World.Own), await Ask(World.Foreign), await Ask(World.Ghost));
        if (permission == RoutePermission.No)
        {
            foreach (var answer in new[] { own, foreign, ghost })
                (answer.Status, answer.Code).ShouldBe((403, "forbidden"), answer.ToString());
            return;
        }
        if (permission == RoutePermission.All)
        {
            own.Status.ShouldNotBe(403, own.ToString());
            return;
        }
        if (route.Contains("/v1/webhooks", StringComparison.Ordinal))
        {
            foreach (var answer in new[] { own, foreign, ghost })
                (answer.Status, answer.Code).ShouldBe(
                    route == "POST /v1/webhooks" ? (201, null) : (404, "unknown-webhook"), answer.ToString());
            return;
        }
        if (route.Contains("/epcis/queries", StringComparison.Ordinal))
        {
            foreach (var answer in new[] { own, foreign, ghost })
                (answer.Status, answer.Status < 300 ? null : answer.Code).ShouldBe(
                    route == "POST /epcis/queries" ? (201, null) : (404, "unknown-resource"), answer.ToString());
            return;
        }
        if (permission == RoutePermission.Sent)
        {
            foreach (var answer in new[] { own, foreign, ghost })
                (answer.Status, answer.Code).ShouldBe((404, "unknown-line"), answer.ToString());
            return;
        }
        own.Status.ShouldBeLessThan(300, own.ToString());
        if (own.Text.Contains("\"refused\"", StringComparison.Ordinal))
            own.Body.GetProperty("refused").GetInt32().ShouldBe(0, own.ToString());
        foreach (var mark in World.Foreign.Marks.Where(mark => !route.Contains("events", StringComparison.Ordinal)
            || mark == World.Foreign.Consignee))
            own.Text.Contains(mark, StringComparison.Ordinal).ShouldBeFalse(own.ToString());
        (foreign.Status, Plain(foreign, World.Foreign)).ShouldBe((ghost.Status, Plain(ghost, World.Ghost)));
        if (foreign.Status < 300) foreign.Text.ShouldContain("not-your-station");

        Task<Answer> Ask(Target about)
        {
            var (path, body) = Writes[route](about);
            // A supervisor records nothing but decisions about penalties.
            if (role == Role.Supervisor && route == "POST /v1/waybills/{number}/events") body = Waived(about);
            if (role == Role.Supervisor && route == "POST /v1/complaints/{number}/events") body = Judged(about);
            if (role == Role.Supervisor && route == "POST /v1/claims/{number}/events") body = Suspended(about);
            // A desk records events of cases alone.
            if (route == "POST /v1/events" && role is Role.ServiceDesk or Role.BranchService)
                body = new[] { Answered(about).With("case", $"complaint:{about.Waybill}") };
            if (role == Role.GroupService && OfGroup(route, about) is { } decided) body = decided;
            if (role == Role.Supervisor && route == "POST /v1/desk-notes/{number}/events") body = Reviewed(about);
            return route.StartsWith("DELETE", StringComparison.Ordinal) ? caller.Send(new HttpRequestMessage(HttpMethod.Delete, path))
                : body is null ? caller.Post(path, [], null)
                : caller.Post(path, body);
        }
    }

    private static System.Text.Json.Nodes.JsonObject Notified(Target target) =>
        Send.Event("exceptionReportedBack", DateTimeOffset.Parse("2026-03-03T09:00:00+08:00", null),
            new { exceptionId = $"{target.Waybill}-X" }, station: target.Origin);

    private static Dictionary<string, object> Held(Target target) => new()
    {
        ["type"] = "ObjectEvent", ["eventTime"] = "2026-03-03T09:00:00+08:00", ["eventTimeZoneOffset"] = "+08:00",
        ["action"] = "OBSERVE", ["bizStep"] = "holding", ["ot:reason"] = "packing",
        ["epcList"] = (string[])[$"https://id.ordertracking.example/401/{target.Waybill}"],
        ["readPoint"] = new { id = $"https://id.ordertracking.example/stations/{target.Origin}" },
    };

    private static System.Text.Json.Nodes.JsonObject Answered(Target target) =>
        Send.Event("complaintAnswered", new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.FromHours(8)), new { answer = "matrix" },
            station: target.Origin);

    private static System.Text.Json.Nodes.JsonObject Waived(Target target) =>
        Send.Event("penaltyWaived", DateTimeOffset.Parse("2026-03-03T09:00:00+08:00", null),
            new { deadline = "promise", reason = "客户同意" }, station: target.Origin);

    private static System.Text.Json.Nodes.JsonObject Judged(Target target) =>
        Send.Event("complaintJudged", DateTimeOffset.Parse("2026-03-04T09:00:00+08:00", null),
            new { founded = true, grounds = "matrix" }, station: target.Origin);

    private static System.Text.Json.Nodes.JsonObject Suspended(Target target) =>
        Send.Event("claimSuspended", DateTimeOffset.Parse("2026-03-04T09:00:00+08:00", null),
            new { paper = "P-1", approver = "wang" }, station: target.Origin);

    // The group's service arbitrates and sets corrective actions.
    private static System.Text.Json.Nodes.JsonObject? OfGroup(string route, Target target) => route switch
    {
        "POST /v1/waybills/{number}/events" => Of("correctiveActionSet", new
        {
            exceptionId = $"{target.Waybill}-X", actionId = "A-1", owner = "wang", measure = "matrix", dueAt = "2026-04-01T12:00:00+08:00",
        }),
        "POST /v1/claims/{number}/events" => Of("claimArbitrated", new { amount = 1 }),
        "POST /v1/complaints/{number}/events" => Of("complaintActionSet", new
        {
            actionId = "A-1", owner = "wang", measure = "matrix", dueAt = "2026-04-01T12:00:00+08:00",
        }),
        _ => null,
    };

    private static System.Text.Json.Nodes.JsonObject Of(string type, object data) =>
        Send.Event(type, DateTimeOffset.Parse("2026-03-04T09:00:00+08:00", null), data, station: "HQ");

    private static System.Text.Json.Nodes.JsonObject Reviewed(Target target) =>
        Send.Event("noteReviewed", DateTimeOffset.Parse("2026-03-05T13:00:00+08:00", null), new { note = "matrix" },
            station: target.Origin);

    private static bool IsPersonal(Target target, string mark) => mark == target.Consignee || mark == target.Phone;

    private string Waiting(string path, string route) =>
        route.Contains("/waybills/{", StringComparison.Ordinal) || NotWaiting.IsMatch(route)
            || AllCases.All.Any(type => route.Contains($"/{type.Route}/{{", StringComparison.Ordinal))
            ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}waitFor={world.Position}";

    // Positions of the views, ids and times differ between two requests and are left out of the comparison.
    private static string Plain(Answer answer, Target target) =>
        answer.ContentType is "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        ? ""
        : Moving().Replace(target.Out(WebUtility.UrlDecode(answer.Text)), "…");

    private static TheoryData<string, Role> Matrix(params string[] methods) =>
    [
        .. from rule in Policy.Rules
           where !rule.IsOpen && !ElsewhereOnly.Contains(rule.Route)
           && methods.Any(method => rule.Route.StartsWith(method, StringComparison.Ordinal))
           && (rule.Route != PostedSearch || methods.Contains(PostedSearch))
           from role in Enum.GetValues<Role>()
           select new TheoryDataRow<string, Role>(rule.Route, role),
    ];

    private static readonly Regex NotWaiting = new(
        "quarantine|definitions|handed-out|reports/due|"
        + "^[A-Z]+ /epcis|/v1/(tracked|privacy|accounts|lanes|stations|calendars|penalty-schedules|reference|audit|log|keys|"
        + "views|webhooks)");

    [GeneratedRegex("""("(position|lagMs|ageHours|id|captureID|madeAt|recordedAt|now|at)":)("[^"]*"|[0-9.]+)"""
        + """|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[0-9.+:Z-]*""")]
    private static partial Regex Moving();
}
