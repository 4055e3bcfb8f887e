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
internal sealed record EpcisResource(string Name, string Parameter, string Summary, Delegate List)
{
    public static IReadOnlyList<EpcisResource> All { get; } =
    [
        new("eventTypes", "eventType", "The types of EPCIS events that there are here.",
            (EpcisLinks links) => Words(links, step => [step.Type])),
        new("epcs", "MATCH_anyEPC", "The waybills that the caller may see, as Digital Links; newest received first.", Epcs),
        new("bizSteps", "EQ_bizStep", "The business steps that events have here.",
            (EpcisLinks links) => Words(links, step => [step.BizStep])),
        new("bizLocations", "EQ_bizLocation", "The stations, as places where goods are.", Stations),
        new("readPoints", "EQ_readPoint", "The stations, as places where something was seen to happen.", Stations),
        new("dispositions", "EQ_disposition", "The dispositions that events have here.",
            (EpcisLinks links) => Words(links, step => step.Dispositions)),
    ];

    private static EpcisAnswer Words(EpcisLinks links, Func<EpcisStep, IEnumerable<string>> of) =>
        EpcisAnswer.Collection(links, EpcisStep.All.SelectMany(of).Distinct());

    private static async Task<Results<EpcisAnswer, Problem>> Epcs(HttpContext context, EpcisLinks links, IWaybillsView waybills)
    {
        var (limit, after, fault) = EpcisPaging.Read(context.Request, 2);
        if (fault is not null) return fault;
        var filter = new WaybillFilter(context.CallerContext().Scope, null, null, null, default, null,
            after is null ? null : (PageCursor.Time(after[0]), after[1]));
        var page = Page.Of(await waybills.Search(filter, limit + 1, context.RequestAborted), limit,
            row => PageCursor.Of(PageCursor.Part(row.ReceivedAt), row.Waybill));
        return EpcisAnswer.Collection(links, page.Items.Select(row => links.Waybill(row.Waybill))) with { NextPageToken = page.Next };
    }

    private static async Task<Results<EpcisAnswer, Problem>> Stations(HttpContext context, EpcisLinks links, ReferenceDataCache reference)
    {
        var (limit, after, fault) = EpcisPaging.Read(context.Request, 1);
        if (fault is not null) return fault;
        var codes = (await reference.Now(context.RequestAborted)).Stations
            .Where(code => after is null || string.CompareOrdinal(code, after[0]) > 0).Take(limit + 1);
        var page = Page.Of([.. codes], limit, code => PageCursor.Of(code));
        return EpcisAnswer.Collection(links, page.Items.Select(links.Station)) with { NextPageToken = page.Next };
    }
}
