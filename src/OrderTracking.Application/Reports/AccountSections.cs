using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>Sections of an account report; each figure stands beside those of the earlier periods that it is compared with.</summary>
/// <param name="before">The same figures one month before, two months before and so on; empty without a comparison.</param>
internal sealed class AccountSections(ReportHead head, AccountFigures now, IReadOnlyList<AccountFigures> before)
{
    private const string Total = "合计 Total";

    // What the figures are grouped by: an account's by its lanes, those of the department by its accounts.
    private readonly (string Key, string Chinese, string English) by =
        head.Account is null ? ("account", "客户", "Account") : ("lane", "线路", "Lane");

    public Section Volumes()
    {
        var table = new Table<PeriodComparison<VolumeCounts>>(head.Company, "volumes", "货量", "Volumes").Text(by.Key, by.Chinese, by.English,
            row => row.Key ?? Total);
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Waybills ?? 0), "waybills", "票数",
            "Waybills");
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Pieces ?? 0), "pieces", "件数",
            "Pieces");
        Compared(table, (key, chinese, english, of) => table.Decimal(key, chinese, english, row => of(row)?.WeightKg ?? 0), "weightKg",
            "重量", "Weight kg");
        Compared(table, (key, chinese, english, of) => table.Decimal(key, chinese, english, row => of(row)?.VolumeM3 ?? 0), "volumeM3",
            "体积", "Volume m³");
        Compared(table, (key, chinese, english, of) => table.Money(key, chinese, english, row => of(row)?.Freight ?? 0), "freight", "运费",
            "Freight CNY");
        return table.Of(
            PeriodComparison<VolumeCounts>.Of(now.Volumes.Groups!, before.Select(figures => figures.Volumes.Groups!), counts => counts.Key),
            AllOf(figures => figures.Volumes.Total), row => head.Link("/v1/volumes", (by.Key, row.Key)));
    }

    /// <summary>By the signature: gross, and without excused waybills.</summary>
    public Section OnTime()
    {
        var table = new Table<PeriodComparison<Rates>>(head.Company, "onTime", "运送准时率", "On time").Text(by.Key, by.Chinese, by.English,
            row => row.Key ?? Total);
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Gross.Denominator ?? 0), "due",
            "应签收", "Due");
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Gross.Numerator ?? 0), "onTime",
            "准时", "On time");
        Compared(table, (key, chinese, english, of) => table.Rate(key, chinese, english, row => of(row)?.Gross.Value), "gross",
            "准时率", "Gross");
        Compared(table, (key, chinese, english, of) =>
            table.Whole(key, chinese, english, row => of(row)?.Accountable.Excluded.GetValueOrDefault("excused") ?? 0), "excused", "免责",
                "Excused");
        Compared(table, (key, chinese, english, of) => table.Rate(key, chinese, english, row => of(row)?.Accountable.Value), "accountable",
            "责任准时率", "Accountable");
        return table.Of(
            PeriodComparison<Rates>.Of(Groups(now), before.Select(Groups), rates => rates.Gross.Key),
            AllOf(figures => new Rates(figures.Gross.Total, figures.Accountable.Total)),
            row => head.Link("/v1/on-time/waybills", (by.Key, row.Key), ("verdict", "late")));

        static IEnumerable<Rates> Groups(AccountFigures figures) =>
            figures.Gross.Groups!.Zip(figures.Accountable.Groups!, (gross, accountable) => new Rates(gross, accountable));
    }

    /// <summary>货损货差, in ‰.</summary>
    public Section LossAndDamage()
    {
        var table = new Table<PeriodComparison<Rate>>(head.Company, "loss-and-damage", "货损货差", "Damage and shortage").Text("figure", "指标",
            "Figure", row => row.Key);
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Numerator), "harmed",
            "损差数", "Harmed");
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Denominator), "of", "总数", "Of");
        Compared(table, (key, chinese, english, of) => table.Decimal(key, chinese, english, row => of(row)?.Value), "perMille",
            "比率‰", "Per mille");
        return table.Of(
            [
                Row("货损（件） Damaged pieces", Domain.Kpis.LossOrDamage.Damage, LossAndDamageUnit.Pieces),
                Row("货损（票） Damaged waybills", Domain.Kpis.LossOrDamage.Damage, LossAndDamageUnit.Waybills),
                Row("货差（件） Short pieces", Domain.Kpis.LossOrDamage.Shortage, LossAndDamageUnit.Pieces),
                Row("货差（票） Short waybills", Domain.Kpis.LossOrDamage.Shortage, LossAndDamageUnit.Waybills),
            ],
            behind: row => head.Link("/v1/volumes", ("verdict", row.Key!.Contains("货损", StringComparison.Ordinal) ? "damaged" : "short")));

        PeriodComparison<Rate> Row(string name, LossOrDamage kind, LossAndDamageUnit unit) =>
            AllOf(figures => figures.Volumes.Total.RateOf(kind, unit)) with { Key = name };
    }

    /// <summary>分理及时率.</summary>
    public Section Sorting()
    {
        var table = new Table<PeriodComparison<Rate>>(head.Company, "sorting", "分理及时率", "Sorted in time").Text(by.Key, by.Chinese,
            by.English, row => row.Key ?? Total);
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Denominator ?? 0), "due",
            "应分理", "Due");
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Numerator ?? 0), "inTime",
            "及时", "In time");
        Compared(table, (key, chinese, english, of) => table.Rate(key, chinese, english, row => of(row)?.Value), "rate", "比率", "Rate");
        return table.Of(
            PeriodComparison<Rate>.Of(now.Sorting.Groups!, before.Select(figures => figures.Sorting.Groups!), rate => rate.Key),
            AllOf(figures => figures.Sorting.Total),
            row => head.Link("/v1/figures/sorting-timeliness/deadlines", (by.Key, row.Key), ("side", "others")));
    }

    public Section Receipts()
    {
        var table = new Table<PeriodComparison<Rate>>(head.Company, "receipts", "返单", "Receipts").Text("figure", "指标", "Figure",
            row => row.Key);
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Numerator), "numerator", "达标数",
            "Met");
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Denominator), "denominator", "总数",
            "Of");
        Compared(table, (key, chinese, english, of) => table.Rate(key, chinese, english, row => of(row)?.Value), "rate", "比率", "Rate");
        return table.Of(
        [
            Row("返单率 Returned", ReceiptFigureKind.Return), Row("返单及时率 In time", ReceiptFigureKind.Timeliness),
            Row("返单准确率 Correct", ReceiptFigureKind.Accuracy),
        ]);

        PeriodComparison<Rate> Row(string name, ReceiptFigureKind kind) =>
            AllOf(figures => Domain.Kpis.Receipts.RateOf(kind, figures.Receipts)) with { Key = name };
    }

    public Section ExceptionsByKind() => Exceptions(
        "exceptionsByKind", "异常分类", "Exceptions by kind", "异常类型", "Kind", figures => figures.ByKind,
        key => Labels.Of(Named<ExceptionKind>(key)),
        key => head.Link("/v1/exceptions", ("kind", key)));

    public Section ExceptionsByCause() => Exceptions(
        "exceptionsByCause", "异常原因", "Exceptions by cause", "责任原因", "Cause", figures => figures.ByCause,
        key => key.Length == 0 ? "未定 not known yet" : Labels.Of(Named<ExceptionCause>(key)), _ => head.Link("/v1/exceptions"));

    public Section ExceptionsByStation() => Exceptions(
        "exceptionsByStation", "异常责任网点", "Exceptions by station", "责任网点", "Responsible station", figures => figures.ByStation,
        key => key.Length == 0 ? "未定 not known yet" : key,
        key => head.Link("/v1/exceptions", ("responsibleStation", key is { Length: > 0 } ? key : null)));

    public Section Breaches()
    {
        var table = new Table<PeriodComparison<BreachCounts>>(head.Company, "breaches", "违规与处罚", "Breaches and penalties")
            .Text("rule", "标准", "Rule", row => row.Key is null ? Total : Labels.Of(Named<DeadlineRule>(row.Key)));
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Breaches ?? 0), "breaches", "违规数",
            "Breaches");
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Waybills ?? 0), "waybills", "票数",
            "Waybills");
        Compared(table, (key, chinese, english, of) => table.Whole(key, chinese, english, row => of(row)?.Withdrawn ?? 0), "withdrawn",
            "已撤销", "Withdrawn");
        Compared(table, (key, chinese, english, of) => table.Money(key, chinese, english, row => of(row)?.Proposed ?? 0), "proposed",
            "建议处罚", "Proposed CNY");
        Compared(table, (key, chinese, english, of) => table.Money(key, chinese, english, row => of(row)?.Confirmed ?? 0), "confirmed",
            "已确认处罚", "Confirmed CNY");
        Compared(table, (key, chinese, english, of) => table.Money(key, chinese, english, row => of(row)?.Waived ?? 0), "waived",
            "已免处罚", "Waived CNY");
        return table.Of(
            PeriodComparison<BreachCounts>.Of(now.Breaches, before.Select(figures => figures.Breaches), counts => counts.Key),
            AllOf(figures => figures.Breaches.Single(counts => counts.Key is null)),
            row => row.Key == DeadlineRule.Report.Wire()
                ? ReportHead.Address("/v1/reports/due", [("account", head.Account)])
                : head.Link("/v1/breaches", ("rule", row.Key)));
    }

    private Section Exceptions(
        string key, string chinese, string english, string keyInChinese, string keyInEnglish,
        Func<AccountFigures, IReadOnlyList<ExceptionCounts>> of,
        Func<string, string> label, Func<string?, string> behind)
    {
        var table = new Table<PeriodComparison<ExceptionCounts>>(head.Company, key, chinese, english).Text("key", keyInChinese,
            keyInEnglish, row => row.Key is null ? Total : label(row.Key));
        Compared(table, (name, zh, en, which) => table.Whole(name, zh, en, row => which(row)?.Exceptions ?? 0), "exceptions", "异常数",
            "Exceptions");
        Compared(table, (name, zh, en, which) => table.Whole(name, zh, en, row => which(row)?.Waybills ?? 0), "waybills", "票数", "Waybills");
        Compared(table, (name, zh, en, which) => table.Whole(name, zh, en, row => which(row)?.Met ?? 0), "reportedInTime", "按时复命",
            "Reported in time");
        Compared(table, (name, zh, en, which) => table.Whole(name, zh, en, row => which(row)?.Missed ?? 0), "reportedLate", "复命超时",
            "Reported late");
        return table.Of(
            PeriodComparison<ExceptionCounts>.Of(of(now), before.Select(of), counts => counts.Key),
            AllOf(figures => of(figures).Single(counts => counts.Key is null)), row => behind(row.Key));
    }

    private PeriodComparison<T> AllOf<T>(Func<AccountFigures, T> total) where T : class =>
        new(null, total(now), [.. before.Select(total)]);

    // A column of the period's figures, and beside it one for each earlier period.
    private void Compared<T>(
        Table<PeriodComparison<T>> table, Func<string, string, string, Func<PeriodComparison<T>, T?>, Table<PeriodComparison<T>>> add,
        string key, string chinese, string english) where T : class
    {
        add(key, chinese, english, row => row.Current);
        if (before.Count == 1) add($"{key}Before", $"上月{chinese}", $"{english} before", row => row.Earlier[0]);
        else
            for (var months = 1; months <= before.Count; months++)
            {
                var place = months - 1;
                add($"{key}Before{months}", $"前{months}月同期{chinese}", $"{english} {months} months before", row => row.Earlier[place]);
            }
    }

    private static TEnum Named<TEnum>(string wire) where TEnum : struct, Enum => Enum.Parse<TEnum>(wire, ignoreCase: true);

    private sealed record Rates(Rate Gross, Rate Accountable);
}
