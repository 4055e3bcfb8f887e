using OrderTracking.Application.Reports;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Tests.Reports;

/// <summary>A report with a column of each kind, and texts that could be taken for formulas or markup.</summary>
internal static class Sample
{
    public static readonly Company Shanghai = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    public static readonly string[] Hostile =
        ["=HYPERLINK(\"http://x\")", "+1+1", "-2", "@SUM(A1)", "\tTab", "＝1", "say \"hi\", there", "line\r\nbreak", "纸箱破损，外包装受潮",
            "<b>&amp;</b>", "bell\u0007", "😀 \uD800 half", " spaces ",
            "\u00A0=1", "\uFEFF=1", "\u200B@x", "﹦1", "a;=1", "a; \u00A0+1", "a\r\n-1", "a;b=c"];

    public static Report Report(DateTimeOffset? madeAt = null) => new(
        ReportKind.MonthlyAccount, new("服务月报", "Monthly service report"), "ACME & 子公司", new(2026, 11, 1), new(2026, 12, 1), Shanghai,
        madeAt ?? new(2026, 12, 2, 1, 30, 5, TimeSpan.Zero), 123_456, true, [new Definitions("Asia/Shanghai").ReportBackOfRaised],
        [
            new(
                "figures", new("各线路", "Figures: by lane/all"),
                [
                    new("lane", new("线路", "Lane"), CellKind.Text), new("waybills", new("票数", "Waybills"), CellKind.Whole),
                    new("weight", new("重量", "Weight kg"), CellKind.Decimal), new("freight", new("运费", "Freight CNY"), CellKind.Money),
                    new("rate", new("准时率", "On time"), CellKind.Rate), new("at", new("时间", "At"), CellKind.Time),
                    new("day", new("日期", "Day"), CellKind.Day),
                ],
                [
                    new(["SHA~CTU", 1234L, 1234.125m, 98765.5m, 0.9512m, new DateTimeOffset(2026, 11, 20, 21, 40, 0, TimeSpan.FromHours(8)),
                        new DateOnly(2026, 11, 20)], "/v1/waybills?lane=SHA~CTU"),
                    new(["SHA~HRB", 0L, -1.5m, 0m, null, null, null]),
                    new(["合计 Total", 1234L, 1232.625m, 98765.5m, 0.9512m, null, null], IsTotal: true),
                ]),
            new("texts", new("文字", "Texts"),
                [new("text", new("内容", "Text"), CellKind.Text), new("number", new("数", "Number"), CellKind.Decimal)],
                [.. Hostile.Select(text => new Row([text, -1m]))]),
        ]);
}
