using System.Text.Json;

namespace OrderTracking.Oracle;

/// <summary>What is to be insured of a day's freight, and what is watched, each question from all waybills and all cases.</summary>
public sealed class InsuranceLists(Company company)
{
    private static readonly string[] Over = ["signed", "returnedToShipper", "writtenOff", "cancelled"],
        Handbook = ["水泥", "玉器", "鱼粉", "未经商检", "易燃", "易爆", "危险品", "工艺美术品", "家禽", "鲜活", "动物"];

    private readonly IReadOnlyList<WaybillRow> rows = [.. company.Waybills.SelectMany(waybill => waybill.Waybills())];

    public IEnumerable<object> Declarations(DateOnly day)
    {
        var (begin, end) = (company.Days.At(day, default), company.Days.At(day.AddDays(1), default));
        var at = company.Now < end ? company.Now : end;
        foreach (var row in rows.Where(row => row.Status != "cancelled" && row.ReceivedAt < end))
        {
            var reason = row.Insured is true || row.InsuredValue > 0 ? "insured"
                : company.Reference.Account(row.Account, at)?.Event.Flag("insuranceIncluded") is true ? "included"
                : row.CollectOnDelivery > Above(at) || Has(row, at, "highValueGoods", []) is not null ? "highValue"
                : Has(row, at, "fragileGoods", ["易碎", "易损"]) is not null ? "fragile" : null;
            var (excluded, cover) = (Has(row, at, "excludedGoods", Handbook), Cover(row));
            var state = cover is not null ? "declared" : excluded is not null ? "excluded" : "toDeclare";
            if (reason is null) continue;
            if (row.ReceivedAt < begin && (row.ReceivedAt < company.Days.At(day.AddDays(-7), default) || state != "toDeclare"
                || Over.Contains(row.Status))) continue;
            yield return new { row.Waybill, Reason = reason, State = state, Excluded = excluded, Insurance = cover?.Number,
                Carried = row.ReceivedAt < begin };
        }
    }

    public IEnumerable<object> Watched()
    {
        foreach (var row in rows.Where(row => !Over.Contains(row.Status)))
        {
            var value = Math.Max(row.InsuredValue ?? 0, Cover(row) is { Status: not "declined" } cover ? cover.Insurance!.Amount : 0);
            var silentAt = row.LastEventAt.AddHours(Setting(company.Now, "silenceHours")?.GetInt32() ?? 12);
            // Any insurance makes it watched, not the newest alone.
            if (row.InsuredValue > Above(company.Now) || Covers(row).Any(one => one.Status != "declined"
                && one.Insurance!.Amount > Above(company.Now)))
                yield return new { row.Waybill, Value = value, SilentAt = silentAt, Silent = silentAt < company.Now };
        }
    }

    private IEnumerable<CaseRow> Covers(WaybillRow row) =>
        company.Cases.Where(one => one.Kind == "insurance" && one.Waybills.Contains(row.Waybill));

    private CaseRow? Cover(WaybillRow row) => Covers(row).OrderByDescending(one => one.OpenedAt.UtcDateTime)
        .ThenByDescending(one => one.Number, StringComparer.Ordinal).FirstOrDefault();

    private decimal Above(DateTimeOffset at) => Setting(at, "watchAbove")?.GetDecimal() ?? 100_000m;

    private string? Has(WaybillRow row, DateTimeOffset at, string setting, IReadOnlyList<string> otherwise) =>
        (Setting(at, setting) is { } words ? [.. words.EnumerateArray().Select(word => word.GetString()!)] : otherwise)
            .FirstOrDefault(word => row.Goods?.Contains(word, StringComparison.Ordinal) is true);

    private JsonElement? Setting(DateTimeOffset at, string setting) =>
        company.Reference.CompanySet(at, long.MaxValue)?.Member("insurance") is { } set && set.TryGetProperty(setting, out var value)
            && value.ValueKind != JsonValueKind.Null ? value : null;
}
