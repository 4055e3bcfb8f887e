using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Epcis;

/// <summary>A line of a batch that an EPCIS event became: of one waybill.</summary>
public sealed record EpcisLine(string Waybill, Guid Id, JsonObject Line)
{
    public const string Corrected = "corrected";

    public ReadOnlyMemory<byte> Utf8 { get; } = Encoding.UTF8.GetBytes(Line.ToJsonString());

    /// <summary>The id that EPCIS knows it by: of a correction that of the event that it corrects.</summary>
    public string EventId { get; } = Line["type"]!.GetValue<string>() == Corrected
        ? EpcisIds.Of(Guid.Parse(Line["data"]!["eventId"]!.GetValue<string>()))
        : EpcisIds.Of(Id, Line["correlation"]?.GetValue<string>());

    /// <summary>Whether the other says the same, whoever passed it on.</summary>
    public bool IsSameAs(EpcisLine other) => Waybill == other.Waybill && JsonNode.DeepEquals(WithoutPath(), other.WithoutPath());

    private JsonObject WithoutPath()
    {
        var said = Line.DeepClone().AsObject();
        said.Remove("correlation");
        return said;
    }
}

/// <summary>
/// Makes lines of a batch of EPCIS events: one for each waybill that an event names. What the mapping implies may be missing; what is said
/// and could not be given back is refused.
/// </summary>
public sealed class EpcisCapture(EpcisLinks links)
{
    /// <summary>Who reports an event whose sender does not say.</summary>
    public const string Reporter = "epcis";

    private const string LoadingList = "loadingList", LoadingListType = EpcisJson.Prefix + ":" + LoadingList;

    // What stands in EPCIS's own members, and persons, which stand in none.
    private static readonly string[] Elsewhere =
        ["pieces", "account", "origin", "destination", "orderNumber", "nextStation", LoadingList, "station", "id", "type", "occurredAt"],
        PersonMembers = ["shipper", "consignee", "driver", "signer"];

    /// <summary>The lines of an event as it was sent, or why there are none.</summary>
    public (IReadOnlyList<EpcisLine> Lines, EpcisRefusal? Refusal) Lines(JsonElement sent, EpcisContext context)
    {
        var (read, wrong, lost) = EpcisEventReader.Read(sent, context);
        return read is null ? ([], wrong) : Lines(read, lost);
    }

    /// <summary>The line that a recorded event would be if it came back as it is given out.</summary>
    public EpcisLine? LineOf(EpcisEvents events, string waybill, RecordedEvent<WaybillEvent> entry) =>
        EpcisStep.Of(entry.Event).Count == 0 || events.Of(waybill, entry, Disclosure.Full, null) is not [var first, ..] ? null
            : Lines(first, null).Lines.SingleOrDefault();

    private (IReadOnlyList<EpcisLine> Lines, EpcisRefusal? Refusal) Lines(EpcisEvent captured, EpcisRefusal? lost)
    {
        if (EpcisStep.Find(captured) is not { } step) return ([], NoStep(captured));
        var waybills = captured.Epcs.Select(links.WaybillOf).ToList();
        var epcs = captured.Type == EpcisEvent.AggregationType ? "childEPCs" : "epcList";
        if (waybills.Count == 0) return ([], new(MalformedCodes.MissingField, epcs, "a waybill's Digital Link"));
        if (waybills.Contains(null)) return ([], new(EpcisCodes.NotOurs, epcs, $"Digital Links such as {links.Waybill("ZB-1")}"));
        if (waybills.Distinct().Count() < waybills.Count) return ([], new(MalformedCodes.DuplicateField, epcs, "each waybill once"));
        if (Check(captured, step, waybills!) is { } refusal) return ([], refusal);
        if (lost is not null) return ([], lost);
        var (id, eventId) = Identify(captured, step);
        if (id is not { } known) return ([], new(EpcisCodes.Contradiction, "eventID", "the id that follows from the arrival's"));
        if (captured.Error is { } error)
            return waybills.Count > 1 ? ([], new(EpcisCodes.NotMapped, "errorDeclaration", "one waybill"))
                : Correction(captured, error, known);
        var lines = new List<EpcisLine>(waybills.Count);
        foreach (var waybill in waybills)
        {
            var (data, fault) = Data(captured, step, waybill!, known);
            if (fault is not null) return ([], fault);
            lines.Add(Line(waybill!, waybills.Count == 1 ? known : EpcisIds.PartOf(known, waybill!), step.Event, captured.At,
                links.StationOf(captured.ReadPoint!)!, TextOf(captured.Extensions, EpcisEvents.By), eventId, data!));
        }
        return (lines, null);
    }

