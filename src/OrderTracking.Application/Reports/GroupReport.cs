using OrderTracking.Domain.Cases;

namespace OrderTracking.Application.Reports;

/// <summary>「每月汇总、通报集团各司的有效投诉案件、理赔及时率、货损货差率」: the group's month as a report.</summary>
internal static class GroupReport
{
    public static Report Of(ReportHead head, GroupMonth month, IReadOnlyList<Note> notes) => head.Report(
        "集团月报", "The group's month", GroupReader.Definitions(head.Definitions),
        [
            Table(head, "complaints", "有效投诉", "Founded complaints")
                .Whole("waybills", "受理票数", "Waybills", row => row.Now.Founded.Denominator)
                .Whole("complaints", "投诉", "Complaints", row => row.Now.Complaints)
                .Whole("founded", "有效投诉", "Founded", row => row.Now.Founded.Numerator)
                .PerMille("foundedPerMille", "有效投诉率‰", "Founded ‰", row => row.Founded)
                .Of(month.Branches, month.Total),
            Table(head, "claims", "理赔及时率", "Claims settled in time")
                .Whole("claims", "立案", "Claims", row => row.Now.Claims)
                .Whole("due", "应结案", "Due", row => row.Now.SettledInTime.Denominator)
                .Whole("inTime", "及时结案", "In time", row => row.Now.SettledInTime.Numerator)
                .Rate("settledInTime", "理赔及时率", "Rate", row => row.SettledInTime.Now)
                .Rate("settledInTimeBefore", "上月", "Before", row => row.SettledInTime.Before)
                .Rate("settledInTimeChange", "增减", "Change", row => row.SettledInTime.Change)
                .Whole("open", "未结案件", "Open cases", row => row.Now.Open)
                .Of(month.Branches, month.Total),
            Table(head, "harm", "货损货差率", "Damage and shortage")
                .Whole("damaged", "货损票数", "Damaged", row => row.Now.Damaged.Numerator)
                .PerMille("damagedPerMille", "货损率‰", "Damaged ‰", row => row.Damaged)
                .Whole("short", "货差票数", "Short", row => row.Now.Short.Numerator)
                .PerMille("shortPerMille", "货差率‰", "Short ‰", row => row.Short)
                .Of(month.Branches, month.Total),
            Table(head, "money", "赔付与残值", "Paid and salvage")
                .Money("claimed", "索赔", "Claimed CNY", row => row.Now.Amounts["claimed"])
                .Money("paid", "赔付", "Paid CNY", row => row.Now.Amounts["paid"])
                .Money("recovered", "追偿", "Recovered CNY", row => row.Now.Amounts["recovered"])
                .Money("salvage", "残值售出", "Salvage CNY", row => row.Now.Amounts["salvage"])
                .Whole("salvageToSell", "残值待处理", "Salvage to sell", row => row.Now.SalvageToSell)
                .Money("loss", "净损失", "Loss CNY", row => row.Now.Amounts["loss"])
                .Money("lossBefore", "上月净损失", "Loss before", row => row.Before?.Amounts["loss"])
                .Money("lossChange", "增减", "Change", row => row.LossChange)
                .Of(month.Branches, month.Total),
            ReportNotes.Section(head, notes),
        ]);

    private static Table<BranchMonth> Table(ReportHead head, string key, string chinese, string english) =>
        new Table<BranchMonth>(head.Company, key, chinese, english)
            .Text("branch", "分公司", "Branch", row => row.Now.Branch switch
            {
                null => "合计 Total",
                "" => "无分公司 no branch",
                var branch => branch,
            })
            .Whole("rank", "名次", "Rank", row => row.Rank)
            .Whole("rankBefore", "上月名次", "Before", row => row.RankBefore);

    // The rate, that of the month before, and the change.
    private static Table<BranchMonth> PerMille(
        this Table<BranchMonth> table, string key, string chinese, string english, Func<BranchMonth, RateChange> rate) => table
        .Decimal(key, chinese, english, row => rate(row).Now)
        .Decimal($"{key}Before", "上月", "Before", row => rate(row).Before)
        .Decimal($"{key}Change", "增减", "Change", row => rate(row).Change);
}
