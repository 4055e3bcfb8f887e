using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>At the destination: sorting, delivery or collection by the consignee, signature, refusal.</summary>
internal sealed partial class Journey
{
    private void Deliver()
    {
        SortAndAnnounce();
        if (_chance.Happens(0.008))
        {
            // Stays in stock for a week or two, so that the watch list has rows.
            After(140, 400);
            AtWork();
        }

        if (_delivers && _chance.Happens(0.05)) FailFirst();
        var parts = Parts();
        for (var i = 0; i < parts.Count; i++)
        {
            GoOut(parts[i]);
            Sign(parts[i], whole: parts.Count == 1);
            if (i < parts.Count - 1)
            {
                After(17, 26);
                AtWork();
            }
        }

        // Late by hours, so that it stays late when the signature is corrected, or comes early while the demonstration goes on.
        if (_clock > _promisedAt?.AddHours(12)) DecidePenalty("promise", _clock, least: 10, most: 50);
        if (_receiptCopies > 0) ReturnReceipts();
    }

    private void SortAndAnnounce()
    {
        AtWork();
        Report("sorted", Destination, "warehouse", WireData.Of(("pieces", _here)));
        After(0.1, 0.5);
        if (!_delivers && _chance.Happens(0.95))
            ReportAt(Whole(_clock.AddHours(_chance.Happens(0.9) ? _chance.Between(0.1, 1.0) : _chance.Between(20.0, 40.0))),
                "consigneeNotified", Destination, "service", WireData.Of(("channel", _chance.Pick(["phone", "sms"]))));
        if (_chance.Happens(0.6))
            Report("customerNotified", Destination, "service", WireData.Of(("channel", "sms"), ("about", _delivers ? "预约送货" : "到货通知")));
    }

    /// <summary>One signature, or several: a large consignment comes in two loads, and what was missing comes after the rest.</summary>
    private List<int> Parts()
    {
        if (_found > 0) return [_here, _found];
        if (_here < 4 || !_chance.Happens(0.06)) return [_here];
        var first = _chance.Between(1, _here - 1);
        return [first, _here - first];
    }

    private void GoOut(int pieces)
    {
        if (!_delivers)
        {
            After(1, 5);
            return;
        }

        var vehicle = MadeUp.Plate(_chance, Destination);
        var driver = MadeUp.PersonInPassing(_chance);
        if (_chance.Happens(0.3))
        {
            Report("dispatchRequested", Destination, "dispatch", WireData.Of(
                ("purpose", "delivery"), ("wantedAt", WireData.Time(_clock.AddHours(1)))));
            After(0.2, 0.6);
        }

        Report("outForDelivery", Destination, "dispatch", WireData.Of(("pieces", pieces), ("vehicle", vehicle), ("driver", driver)));
        After(0.8, 6);
    }

    private void FailFirst()
    {
        GoOut(_here);
        var (reason, kind, cause) = _chance.Pick<(string, string, string)>(
        [
            ("收货人电话无人接听", "consigneeUnreachable", "consignee"), ("地址有误,无法找到收货人", "addressWrong", "shipper"),
            ("收货人要求改期", "consigneeUnreachable", "consignee")
        ]);
        var next = new DateTimeOffset(_clock.Date.AddDays(1), _clock.Offset).AddHours(9);
        Report("deliveryFailed", Destination, "driver", WireData.Of(("reason", reason), ("nextAttemptAt", WireData.Time(next))));
        After(0.1, 0.5);
        Answer(Raise(kind, "delivery", Destination, Destination, reason), Destination, cause);
        _clock = Whole(next.AddMinutes(_chance.Between(0, 50)));
    }

    private void Sign(int pieces, bool whole)
    {
        var data = WireData.Of(("pieces", pieces), ("signer", MadeUp.PersonInPassing(_chance)),
            ("proofs", WireData.ListOrNull([$"photo:{_number}-sign{_events}"])));
        if (_chance.Happens(0.025))
        {
            SignWithRemark(data);
            return;
        }

        var signed = Report("signed", Destination, "driver", data);
        if (!whole || !_chance.Happens(0.012)) return;
        var mended = Line(Whole(_clock.AddMinutes(-_chance.Between(5, 40))), "signed", Destination, "driver", (JsonObject)data.DeepClone());
        Correct(signed, _chance.Between(0.3, 4), Destination, "签收时间录入错误", mended);
    }

    private void SignWithRemark(JsonObject data)
    {
        var (kind, words) = _chance.Pick<(string, string)>(
            [("damage", "外箱破损,内物待检"), ("wet", "两箱受潮"), ("contamination", "包装油污"), ("loss", "箱内短少配件")]);
        data.Add("remark", WireData.Of(("kind", kind), ("text", words)));
        var exception = Derived(Report("signed", Destination, "driver", data), kind);
        var loss = Math.Round((decimal)_chance.Between(60, 3_000), 2);
        Answer(exception, Destination, kind == "wet" ? "packing" : "loading", loss);
        if (_chance.Happens(0.3)) Mend(Origin, "装车前逐件检查包装,重货不压轻货", exception);
    }

    /// <summary>The consignee does not want the goods, or signs for some of them; the rest goes back the way it came.</summary>
    private void BeRefused()
    {
        SortAndAnnounce();
        GoOut(_here);
        var wanted = _here > 3 && _chance.Happens(0.5) ? _chance.Between(1, _here - 1) : 0;
        if (wanted > 0) Sign(wanted, whole: false);
        var refused = _here - wanted;
        Report("refused", Destination, "driver", WireData.Of(("pieces", refused), ("reason", "与订单不符,拒收")));
        After(0.1, 0.4);
        Answer(Raise("deliveryRefused", "delivery", Destination, Destination, "收货人拒收"), Destination, "shipper");
        After(20, 60);
        var (list, vehicle) = (NewList(Destination), MadeUp.Plate(_chance, Destination));
        Report("loaded", Destination, "dock", WireData.Of(
            ("pieces", refused), ("nextStation", Origin.Code), ("loadingList", list), ("vehicle", vehicle)));
        var hours = Network.DrivingHours(Destination, Origin);
        After(hours, hours * 1.4);
        Report("arrived", Origin, "dock", WireData.Of(("pieces", refused), ("loadingList", list), ("vehicle", vehicle)));
        After(4, 30);
        AtWork();
        Report("returnedToShipper", Origin, "driver", WireData.Of(("pieces", refused), ("reason", "拒收退回")));
        if (wanted > 0 && _receiptCopies > 0) ReturnReceipts();
    }
}
