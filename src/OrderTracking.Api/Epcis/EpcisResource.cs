using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Epcis;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;

namespace OrderTracking.Api.Epcis;

/// <summary>A list of names that events can be asked by.</summary>
/// <param name="Parameter">The parameter of the event query that a name is a value of.</param>
internal sealed record EpcisResource(
    string Name, string Parameter, string Summary, Func<EpcisNames, Task<Results<EpcisAnswer, Problem>>> List)
{
    public static IReadOnlyList<EpcisResource> All { get; } =
    [
        new("eventTypes", "eventType", "The types of EPCIS events that there are here.",
            names => Words(names, step => [step.Type])),
        new("epcs", "MATCH_anyEPC", "The waybills that the caller may see, as Digital Links; newest received first.", Epcs),
        new("bizSteps", "EQ_bizStep", "The business steps that events have here.",
            names => Words(names, step => [step.BizStep])),
        new("bizLocations", "EQ_bizLocation", "The stations, as places where goods are.", Stations),
        new("readPoints", "EQ_readPoint", "The stations, as places where something was seen to happen.", Stations),
        new("dispositions", "EQ_disposition", "The dispositions that events have here.",
            names => Words(names, step => step.Dispositions)),
    ];

    private static Task<Results<EpcisAnswer, Problem>> Words(EpcisNames names, Func<EpcisStep, IEnumerable<string>> of) =>
        Task.FromResult<Results<EpcisAnswer, Problem>>(
            EpcisAnswer.Collection(names.Links, EpcisStep.All.SelectMany(of).Distinct()));

    private static async Task<Results<EpcisAnswer, Problem>> Epcs(EpcisNames names)
    {
        var (context, links, waybills, _) = names;
        var (limit, after, fault) = EpcisPaging.Read(context.Request, 2);
        if (fault is not null) return fault;
        var filter = new WaybillFilter(context.CallerContext().Scope, null, null, null, default, null,
            after is null ? null : (PageCursor.Time(after[0]), after[1]));
        var page = Page.Of(await waybills.Search(filter, limit + 1, context.RequestAborted), limit,
            row => PageCursor.Of(PageCursor.Part(row.ReceivedAt), row.Waybill));
        return EpcisAnswer.Collection(links, page.Items.Select(row => links.Waybill(row.Waybill))) with { NextPageToken = page.Next };
    }

    private static async Task<Results<EpcisAnswer, Problem>> Stations(EpcisNames names)
    {
        var (context, links, _, reference) = names;
        var (limit, after, fault) = EpcisPaging.Read(context.Request, 1);
        if (fault is not null) return fault;
        var codes = (await reference.Now(context.RequestAborted)).Stations
            .Where(code => after is null || string.CompareOrdinal(code, after[0]) > 0).Take(limit + 1);
        var page = Page.Of([.. codes], limit, code => PageCursor.Of(code));
        return EpcisAnswer.Collection(links, page.Items.Select(links.Station)) with { NextPageToken = page.Next };
    }
}

/// <summary>A request for a list of names, and what such lists are read from.</summary>
internal sealed record EpcisNames(HttpContext Context, EpcisLinks Links, IWaybillsView Waybills, ReferenceDataCache Reference);
