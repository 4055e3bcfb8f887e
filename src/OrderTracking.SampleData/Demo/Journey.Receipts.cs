using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>The signed paper on its way back to the customer.</summary>
internal sealed partial class Journey
{
    private void ReturnReceipts()
    {
        var signedAt = _clock;
        SendReceiptsBack();
        if (_chance.Happens(0.012))
        {
            After(70, 160);
            Report("receiptLost", Origin, "receipts", WireData.Of(("reason", "快递途中遗失")));
            Answer(Raise("receiptProblem", "receipt", Origin, Destination, "返单遗失"), Origin, "carrier");
            _clock = signedAt;
            return;
        }

        After(30, 80);
        AtWork();
        Report("receiptReturned", Origin, "receipts", Copies());
        if (_chance.Happens(0.03))
        {
            After(0.5, 4);
            Report("receiptRejected", Origin, "receipts", WireData.Of(("reason", _chance.Pick(["缺收货章", "签名不清", "份数不符"]))));
            After(20, 50);
            SendReceiptsBack();
            After(30, 80);
            AtWork();
            Report("receiptReturned", Origin, "receipts", Copies());
        }

        After(6, 90);
        AtWork();
        Report("receiptHandedOver", Origin, "receipts", Copies());
        _clock = signedAt;
    }

    private void SendReceiptsBack()
    {
        After(0.5, 6);
        Report("receiptCollected", Destination, "receipts", Copies());
        After(10, _chance.Happens(0.1) ? 160 : 40);
        AtWork();
        Report("receiptSentBack", Destination, "receipts", WireData.Of(
            ("copies", _receiptCopies), ("courier", _chance.Pick(["样本快递", "示例速运"])),
            ("trackingNumber", $"XX{_chance.Between(10_000_000, 99_999_999)}")));
    }

    private System.Text.Json.Nodes.JsonObject Copies() => WireData.Of(("copies", _receiptCopies));
}
