using System.Globalization;
using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>At the origin: receipt and pickup.</summary>
internal sealed partial class Journey
{
    private void Receive()
    {
        _weight = Math.Round((decimal)(_pieces * _chance.Between(4.0, 28.0)), 1);
        _volume = Math.Round(_weight / (decimal)_chance.Between(160, 320), 3);
        var days = Network.StandardDays(_route);
        // Without a promise of the contract, the service takes the lane's standard.
        _promisedAt = _chance.Happens(0.85) ? EndOfDay(days) : null;
        var freight = Math.Round((_weight * 0.9m) + (days * 25m), 2);
        var collect = _chance.Happens(0.15) ? Math.Round((decimal)_chance.Between(200, 9_000), 2) : (decimal?)null;
        // A few are worth so much that they are watched.
        var insured = !_chance.Happens(0.3) ? (decimal?)null : _chance.Between(5, 80) is var thousands && thousands > 75
            ? thousands * 4_000m : thousands * 1_000m;
        var onMandate = _chance.Happens(0.4);
        var typed = WireData.Of(
            ("account", _account.Code),
            ("orderNumber", $"DD{_clock:yyMM}{_chance.Between(100_000, 999_999)}"),
            ("origin", Origin.Code),
            ("destination", Destination.Code),
            ("transfers", WireData.ListOrNull([.. _route.Skip(1).SkipLast(1).Select(station => station.Code)])),
            ("goods", _account.Goods),
            ("pieces", _pieces),
            ("weightKg", _weight),
            ("volumeM3", _volume),
            ("service", _delivers ? "delivery" : "selfPickup"),
            ("payment", _chance.Pick(["prepaid", "onDelivery", "monthly", "onReceipt"])),
            ("shipper", MadeUp.Person(_chance, Origin, _account.Company)),
            ("consignee", MadeUp.Person(_chance, Destination)),
            ("freight", freight),
            ("collectOnDelivery", collect),
            ("insured", insured is not null),
            ("insuredValue", insured),
            ("receiptCopies", _receiptCopies),
            ("receiptKind", _receiptCopies > 0 ? _chance.Pick(["客户联", "签收联", "送货单"]) : null),
            ("filledBy", onMandate ? "mandate" : "customer"),
            ("mandate", onMandate ? _account.Mandate : null),
            ("oneOffMandate", onMandate && _account.Mandate is null ? $"单票委托书 {_number}" : null),
            ("pickup", _isPickedUp),
            ("remarks", _chance.Happens(0.06) ? _chance.Pick(MadeUp.OrderRemarks) : null),
            ("promisedAt", _promisedAt is { } promised ? WireData.Time(promised) : null));
        var lacking = LeaveOut(typed);
        var received = Report("received", Origin, "desk", typed);
        if (lacking is not null) FillIn(lacking);
        // A few are made out on the day after, so that the 10:00 list has some.
        if (!_isCancelled && _chance.Happens(0.97))
            ReportAt(Whole(_clock.AddHours(_chance.Happens(0.95) ? _chance.Between(0.1, 1.5) : _chance.Between(15.0, 30.0))),
                "waybillIssued", Origin, "desk", []);

        if (_chance.Happens(0.004))
        {
            var mended = (JsonObject)typed.DeepClone();
            mended["orderNumber"] = typed["orderNumber"]!.GetValue<string>() + "-1";
            Correct(received, _chance.Between(0.3, 2), Origin, "订单号录入错误", Line(_clock, "received", Origin, "desk", mended));
        }
    }

    /// <summary>A few orders come without something that their channel asks for; what they lack is taken out, and answered.</summary>
    private JsonObject? LeaveOut(JsonObject order)
    {
        if (_isCancelled || !_chance.Happens(0.06)) return null;
        var field = _chance.Pick(order.ContainsKey("mandate") || order.ContainsKey("oneOffMandate")
            ? ["goods", "weightKg", "volumeM3", "payment", "receiptCopies", "oneOffMandate"] : (string[])["goods", "weightKg", "volumeM3"]);
        if (order[field]?.DeepClone() is not { } value) return null;
        order.Remove(field);
        return new JsonObject { [field] = value };
    }

    /// <summary>Most of what an order lacks is filled in at once, some of it on the next day, some never.</summary>
    private void FillIn(JsonObject lacking)
    {
        var draw = _chance.Next();
        if (draw > 0.9) return;
        var isLate = draw > 0.65;
        var at = Whole(_clock.AddHours(isLate ? _chance.Between(14.0, 26.0) : _chance.Between(0.3, 1.8)));
        ReportAt(at, "orderAmended", Origin, "desk", lacking);
        if (isLate) DecidePenalty("orderComplete", at, least: 10, most: 10);
    }

    private void Collect()
    {
        if (_isPickedUp)
        {
            var vehicle = MadeUp.Plate(_chance, Origin);
            var driver = MadeUp.PersonInPassing(_chance);
            if (_chance.Happens(0.97)) After(0.2, 0.8);
            else After(2.2, 4);
            Report("dispatchRequested", Origin, "dispatch", WireData.Of(
                ("purpose", "pickup"), ("wantedAt", WireData.Time(_clock.AddHours(3))), ("vehicle", vehicle),
                ("driver", driver.DeepClone())));
            After(0.8, 3.2);
            Report("vehicleArrived", Origin, "driver", WireData.Of(("vehicle", vehicle)));
            After(0.1, 0.5);
            Report("pickedUp", Origin, "driver", WireData.Of(("pieces", _pieces), ("vehicle", vehicle), ("driver", driver)));
        }

        StockIn();
        if (_chance.Happens(0.01))
        {
            var kind = _chance.Pick(["wrongLabel", "documentsMissing", "overage", "contamination", "wrongLoading", "other"]);
            Answer(Raise(kind, "origin", Origin, Origin, "入库复核时发现"), Origin, "shipper");
        }
    }

    private DateTimeOffset EndOfDay(int days) => new DateTimeOffset(_clock.Date, _clock.Offset).AddDays(days).AddHours(18);

    private string NewList(Station from) =>
        string.Create(CultureInfo.InvariantCulture, $"ZZ-{from.Code}-{_clock:yyMMdd}-{_number[^5..]}-{++_lists}");
}
