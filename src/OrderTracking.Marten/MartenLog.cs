using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Services;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Waybills;
using OrderTracking.Marten.Waybills;
using Weasel.Core;

namespace OrderTracking.Marten;

/// <summary>How a Marten store is told to use the tables of the log.</summary>
public static class MartenLog
{
    /// <summary>
    /// What every Marten store on these tables needs, this service's and any other program's: the names of the events, their JSON, and
    /// all metadata. A store without the metadata settings would drop the columns as soon as it may change the schema, so another
    /// program also connects as somebody who may not.
    /// </summary>
    public static StoreOptions UseOrderTrackingLog(this StoreOptions options)
    {
        // Made once, when the service starts; nothing is looked up or made on the way.
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DatabaseSchemaName = "public";
        options.Serializer(new SystemTextJsonSerializer(EventJson.Stored) { Casing = Casing.CamelCase, EnumStorage = EnumStorage.AsString });

        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.MetadataConfig.EnableAll();
        // Who sent an event; the line above leaves it out, and Marten would drop the column.
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.EnableUniqueIndexOnEventId = true;
        foreach (var type in EventTypes.All) options.Events.MapEventType(type.Type, type.Stored);

        // AggregateStreamAsync<Waybill> and FetchForWriting<Waybill> give what the rules read.
        options.Schema.For<Waybill>().Identity(waybill => waybill.Number);
        options.Projections.Add(new WaybillAggregation(), ProjectionLifecycle.Live);
        return options;
    }
}
