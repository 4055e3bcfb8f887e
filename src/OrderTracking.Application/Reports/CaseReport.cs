using System.Collections.Frozen;
using OrderTracking.Application.Localization;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>
/// 「每月对有效投诉案件、理赔报告汇总分析,形成月报表」: a kind of cases over a month beside the month before: its rates and sums, its groups, and every
/// case that was opened in it or is open.
/// </summary>
internal static class CaseReport
{
    private const string Unknown = "未定 not known yet";

    private static readonly FrozenDictionary<string, Heading> Names = new Dictionary<string, Heading>
    {
        ["claims-settled-in-time"] = new("理赔及时率", "Settled in time"),
        ["complaints-answered-in-time"] = new("投诉答复及时率", "Answered in time"),
        ["founded-complaints"] = new("有效投诉率‰", "Founded ‰"),
        ["claimed"] = new("索赔", "Claimed CNY"), ["paid"] = new("赔付", "Paid CNY"), ["recovered"] = new("追偿", "Recovered CNY"),
        ["salvage"] = new("残值售出", "Salvage CNY"), ["loss"] = new("净损失", "Loss CNY"),
        ["founded"] = new("有效", "Founded"), ["repeated"] = new("重复", "Repeated"),
        ["cause"] = new("原因", "By cause"), ["station"] = new("责任网点", "By station"), ["branch"] = new("分公司", "By branch"),
        ["value"] = new("索赔金额段", "By value"), ["account"] = new("客户", "By account"), ["age"] = new("未结天数", "Age of open"),
    }.ToFrozenDictionary();

    /// <param name="rows">Of the month.</param>
    public static Report Of(
        ReportHead head, CaseType type, CaseFigures now, CaseFigures before, IReadOnlyList<CaseRow> rows, CasePeriod period,
        IReadOnlyList<Note> notes)
    {
        var kind = CaseLabels.OfKind(type.Kind);
        return head.Report(
            $"{kind}月报", $"Monthly report of {type.Route}", [.. now.Rates.Select(rate => rate.Definition)],
            [
                Rates(head, now, before), Sums(head, type, now, before),
                .. now.Groups.Concat(before.Groups).Select(group => group.By).Distinct()
                    .Select(by => Groups(head, type, by, now, before)),
                Cases(head, type, [.. rows.Where(row => period.Includes(row.OpenedAt) || row.ClosedAt is null).OrderBy(row => row.OpenedAt)
                    .ThenBy(row => row.Number, StringComparer.Ordinal)]),
                ReportNotes.Section(head, notes),
            ]);
    }

    private static Section Rates(ReportHead head, CaseFigures now, CaseFigures before) =>
        new Table<(CaseRate Now, CaseRate Before)>(head.Company, "rates", "指标", "Rates")
            .Text("name", "指标", "Rate", row => Both(row.Now.Definition.Name))
            .Whole("numerator", "分子", "Met", row => row.Now.Rate.Numerator)
            .Whole("denominator", "分母", "Of", row => row.Now.Rate.Denominator)
            .Decimal("value", "比率(%、‰)", "In % or ‰", row => Shown(row.Now.Rate))
            .Decimal("valueBefore", "上月", "Before", row => Shown(row.Before.Rate))
            .Decimal("change", "增减", "Change", row => Shown(row.Now.Rate) - Shown(row.Before.Rate))
            .Of(now.Rates.Zip(before.Rates));

    private static Section Sums(ReportHead head, CaseType type, CaseFigures now, CaseFigures before) =>
        new Table<(string Name, bool IsMoney, decimal Now, decimal Before)>(head.Company, "sums", "合计", "Sums")
            .Text("name", "项目", "What", row => row.Name)
            .Number("value", "本月", "This month", row => (row.Now, row.IsMoney))
            .Number("valueBefore", "上月", "Before", row => (row.Before, row.IsMoney))
            .Number("change", "增减", "Change", row => (row.Now - row.Before, row.IsMoney))
            .Of([
                ("立案 Opened", false, now.Cases, before.Cases), ("未结 Open now", false, now.Open, before.Open),
                .. now.Amounts.Select(amount => (Both(amount.Key), IsOfMoney(type), amount.Value, before.Amounts[amount.Key])),
            ]);

    // Of claims all sums are amounts, of complaints counts.
    private static bool IsOfMoney(CaseType type) => type == AllCases.Claims;