    private static EpcisRefusal NoStep(EpcisEvent captured)
    {
        var alike = EpcisStep.All.Where(step => step.Type == captured.Type && step.Action == captured.Action
            && step.BizStep == captured.BizStep).ToList();
        return alike.Count > 0
            ? new(EpcisCodes.NotMapped, "disposition", string.Join(", ", alike.SelectMany(step => step.Dispositions)))
            : new(EpcisCodes.NotMapped, "bizStep", "one of " + string.Join(", ",
                EpcisStep.All.Select(step => $"{step.Type} {step.Action} {step.BizStep}").Distinct()));
    }

    // What the event names besides its waybills.
    private EpcisRefusal? Check(EpcisEvent captured, EpcisStep step, IReadOnlyList<string> waybills)
    {
        if (captured.ReadPoint is not { } readPoint) return new(MalformedCodes.MissingField, "readPoint", "the station that reports it");
        if (links.StationOf(readPoint) is null) return new(EpcisCodes.NotOurs, "readPoint", links.Station("SHA"));
        if (captured.BizLocation is not null && !step.StaysAt)
            return new(EpcisCodes.NotKept, "bizLocation", $"none: after {step.BizStep} the goods are at no station");
        if (captured.BizLocation is { } location && location != readPoint)
            return new(EpcisCodes.Contradiction, "bizLocation", "the readPoint");
        return CheckQuantities(captured, step, waybills) ?? CheckTransactions(captured, step, waybills) ?? CheckPlaces(captured, step)
            ?? CheckParent(captured);
    }

    private EpcisRefusal? CheckQuantities(EpcisEvent captured, EpcisStep step, IReadOnlyList<string> waybills)
    {
        var field = captured.Type == EpcisEvent.AggregationType ? "childQuantityList" : "quantityList";
        if (captured.Quantities.Count > 0 && !step.HasPieces) return new(EpcisCodes.NotKept, field, "none");
        var classes = captured.Quantities.Select(quantity => links.PiecesIn(quantity.Class)).ToList();
        if (classes.Exists(waybill => waybill is null || !waybills.Contains(waybill)))
            return new(EpcisCodes.NotOurs, $"{field}.epcClass", $"the pieces of its waybills: {links.Pieces(waybills[0])}");
        return classes.Distinct().Count() < classes.Count ? new(MalformedCodes.DuplicateField, field, "each class once") : null;
    }

    private EpcisRefusal? CheckTransactions(EpcisEvent captured, EpcisStep step, IReadOnlyList<string> waybills)
    {
        const string Field = "bizTransactionList";
        foreach (var (type, id) in captured.Transactions)
            switch (type)
            {
                case "bol" when links.WaybillOf(id) is { } waybill && waybills.Contains(waybill): break;
                case "bol": return new(EpcisCodes.NotOurs, Field, "as bol the waybills that epcList names");
                case "po" when step == EpcisStep.Received && links.OrderOf(id) is not null: break;
                case "po" when step == EpcisStep.Received: return new(EpcisCodes.NotOurs, Field, $"as po {links.Order("NUMBER")}");
                case LoadingListType when step.BizStep is "loading" or "arriving" or "unloading" && links.LoadingListOf(id) is not null:
                    break;
                default:
                    return new(EpcisCodes.NotKept, Field, $"bol, of received po, of loaded and arrived {links.Vocabulary}{LoadingList}");
            }
        return captured.Transactions.Where(one => one.Type != "bol").Select(one => one.Type).Distinct().Count()
            < captured.Transactions.Count(one => one.Type != "bol") ? new(MalformedCodes.DuplicateField, Field, "each type once") : null;
    }

