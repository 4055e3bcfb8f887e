using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;

namespace OrderTracking.Oracle.Tests.Life;

/// <summary>When and how the events are sent to the service: soon, late, twice, wrong and corrected.</summary>
internal sealed partial class WaybillLife
{
    private void Later(double least, double most) => now += chance.Hours(least, most);

    // What ends a deadline is often told when the deadline is long missed, though it happened in time.
    private void Happens(string type, string station, object data, bool least = false)
    {
        var endsDeadline = type is "dispatchRequested" or "vehicleArrived" or "pickedUp" or "sorted" or "outForDelivery" or "signed"
            or "receiptReturned";
        var delay = chance.Between(1, 100) switch
        {
            <= 25 when endsDeadline => chance.Hours(40, 260),
            <= 65 => chance.Hours(0, 0.5),
            <= 85 => chance.Hours(0.5, 9),
            <= 96 => chance.Hours(9, 60),
            _ => chance.Hours(60, 260),
        };
        Tell(Event(type, now, station, data), now + (least ? delay / 20 : delay));
    }

    private JsonObject Event(string type, DateTimeOffset at, string station, object data)
    {
        var zoned = at.ToOffset(TimeSpan.FromHours(chance.Of(8, 8, 8, 0, -3)));
        return Send.Event(type, zoned, WithoutNulls(data), chance.Id(), station);
    }

    private void Tell(JsonObject sent, DateTimeOffset at)
    {
        // Events are never sent before they happen.
        var happened = DateTimeOffset.Parse(sent["occurredAt"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
        if (at < happened) at = happened;
        told.Add((sent, at));
        Post(at, sent);
        if (chance.In100(8)) Post(at + chance.Hours(0, 30), sent);
    }

    private void Post(DateTimeOffset at, params JsonObject[] events)
    {
        JsonObject[] copies = [.. events.Select(sent => sent.DeepClone().AsObject())];
        if (events.Length > 1 || chance.In100(70))
        {
            Steps.Add(new Life.Post(at, number, copies));
            return;
        }
        copies[0]["waybill"] = number;
        Steps.Add(new Lines(at, copies));
    }

    // Corrects wrong events, with or without a replacement; now and then the correction itself is corrected.
    private void Correct()
    {
        foreach (var (wrong, at) in told.ToList())
        {
            if (!chance.In100(wrong["type"]!.GetValue<string>() is "received" ? 12 : 7)) continue;
            var corrected = Correction(wrong["id"]!.GetValue<string>(), at + chance.Hours(0.1, 40), Replacement(wrong));
            if (chance.In100(25))
                Correction(corrected, at + chance.Hours(40, 90), wrong["type"]!.GetValue<string>() == "received"
                    ? null : Replacement(wrong));
        }
        foreach (var (cause, at) in told.ToList())
            if (cause["type"]!.GetValue<string>() is "arrived" or "signed" && chance.In100(5))
                Correction(DerivedId.OfException(Guid.Parse(cause["id"]!.GetValue<string>()), cause["type"]!.GetValue<string>() == "signed"
                    ? chance.Of(Kinds) : chance.Of("shortage", "misroute")).ToString(), at + chance.Hours(0.1, 20), null);
    }

    private string Correction(string wrong, DateTimeOffset at, JsonObject? replacement)
    {
        var correction = Event("corrected", at, origin,
            new { eventId = wrong, reason = "录入错误", replacedBy = replacement?["id"]!.GetValue<string>() });
        if (replacement is null) Post(at, correction);
        else Post(at, correction, replacement);
        return correction["id"]!.GetValue<string>();
    }

    private JsonObject? Replacement(JsonObject wrong)
    {
        var type = wrong["type"]!.GetValue<string>();
        if (type != "received" && chance.In100(45)) return null;
        var right = wrong.With("id", chance.Id().ToString());
        var data = right["data"]!.AsObject();
        switch (type)
        {
            case "received":
                if (chance.In100(30)) data["pieces"] = Math.Max(1, pieces + chance.Between(-2, 3));
                if (chance.In100(25)) data["destination"] = chance.Of(stations);
                if (chance.In100(25)) data["promisedAt"] = now.AddHours(-chance.Between(0, 120));
                if (chance.In100(25)) data["account"] = "GUO";
                if (chance.In100(25)) data["receiptCopies"] = chance.Between(0, 2);
                break;
            case "signed" or "loaded" or "arrived" when chance.In100(60):
                data["pieces"] = chance.Between(1, pieces);
                break;
            default:
                right["occurredAt"] =
                    DateTimeOffset.Parse(right["occurredAt"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
                    .AddMinutes(-chance.Between(1, 2000))
                    .ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
                break;
        }
        return right;
    }

    private static JsonObject WithoutNulls(object data)
    {
        var json = System.Text.Json.JsonSerializer.SerializeToNode(data, System.Text.Json.JsonSerializerOptions.Web)!.AsObject();
        ReferenceLife.WithoutNulls(json);
        return json;
    }
}
