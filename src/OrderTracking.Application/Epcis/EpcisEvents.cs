using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Epcis;

/// <summary>
/// The EPCIS events that a recorded event is. Members that EPCIS knows stand where EPCIS has them; all others of what the reader is shown
/// are members of our vocabulary. Persons are in none.
/// </summary>
public sealed class EpcisEvents(EpcisLinks links)
{
    public const string By = "by", Arrival = "arrival", Id = "id", Station = "station", Reason = "reason", Remark = "remark";

    /// <summary>The reasons that an error declaration can give.</summary>
    public const string DidNotOccur = "did_not_occur", IncorrectData = "incorrect_data";

    /// <param name="history">
    /// The waybill's, where the event corrects another: EPCIS says that with the event corrected. Of others it may be null.
    /// </param>
    public IReadOnlyList<EpcisEvent> Of(string waybill, RecordedEvent<WaybillEvent> entry, Disclosure disclosure, History? history)
    {
        if (entry.Event is Corrected correction)
            return history?.Find(correction.EventId) is not { } corrected ? []
                : [.. Of(waybill, corrected, disclosure, null).Select(one => one with
                {
                    RecordedAt = entry.RecordedAt, Error = Declared(entry.Id, correction, disclosure, history),
                })];
        return [.. EpcisStep.Of(entry.Event).Select(step => Of(waybill, entry, step, disclosure)).OfType<EpcisEvent>()];
    }

    private EpcisEvent? Of(string waybill, RecordedEvent<WaybillEvent> entry, EpcisStep step, Disclosure disclosure)
    {
        var data = Data(entry.Event, disclosure);
        var (id, number) = (EpcisIds.Of(entry.Id, entry.Correlation), links.Waybill(waybill));
        var transactions = new List<EpcisReference> { new("bol", number) };
        List<EpcisReference> sources = [], destinations = [];
        string? parent = null;
        if (step == EpcisStep.Received)
        {
            if (Take(data, "orderNumber") is { } order) transactions.Add(new("po", links.Order(order)));
            sources.Add(new("owning_party", links.Account(Take(data, "account")!)));
            sources.Add(new("location", links.Station(Take(data, "origin")!)));
            destinations.Add(new("location", links.Station(Take(data, "destination")!)));
        }
        var list = step == EpcisStep.Received ? null : Take(data, "loadingList");
        if (list is not null) transactions.Add(new(EpcisJson.Prefixed("loadingList"), links.LoadingList(list)));
        if (step.Type == EpcisEvent.AggregationType)
        {
            var vehicle = Take(data, "vehicle");
            parent = vehicle is not null ? links.Vehicle(vehicle) : list is not null ? links.LoadingList(list) : null;
            // An arrival that does not say on what the goods came unloads nothing that could be named.
            if (parent is null && step == EpcisStep.Unloaded) return null;
            parent ??= links.Load(entry.Id);
        }
        if (step == EpcisStep.Loaded)
        {
            sources.Add(new("location", links.Station(entry.Event.Station)));
            if (Take(data, "nextStation") is { } next) destinations.Add(new("location", links.Station(next)));
        }
        IReadOnlyList<EpcisQuantity> quantities = [];
        if (step.HasPieces && data.Remove("pieces", out var pieces))
            quantities = [new(links.Pieces(waybill), pieces!.GetValue<decimal>())];
        var extensions = new Dictionary<string, JsonNode>();
        if (disclosure > Disclosure.Customer) extensions.Add(By, entry.Event.By);
        if (step == EpcisStep.Unloaded) extensions.Add(Arrival, id);
        foreach (var (name, value) in data)
            if (value is not null) extensions.Add(name, value.DeepClone());
        return new()
        {
            Type = step.Type, Id = step == EpcisStep.Unloaded ? EpcisIds.Of(EpcisIds.UnloadingOf(entry.Id)) : id,
            At = entry.Event.OccurredAt, RecordedAt = entry.RecordedAt, Action = step.Action, BizStep = step.BizStep,
            Disposition = entry.Event is Signed signed ? EpcisStep.DispositionOf(signed.Remark?.Kind) : step.Dispositions[0],
            ReadPoint = links.Station(entry.Event.Station), BizLocation = step.StaysAt ? links.Station(entry.Event.Station) : null,
            Parent = parent, Epcs = [number], Quantities = quantities, Transactions = transactions, Sources = sources,
            Destinations = destinations, Extensions = extensions,
        };
    }

    private static EpcisError Declared(Guid id, Corrected correction, Disclosure disclosure, History history)
    {
        var extensions = new Dictionary<string, JsonNode> { [Id] = EpcisIds.Of(id), [Station] = correction.Station };
        if (disclosure > Disclosure.Customer)
        {
            extensions.Add(By, correction.By);
            extensions.Add(Reason, correction.Reason);
        }
        return new(correction.OccurredAt, correction.ReplacedBy is null ? DidNotOccur : IncorrectData,
            correction.ReplacedBy is not { } replacement ? []
            : [EpcisIds.Of(replacement, history.Find(replacement)?.Correlation)], extensions);
    }

    private static JsonObject Data(WaybillEvent waybillEvent, Disclosure disclosure) => JsonSerializer.SerializeToNode(waybillEvent,
        (disclosure > Disclosure.Customer ? EventJson.DataWithoutPersons : EventJson.CustomerDataWithoutPersons)
            .GetTypeInfo(waybillEvent.GetType()))!.AsObject();

    private static string? Take(JsonObject data, string name) => data.Remove(name, out var value) ? value?.GetValue<string>() : null;
}
