using OrderTracking.Application.Localization;
using OrderTracking.Application.Reports;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Reports.Files;

/// <summary>What JSON has outside the sections, as sections: what the report covers, and the definitions of its rates.</summary>
internal static class CoverSheet
{
    /// <summary>The cover, the report's own sections, and the definitions where there are any.</summary>
    public static IEnumerable<Section> Sheets(Report report) =>
        report.Definitions.Count == 0 ? [Cover(report), .. report.Sections] : [Cover(report), .. report.Sections, Definitions(report)];

    private static Section Cover(Report report)
    {
        var cover = new Table<Report>(report.Company, "cover", "说明", "About")
            .Text("report", "报表", "Report", item => $"{item.Title.Chinese} {item.Title.English}")
            .Text("account", "客户", "Account", item => item.Account ?? "全部 all");
        if (report.Stations is { } stations) cover.Text("stations", "网点", "Stations", _ => string.Join(' ', stations));
        return cover
            .Day("from", "起始日", "From", item => item.From)
            .Day("through", "截止日", "Through", item => item.To.AddDays(-1))
            .Text("period", "期间", "Period", item => item.IsPeriodOver ? "已结束 over" : "未结束 not over yet")
            .Time("madeAt", "生成时间", "Made at", item => item.MadeAt)
            .Text("zone", "时区", "Time zone", item => item.Company.Zone.Id)
            .Whole("position", "日志位置", "Log position", item => item.Position)
            .Of([report]);
    }

    // As headings are: Chinese over English.
    private static Section Definitions(Report report)
    {
        return new Table<RateDefinition>(report.Company, "definitions", "指标口径", "Definitions")
            .Text("name", "名称", "Name", item => Both(item, of => of.Name))
            .Whole("version", "版本", "Version", item => item.Version)
            .Text("numerator", "分子", "Numerator", item => Both(item, of => of.Numerator))
            .Text("denominator", "分母", "Denominator", item => Both(item, of => of.Denominator))
            .Text("clock", "停表", "Clock stops", item => Both(item, of => of.Clock))
            .Text("calendar", "期间", "Calendar", item => Both(item, of => of.Calendar))
            .Text("grace", "宽限", "Grace", item => Both(item, of => of.Grace))
            .Text("excluded", "不计", "Excluded", item => Both(item, of =>
                string.Join("; ", of.Excluded.Select(reason => $"{reason.Key}: {reason.Value}"))))
            .Of(report.Definitions);

        string Both(RateDefinition definition, Func<RateDefinition, string> text) =>
            $"{text(DefinitionLabels.InChinese(definition, report.Company.Zone.Id))}\n{text(definition)}";
    }
}
