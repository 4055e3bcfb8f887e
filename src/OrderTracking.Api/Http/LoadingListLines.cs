using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>An event of a truck: the waybills and pieces on its loading list (装载清单). It is recorded on each of these waybills.</summary>
/// <param name="Type">loadingListed, loaded or arrived.</param>
public sealed record LoadingListEvent(Guid Id, string Type, DateTimeOffset OccurredAt, string Station, string By, LoadingListData Data);

public sealed record LoadingListData(IReadOnlyList<LoadingListItem> Waybills, string? NextStation = null, string? Vehicle = null,
    string? Condition = null);

public sealed record LoadingListItem(string Waybill, int Pieces);

/// <summary>Splits a truck's event into one line a waybill. Each line's id is derived from the event's, so a retry counts once.</summary>
internal static class LoadingListLines
{
    private const int MaxWaybills = 5_000;
    private static readonly JsonSerializerOptions Reading = Strict();

    public static (IReadOnlyList<ReadOnlyMemory<byte>> Lines, Problem? Fault) Lines(string list, byte[] body)
    {
        if (list.Length > 64) return ([], Problem.Of(400, "invalid-loading-list", "number", "1 to 64 characters"));
        var (truck, wrong) = StrictJson.Read<LoadingListEvent>(body, Reading);
        if (truck is null) return ([], Problem.Malformed(wrong!));
        if (truck.Type is not ("loadingListed" or "loaded" or "arrived"))
            return ([], Problem.Of(400, MalformedCodes.UnknownType, "type", "loadingListed, loaded or arrived"));
        if (truck.Data.Waybills.Count is 0 or > MaxWaybills)
            return ([], Problem.Of(400, RefusalCodes.InvalidValue, "data.waybills", $"1 to {MaxWaybills} waybills"));
        var numbers = new HashSet<string>();
        for (var i = 0; i < truck.Data.Waybills.Count; i++)
        {
            if (truck.Data.Waybills[i] is null)
                return ([], Problem.Of(400, MalformedCodes.MissingField, $"data.waybills[{i}]", "a waybill and its pieces, not null"));
            if (WaybillNumber.Parse(truck.Data.Waybills[i].Waybill) is not { } number)
                return ([], Problem.Of(400, MalformedCodes.InvalidWaybill, $"data.waybills[{i}].waybill", WaybillNumber.Expected));
            if (!numbers.Add(number))
                return ([], Problem.Of(400, MalformedCodes.DuplicateField, $"data.waybills[{i}].waybill", "each waybill once"));
        }
        return ([.. truck.Data.Waybills.Select(item => Line(list, truck, item))], null);
    }

    private static ReadOnlyMemory<byte> Line(string list, LoadingListEvent truck, LoadingListItem item)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, ResponseJson.Writing);
        var number = WaybillNumber.Parse(item.Waybill)!;
        writer.WriteStartObject();
        writer.WriteString("id", UuidV5.Create(truck.Id, number));
        writer.WriteString("type", truck.Type);
        writer.WriteString("waybill", number);
        writer.WriteString("occurredAt", truck.OccurredAt);
        writer.WriteString("station", truck.Station);
        writer.WriteString("by", truck.By);
        writer.WriteStartObject("data");
        writer.WriteNumber("pieces", item.Pieces);
        writer.WriteString("loadingList", list);
        if (truck.Data.NextStation is { } next) writer.WriteString("nextStation", next);
        if (truck.Data.Vehicle is { } vehicle) writer.WriteString("vehicle", vehicle);
        if (truck.Data.Condition is { } condition) writer.WriteString("condition", condition);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static JsonSerializerOptions Strict()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        EventJson.Configure(options);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        return options;
    }
}
