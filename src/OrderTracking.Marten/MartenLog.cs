using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Services;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using OrderTracking.Marten.Waybills;
using Weasel.Core;

namespace OrderTracking.Marten;

/// <summary>Configures a Marten store for the tables of the log.</summary>
public static class MartenLog
{
    /// <summary>
    /// What every Marten store on these tables needs, this service's or another program's: the names of the events, their JSON, and all
    /// metadata. A store without the metadata settings would drop the columns if it may change the schema, so another program should
    /// also connect as a role that may not.
    /// </summary>
    public static StoreOptions UseOrderTrackingLog(this StoreOptions options)
    {
        // The schema is made once, when the service starts; Marten neither checks nor makes it later.
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DatabaseSchemaName = "public";
        options.Serializer(new SystemTextJsonSerializer(EventJson.Stored) { Casing = Casing.CamelCase,
            EnumStorage = EnumStorage.AsString });

        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.MetadataConfig.EnableAll();
        // The sender of an event. EnableAll above does not include it, and Marten would drop the column.
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.EnableUniqueIndexOnEventId = true;
        foreach (var type in EventTypes.All) options.Events.MapEventType(type.Type, type.Stored);

        // AggregateStreamAsync<Waybill> and FetchForWriting<Waybill> return the state that the rules read.
        options.Schema.For<Waybill>().Identity(waybill => waybill.Number);
        options.Projections.Add(new WaybillAggregation(), ProjectionLifecycle.Live);
        return options;
    }
}