    private EpcisRefusal? CheckPlaces(EpcisEvent captured, EpcisStep step)
    {
        var places = captured.Sources.Select(place => ("sourceList", place))
            .Concat(captured.Destinations.Select(place => ("destinationList", place)));
        foreach (var (field, place) in places)
        {
            var isKept = (field, place.Type, step.Event) is (_, "location", "received" or "loaded")
                or ("sourceList", "owning_party", "received");
            if (!isKept) return new(EpcisCodes.NotKept, field, "of received owning_party and location, of loaded location");
            if ((place.Type == "location" ? links.StationOf(place.Id) : links.AccountOf(place.Id)) is null)
                return new(EpcisCodes.NotOurs, field, place.Type == "location" ? links.Station("SHA") : links.Account("ACME"));
        }
        if (captured.Sources.DistinctBy(place => place.Type).Count() < captured.Sources.Count) return Twice("sourceList");
        if (captured.Destinations.Count > 1) return Twice("destinationList");
        return step == EpcisStep.Loaded && captured.Sources is [{ Id: var from }] && from != captured.ReadPoint
            ? new(EpcisCodes.Contradiction, "sourceList", "the readPoint") : null;

        static EpcisRefusal Twice(string field) => new(MalformedCodes.DuplicateField, field, "each type once");
    }

    private EpcisRefusal? CheckParent(EpcisEvent captured)
    {
        if (captured.Type != EpcisEvent.AggregationType) return null;
        if (captured.Parent is not { } parent) return new(MalformedCodes.MissingField, "parentID", links.Vehicle("PLATE"));
        var list = captured.Transactions.FirstOrDefault(one => one.Type != "bol")?.Id;
        if (links.LoadingListOf(parent) is not null && list is not null && list != parent)
            return new(EpcisCodes.Contradiction, "parentID", "the loading list of bizTransactionList");
        // Only the load that this very event formed is known again.
        return links.VehicleOf(parent) is not null || links.LoadingListOf(parent) is not null
            || (links.LoadOf(parent) is { } load && captured.Id is { } id && EpcisIds.IdOf(id) == load)
            ? null : new(EpcisCodes.NotOurs, "parentID", $"{links.Vehicle("PLATE")} or {links.LoadingList("NUMBER")}");
    }

    // An unloading is the arrival that it names once more, so that both are one event. Null where the ids contradict each other.
    private static (Guid? Id, string? EventId) Identify(EpcisEvent captured, EpcisStep step)
    {
        if (step == EpcisStep.Unloaded && TextOf(captured.Extensions, EpcisEvents.Arrival) is { } arrival)
        {
            var id = EpcisIds.IdOf(arrival);
            return captured.Id is not null && EpcisIds.IdOf(captured.Id) != EpcisIds.UnloadingOf(id) ? (null, null) : (id, arrival);
        }
        return captured.Id is { } eventId ? (EpcisIds.IdOf(eventId), eventId) : (EpcisIds.OfContent(EpcisJson.Text(captured)), null);
    }

    private (IReadOnlyList<EpcisLine> Lines, EpcisRefusal? Refusal) Correction(EpcisEvent captured, EpcisError error, Guid id)
    {
        const string Field = "errorDeclaration";
        if (captured.Id is null) return ([], new(MalformedCodes.MissingField, "eventID", "the event that the declaration is about"));
        if (error.Correctives.Count > 1) return ([], new(EpcisCodes.NotMapped, $"{Field}.correctiveEventIDs", "one event at most"));
        foreach (var name in error.Extensions.Keys)
            if (name is not (EpcisEvents.Id or EpcisEvents.By or EpcisEvents.Station or EpcisEvents.Reason))
                return ([], new(EpcisCodes.NotKept, $"{Field}.{EpcisJson.Prefixed(name)}", "id, by, station, reason"));
        if (error.Reason is { } reason && reason != (error.Correctives.Count > 0 ? EpcisEvents.IncorrectData : EpcisEvents.DidNotOccur))
            return ([], new(EpcisCodes.NotMapped, $"{Field}.reason",
                $"{EpcisEvents.IncorrectData} with a corrective event, {EpcisEvents.DidNotOccur} without one"));
        var data = new JsonObject
        {
            ["eventId"] = id.ToString(),
            ["reason"] = TextOf(error.Extensions, EpcisEvents.Reason) ?? error.Reason ?? EpcisEvents.DidNotOccur,
        };
        if (error.Correctives is [var corrective]) data["replacedBy"] = EpcisIds.IdOf(corrective).ToString();
        var own = TextOf(error.Extensions, EpcisEvents.Id);
        return ([Line(links.WaybillOf(captured.Epcs[0])!, own is null ? EpcisIds.DeclarationOf(id, error.DeclaredAt) : EpcisIds.IdOf(own),
            EpcisLine.Corrected, error.DeclaredAt, TextOf(error.Extensions, EpcisEvents.Station) ?? links.StationOf(captured.ReadPoint!)!,
            TextOf(error.Extensions, EpcisEvents.By), own, data)], null);
    }

