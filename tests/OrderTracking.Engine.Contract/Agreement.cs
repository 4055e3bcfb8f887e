using System.Text.Json;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Views;
using Shouldly;

namespace OrderTracking.Engine.Contract;

/// <summary>Compares the view tables with the streams.</summary>
public static class Agreement
{
    /// <summary>Whether every view is at the end of the log.</summary>
    public static async Task<bool> IsLevel(EngineOnDatabase engine, Node node, CancellationToken cancellationToken)
    {
        var head = (long)(await engine.Ask("select max(seq_id) from mt_events where type <> 'tombstone'"))!;
        return (await node.Views.States(cancellationToken)).All(state => state.Position >= head);
    }

    public static async Task RowsAreThoseOfTheStreams(EngineOnDatabase engine, Node node, CancellationToken cancellationToken)
    {
        var histories = await node.AllHistories(cancellationToken);
        (await ViewRows.Read(node, cancellationToken)).ShouldEqual(ViewRows.Of(histories));
        (await engine.AskAll("select row from tracking.search")).Select(row => JsonSerializer.Deserialize<SearchRow>(row, EventJson.Rows))
            .ShouldBe(histories.SelectMany(history => AllViews.Search.Rows(history, ViewRows.Company)), ignoreOrder: true);
        (await engine.AskAll("select waybill, station from tracking.station_visits"))
            .ShouldBe(histories.SelectMany(history => AllViews.StationVisits.Rows(history, ViewRows.Company)).Select(row => $"{row.Waybill} | {row.Station}"), ignoreOrder: true);
    }
}
