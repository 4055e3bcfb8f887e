using OrderTracking.Api.Testing;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests.Life;

/// <summary>Insurances and inquiries: mostly in order, with steps left out, late and impossible.</summary>
internal sealed class DeskLife(Chance chance, IReadOnlyList<string> accounts, IReadOnlyList<string> stations)
{
    private readonly List<Step> steps = [];

    public IReadOnlyList<Step> Steps => steps;

    public void Insure(string number, IReadOnlyList<string> waybills, DateTimeOffset at)
    {
        var (amount, waybill) = (chance.Between(1, 40) * 5_000m, chance.Of(waybills));
        // Those of other accounts than the waybill's are refused.
        foreach (var account in accounts)
            Post("insurance", number, ref at, 0, 1, "coverSubmitted",
                new { account, waybill, amount, reason = chance.Of("insured", "included", "highValue", "fragile") });
        if (chance.In100(12)) Post("insurance", number, ref at, 1, 30, "coverDeclined", new { reason = "不在承保范围" });
        else if (chance.In100(90))
            Post("insurance", number, ref at, 1, 30, "coverConfirmed",
                new { policy = $"P-{number}", premium = chance.In100(50) ? chance.Between(10, 90) : (int?)null });
        if (chance.In100(70))
            Post("insurance", number, ref at, 1, 60, "lossReported",
                new { description = "破损", amount = chance.In100(60) ? amount / 2 : (decimal?)null });
        if (chance.In100(60)) Post("insurance", number, ref at, 1, 140, "lossPapersSubmitted", new { papers = new[] { "scan/1" } });
        if (chance.In100(80)) Post("insurance", number, ref at, 1, 60, "insurerClaimFiled", new { amount = amount / 2 });
        if (chance.In100(60)) Post("insurance", number, ref at, 1, 90, "insurerPaid", new { amount = amount / 4 });
        if (chance.In100(50)) Post("insurance", number, ref at, 1, 90, "insurerPaid", new { amount = amount / 4, payment = "B-1" });
        if (chance.In100(25)) Post("insurance", number, ref at, 1, 40, "insurerRefused", new { reason = "超出责任" });
    }

    public void Ask(string number, IReadOnlyList<string> waybills, DateTimeOffset at)
    {
        var (account, named) = (chance.Of(accounts), chance.In100(50) ? [chance.Of(waybills)] : Array.Empty<string>());
        // A waybill of another account is refused, and then it is sent without.
        foreach (var with in named.Length == 0 ? [named] : new[] { named, [] })
            Post("inquiries", number, ref at, 0, 1, "inquiryReceived", new
            {
                account, channel = chance.Of("network", "textMessage", "hotline"),
                topic = chance.Of("goods", "business", "cases", "records"), question = "到哪里了", waybills = with,
            });
        if (chance.In100(80)) Post("inquiries", number, ref at, 0, 40, "inquiryAnswered", new { answer = "在途" });
        if (chance.In100(15)) Post("inquiries", number, ref at, 0, 10, "inquiryAnswered", new { answer = "又" });
    }

    private void Post(string route, string number, ref DateTimeOffset at, double least, double most, string type, object data)
    {
        at += chance.Hours(least, most);
        var sent = Send.Event(type, at, data, chance.Id(), chance.Of(stations));
        var told = at + (chance.In100(85) ? TimeSpan.Zero : chance.Hours(1, 60));
        steps.Add(new CasePost(told, route, number, [sent]));
        if (!chance.In100(10)) return;
        var corrected = told + chance.Hours(1, 30);
        steps.Add(new CasePost(corrected, route, number, [Send.Event("corrected", corrected,
            new { eventId = sent["id"]!.GetValue<string>(), reason = "录错" }, chance.Id(), chance.Of(stations))]));
    }
}
