using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>
/// 网点回访报告: of a call round, for the customer's headquarters. 「为了忠于结果, 他们把这一情况如实地反馈」: it leaves no site out, and no figure
/// that is against us.
/// </summary>
public sealed class RoundReports(ICasesView cases, IEventLog log, Company company, TimeProvider clock)
{
    /// <param name="round">Its row as it is known at the time that is asked about.</param>
    /// <param name="scope">The round before is compared only where it is in it.</param>
    public async Task<RoundReport> Compare(CaseRow round, Access.AccessScope scope, CancellationToken cancellationToken)
    {
        var before = await cases.List(
            new(scope, round.Kind, round.Account, Opened: new(null, round.OpenedAt)), 1, cancellationToken);
        var history = (await log.ReadCases([round.Stream], cancellationToken))[0];
        if (QuestionMoment.Current is { } past) history = new PastCut(past.Position, past.Question.AsOf).Of(history);
        return new(round, before.Count == 0 ? null : before[0], SiteWords.Of(history));
    }

    public Report Of(RoundReport report, long position)
    {
        var (row, now) = (report.Round, clock.OfQuestion());
        var end = row.Round!.ReportedAt ?? now;
        return new(
            null, new("网点回访报告", "Call round report"), row.Account, company.Day(row.OpenedAt), company.Day(end).AddDays(1), company, now,
            position, row.Round.ReportedAt is not null, [RoundFigures.Coverage, RoundFigures.Contentment], [Figures(report), Sites(report)])
        {
            Name = "call-round",
        };
    }

    private Section Figures(RoundReport report)
    {
        var (now, before) = (report.Counts, report.CountsBefore);
        return new Table<Figure>(company, "figures", "回访情况", "Figures")
            .Text("figure", "项目", "Figure", line => $"{line.Chinese} {line.English}")
            .Whole("count", "本次", "This round", line => line.Count(now))
            .Rate("rate", "比率", "Rate", line => line.Rate?.Invoke(now).Value)
            .Whole("countBefore", "上次", "Round before", line => before is null ? null : line.Count(before))
            .Rate("rateBefore", "上次比率", "Rate before", line => before is null ? null : line.Rate?.Invoke(before).Value)
            .Whole("change", "变化", "Change", line => before is null ? null : line.Count(now) - line.Count(before))
            .Of(
            [
                new("客户网点", "Sites", counts => counts.Sites), new("本次应访", "In the round", counts => counts.InRound),
                new("已回访", "Called", counts => counts.Called, counts => counts.Coverage),
                new("已联系上", "Reached", counts => counts.Reached), new("已评价", "Rated", counts => counts.Rated),
                new("反馈良好", "Content", counts => counts.Content, counts => counts.Contentment),
                new("有故障", "With a fault", counts => counts.Faults),
                new("故障未解决", "Fault not put right", counts => counts.OpenFaults),
            ]);
    }

    private sealed record Figure(string Chinese, string English, Func<RoundCounts, long> Count, Func<RoundCounts, Rate>? Rate = null);

    private Section Sites(RoundReport report) => new Table<RoundLine>(company, "sites", "网点明细", "Sites")
        .Text("site", "网点", "Site", line => line.Site)
        .Text("inRound", "本次应访", "In the round", line => line.Now is { InRound: true } ? "是" : "否")
        .Time("calledAt", "回访时间", "Called at", line => line.Now?.CalledAt)
        .Text("reached", "联系上", "Reached", line => line.Now?.Reached switch { true => "是", false => "否", null => null })
        .Whole("satisfied", "满意度(1–5)", "Satisfied, 1–5", line => line.Now?.Satisfied)
        .Text("fault", "故障", "Fault", line => line.Now?.Fault is { } fault ? Labels.Of(fault) : null)
        .Text("problem", "故障情况", "What is wrong", line => line.Words?.Problem)
        .Text("measure", "处理措施", "What was done", line => line.Words?.Measure)
        .Time("resolvedAt", "解决时间", "Put right at", line => line.Now?.ResolvedAt)
        .Text("waybill", "运单号", "Waybill", line => line.Now?.Waybill)
        .Text("exceptionId", "异常编号", "Exception", line => line.Now?.ExceptionId)
        .Text("complaintId", "投诉编号", "Complaint", line => line.Now?.ComplaintId)
        .Whole("satisfiedBefore", "上次满意度", "Satisfied before", line => line.Before?.Satisfied)
        .Text("faultBefore", "上次故障", "Fault before", line => line.Before?.Fault is { } fault ? Labels.Of(fault) : null)
        .Text("change", "变化", "Change", line => CaseLabels.OfChange(line.Change))
        .Of(report.Lines);
}