    private (JsonObject? Data, EpcisRefusal? Refusal) Data(EpcisEvent captured, EpcisStep step, string waybill, Guid id)
    {
        var data = new JsonObject();
        foreach (var (name, value) in captured.Extensions)
        {
            if (name == EpcisEvents.By || (name == EpcisEvents.Arrival && step == EpcisStep.Unloaded)) continue;
            if (PersonMembers.Contains(name))
                return (null, new(EpcisCodes.NotKept, EpcisJson.Prefixed(name), "no persons: EPCIS does not carry them"));
            if (Elsewhere.Contains(name) || (name == "vehicle" && captured.Type == EpcisEvent.AggregationType))
                return (null, new(EpcisCodes.NotKept, EpcisJson.Prefixed(name), "EPCIS's own member for it"));
            data[name] = value.DeepClone();
        }
        if (step == EpcisStep.Unloaded && !captured.Extensions.ContainsKey(EpcisEvents.Arrival))
            return (null, new(EpcisCodes.NotMapped, EpcisJson.Prefixed(EpcisEvents.Arrival),
                "the eventID of the arriving that it goes with: by itself it would count the goods twice"));
        foreach (var quantity in captured.Quantities)
            if (links.PiecesIn(quantity.Class) == waybill) data["pieces"] = JsonValue.Create(quantity.Quantity);
        foreach (var (type, reference) in captured.Transactions)
            if (type == "po") data["orderNumber"] = links.OrderOf(reference);
            else if (type != "bol") data[LoadingList] = links.LoadingListOf(reference);
        if (captured.Parent is { } parent)
            if (links.VehicleOf(parent) is { } vehicle) data["vehicle"] = vehicle;
            else if (links.LoadingListOf(parent) is { } list) data[LoadingList] = list;
        foreach (var (type, reference) in captured.Sources)
            if (type == "owning_party") data["account"] = links.AccountOf(reference);
            else if (step == EpcisStep.Received) data["origin"] = links.StationOf(reference);
        if (captured.Destinations is [var to]) data[step == EpcisStep.Received ? "destination" : "nextStation"] = links.StationOf(to.Id);
        if (step == EpcisStep.Signed && AddRemark(captured, data) is { } refusal) return (null, refusal);
        return (data, null);
    }

    private static EpcisRefusal? AddRemark(EpcisEvent captured, JsonObject data)
    {
        if (data.TryGetPropertyValue(EpcisEvents.Remark, out var said))
        {
            // What is no remark at all is refused by whoever reads the line.
            if (said is not JsonObject remark || remark["kind"] is not JsonValue kind || !kind.TryGetValue<string>(out var name)
                || !Enum.TryParse<ExceptionKind>(name, ignoreCase: true, out var its)) return null;
            return EpcisStep.DispositionOf(its) == captured.Disposition ? null
                : new(EpcisCodes.Contradiction, "disposition", EpcisStep.DispositionOf(its));
        }
        if (EpcisStep.RemarkOf(captured.Disposition) is { } implied)
            data[EpcisEvents.Remark] = new JsonObject { ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(implied.ToString()) };
        return null;
    }

    private static EpcisLine Line(
        string waybill, Guid id, string type, DateTimeOffset at, string station, string? by, string? eventId, JsonObject data)
    {
        var line = new JsonObject
        {
            ["waybill"] = waybill, ["id"] = id.ToString(), ["type"] = type, ["occurredAt"] = JsonValue.Create(at), ["station"] = station,
            ["by"] = by ?? Reporter,
        };
        if (eventId is not null && EpcisIds.IsForeign(eventId)) line["correlation"] = eventId;
        line["data"] = data;
        return new(waybill, id, line);
    }

    private static string? TextOf(IReadOnlyDictionary<string, JsonNode> extensions, string name) =>
        extensions.TryGetValue(name, out var value) && value is JsonValue text && text.TryGetValue<string>(out var found) ? found : null;
}