    private static Section Groups(ReportHead head, CaseType type, string by, CaseFigures now, CaseFigures before)
    {
        var heading = Names.GetValueOrDefault(by) ?? new(by, by);
        var (these, those) = (Of(now), Of(before));
        var table = new Table<(string Key, CaseGroup? Now, CaseGroup? Before)>(head.Company, by, heading.Chinese, heading.English)
            .Text("key", heading.Chinese, heading.English, row => KeyOf(by, row.Key))
            .Whole("cases", "件数", "Cases", row => row.Now?.Cases ?? 0)
            .Whole("casesBefore", "上月件数", "Cases before", row => row.Before?.Cases ?? 0);
        foreach (var name in by == "age" ? [] : now.Amounts.Keys)
        {
            var amount = Names.GetValueOrDefault(name) ?? new(name, name);
            table.Number(name, amount.Chinese, amount.English,
                    row => (row.Now?.Amounts.GetValueOrDefault(name) ?? 0, IsOfMoney(type)))
                .Number($"{name}Before", $"上月{amount.Chinese}", $"{amount.English} before",
                    row => (row.Before?.Amounts.GetValueOrDefault(name) ?? 0, IsOfMoney(type)));
        }
        // In the order of the figures: ages and values are no alphabet.
        return table.Of(these.Keys.Concat(those.Keys).Distinct()
            .Select(key => (key, these.GetValueOrDefault(key), those.GetValueOrDefault(key))));

        Dictionary<string, CaseGroup> Of(CaseFigures figures) =>
            figures.Groups.Where(group => group.By == by).ToDictionary(group => group.Key);
    }

    private static Section Cases(ReportHead head, CaseType type, IReadOnlyList<CaseRow> rows)
    {
        var table = new Table<CaseRow>(head.Company, "cases", "案件明细", "Cases")
            .Text("number", "案件编号", "Number", row => row.Number)
            .Text("account", "客户", "Account", row => row.Account)
            .Text("station", "立案网点", "Station", row => row.Station)
            .Text("responsibleStation", "责任网点", "Responsible", row => row.ResponsibleStation)
            .Text("status", "状态", "Status", row => CaseLabels.OfStatus(row.Kind, row.Status))
            .Time("openedAt", "立案时间", "Opened", row => row.OpenedAt)
            .Time("dueAt", "应办结", "Due", row => row.DueAt)
            .Text("verdict", "时限", "In time", row => Verdict(row.VerdictOf(type.JudgedStep, head.MadeAt)))
            .Time("closedAt", "办结时间", "Closed", row => row.ClosedAt);
        if (type == AllCases.Claims)
            table.Money("claimed", "索赔", "Claimed CNY", row => row.Claim!.Claimed)
                .Money("approved", "批准", "Approved CNY", row => row.Claim!.Approved)
                .Money("paid", "赔付", "Paid CNY", row => row.Claim!.Paid)
                .Money("recovered", "追偿", "Recovered CNY", row => row.Claim!.Recovered)
                .Money("salvageValue", "残值估价", "Salvage valued", row => row.Claim!.SalvageValue)
                .Money("salvageSold", "残值售出", "Salvage sold", row => row.Claim!.SalvageSold);
        if (type == AllCases.Complaints)
            table.Text("founded", "有效", "Founded", row => row.Complaint!.Founded switch
                {
                    true => "有效 founded",
                    false => "无效 not founded",
                    null => "未判定 not judged",
                })
                .Text("cause", "原因", "Cause", row => row.Complaint!.Cause is { } cause ? Labels.Of(cause) : null)
                .Whole("satisfied", "满意度", "Satisfied 1–5", row => row.Complaint!.Satisfied)
                .Whole("reopened", "重新处理", "Reopened", row => row.Complaint!.Reopened)
                .Whole("actions", "未验证整改", "Actions open", row => row.Complaint!.Actions);
        return table.Of(rows, behind: row => ReportHead.Address($"/v1/{type.Route}/{row.Number}/timeline", []));
    }

    private static string Both(string name) => Names.GetValueOrDefault(name) is { } heading ? $"{heading.Chinese} {heading.English}" : name;

    // Shares in %, as people read them beside ‰.
    private static decimal? Shown(Rate rate) => rate.Per == 1 ? rate.Value * 100 : rate.Value;

    private static string KeyOf(string by, string key) => (by, key) switch
    {
        (_, "") => Unknown,
        ("cause", _) => Labels.Of(Enum.Parse<ExceptionCause>(key, ignoreCase: true)),
        ("age", _) => $"{Open(key)} 天 days",
        ("value", _) => Open(key),
        _ => key,
    };

    // A class without an upper bound: 31+.
    private static string Open(string key) => key.EndsWith('-') ? $"{key[..^1]}+" : key;

    private static string? Verdict(StepVerdict? verdict) => verdict switch
    {
        null => null,
        StepVerdict.Met => "及时 in time",
        StepVerdict.Late => "超时 late",
        StepVerdict.Missed => "超期未办 missed",
        StepVerdict.Rests => "暂缓 suspended",
        _ => "未到期 not due",
    };
}
