using System.Collections.Frozen;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Localization;

/// <summary>指标口径: the definitions of figures in Chinese, as people read them in reports and pages.</summary>
public static class DefinitionLabels
{
    private const string None = "无",
        Signed = "已交付货物的最后一次签收,在每件货物均已签收、退回或核销之后;收货人自提且按线路标准承诺的,全部到货的通知更早时以通知为准";

    private static readonly (string, string) Cancelled = ("cancelled", "已作废的运单,不计"),
        NotSuspended = ("suspended", "没有:始终为 0"), NotClosed = ("notDue", "运单未完结,或没有交付任何货物");

    /// <summary>By name and version, so that a definition whose meaning changes does not keep the words of the one before it.</summary>
    private static readonly FrozenDictionary<(string Name, int Version), Words> All = new Dictionary<(string Name, int Version), Words>
    {
        [("on-time-signed-gross", 2)] = OnTime("准时率(签收,全部)", Signed),
        [("on-time-signed-accountable", 2)] = OnTime("准时率(签收,可考核)", Signed),
        [("on-time-arrived-gross", 2)] = OnTime("准时率(到货,全部)", "全部货物到达目的网点"),
        [("on-time-arrived-accountable", 2)] = OnTime("准时率(到货,可考核)", "全部货物到达目的网点"),
        [("receipt-return", 2)] = new(
            "返单率", "回到始发网点的返单", "已完结且有交付的运单中客户要求的返单", "返单首次回到始发网点", "完结", NotClosed),
        [("receipt-timeliness", 3)] = new(
            "返单及时率", "在客户约定时限内回到始发网点的返单,没有约定的为完结后 7 天", "回到始发网点或时限已过的返单", "返单首次回到始发网点", "完结",
            NotClosed, ("open", "未返回,时限未过")),
        [("receipt-accuracy", 2)] = new(
            "返单准确率", "回到始发网点且从未被判不合格的返单", "回到始发网点或曾被判不合格的返单", None, "完结", NotClosed,
            ("outstanding", "既未返回也未被判不合格")),
        [("damage-pieces", 1)] = Pieces("货损率(件)", "损坏、受潮或污染"), [("damage-waybills", 1)] = Waybills("货损率(票)", "有货损的运单"),
        [("shortage-pieces", 1)] = Pieces("货差率(件)", "短少或丢失"), [("shortage-waybills", 1)] = Waybills("货差率(票)", "有货差的运单"),
        [("sorting-timeliness", 1)] = new(
            "分理及时率", "首次到达目的网点后,在分理时限内分理、派送、签收或退回的运单", "到达目的网点,且已分理或分理时限已过的运单",
            "其中最先发生的一项", "期限", ("open", "未分理,时限未过")),
        [("report-back", 1)] = ReportBack("复命及时率", "已复命或时限已过的异常", "期限"),
        [("report-back-4h", 2)] = ReportBack("复命及时率(按异常发生日)", "及时复命或时限已过的异常", "异常"),
        [("dwell-origin", 2)] = Dwell("始发停留", "在始发网点,从货物到手(无人上门提货的为受理)到在此首次装车"),
        [("dwell-transit", 1)] = Dwell("在途停留", "在途,从装车到下一次到货"),
        [("dwell-transfer", 1)] = Dwell("中转停留", "在中转网点,从到货到在此装车"),
        [("dwell-destination", 2)] = Dwell("到达停留", "在目的网点,从到货到完结:每件货物均已签收、退回或核销"),
        [("revenue", 1)] = new("营业额", "受理运单的运费", None, "受理", "受理", Cancelled),
        [("volumes", 1)] = new("货量", "受理的运单票数、件数、重量、体积:以最后一次计量为准,没有的以受理为准", None, "受理", "受理", Cancelled),
        [("claims-settled-in-time", 1)] = new(
            "理赔及时率", "在期限内结案或拒赔的理赔", "结案期限已过,或已结案、已拒赔的理赔", "与客户达成赔付,或拒赔", "期限",
            ("notDue", "未结案也未拒赔,期限未过"), ("suspended", "经签字文件批准暂缓:诉讼或律师处理中")),
        [("complaints-answered-in-time", 1)] = new(
            "投诉答复及时率", "在期限内答复的投诉", "答复期限已过或已答复的投诉;重新处理的以最后一次答复为准", "答复", "期限",
            ("notDue", "未答复,期限未过"), NotSuspended),
        [("founded-complaints", 1)] = new(
            "有效投诉率", "受理后判定为有效的投诉", "受理的运单", "各自的受理", "受理", ("notJudged", "尚未判定的投诉"), ("unfounded", "判定为无效的投诉")),
        [("loss-papers-in-time", 1)] = new(
            "出险资料及时率", "在期限内递交资料的出险", "资料期限已过或已递交资料的出险", "递交资料,否则为向保险公司索赔", "期限",
            ("notDue", "未递交,期限未过"), NotSuspended),
        [("recovered-of-claimed", 1)] = new(
            "保险追偿率", "保险公司赔付的金额(分)", "本期投保的货物向保险公司索赔的金额(分)", "各自的投保", "投保", ("notFiled", "尚未向保险公司索赔的出险")),
        [("inquiries-answered-in-time", 1)] = new(
            "查询答复及时率", "在期限内答复的查询", "期限已过或已答复的查询", "答复", "期限", ("notDue", "未答复,期限未过"), NotSuspended),
        [("notes-accepted-in-time", 1)] = new(
            "接班及时率", "在下一班开始前接班的交班事项", "下一班已开始或已接班的交班事项", "接班", "班次开始",
            ("notDue", "未接班,下一班未开始"), NotSuspended),
        [("sites-called", 1)] = new("回访覆盖率", "已回访的网点", "回访立项时客户的全部网点,不论是否在本次应访之内", "回访", "立项"),
        [("sites-content", 1)] = new(
            "反馈良好率", "满意度为 4 或 5(满分 5)的网点", "表示了满意度的网点", "每个网点最近一次回访", "立项",
            ("notCalled", "未回访的网点"), ("notReached", "回访未接通的网点"), ("notSaid", "未表示满意度的网点")),
        [("rounds-followed-in-time", 1)] = new(
            "下轮回访及时率", "在期限内有下一轮的回访", "下一轮期限已过或已有下一轮的回访", "下一轮立项", "期限",
            ("notDue", "尚无下一轮,期限未过"), NotSuspended),
    }.ToFrozenDictionary();

    /// <summary>A definition that is in force, in Chinese; so is its name.</summary>
    /// <param name="zone">The time zone whose days make up the periods.</param>
    public static RateDefinition InChinese(RateDefinition definition, string zone)
    {
        var words = All[(definition.Name, definition.Version)];
        var excluded = words.Excluded.ToDictionary(reason => reason.Key, reason => reason.Text);
        return definition with
        {
            Name = words.Name, Numerator = words.Numerator, Denominator = words.Denominator, Clock = words.Clock,
            Calendar = $"{words.DayOf}的日期({zone}),从起日到止日,不含止日", Grace = None,
            Excluded = definition.Excluded.Keys.ToDictionary(reason => reason, reason => excluded[reason]),
        };
    }

    private static Words OnTime(string name, string clock) => new(
        name, "计时在承诺时间或之前截止的运单", "承诺在本期、且承诺时间已过的运单;至今未截止的按晚点计", clock, "承诺",
        ("cancelled", "已作废的运单"), ("noPromise", "没有承诺的运单:不属于任何期间"), ("notDue", "承诺时间未到的运单"),
        ("returned", "全部退回发货人的运单:计时没有截止"), ("excused", "经批准、有原因代码和凭证、针对承诺的免责晚点"));

    private static Words Pieces(string name, string kinds) => new(
        name, $"异常中{kinds}的件数;没有写明件数的计 1 件,不超过运单的件数", "受理运单的件数", None, "受理", Cancelled);

    private static Words Waybills(string name, string harmed) => new(name, harmed, "受理的运单", None, "受理", Cancelled);

    private static Words ReportBack(string name, string of, string dayOf) => new(
        name, "在发生后 4 小时或客户约定的时限内录入复命的异常", of, "首次复命的录入", dayOf,
        ("open", "未复命,时限未过"), ("recordedTooLate", "录入异常时已过时限"));

    private static Words Dwell(string name, string stay) => new(
        name, "停留分钟数:平均、中位数、九成不超过的数", $"本期结束的停留:{stay}", "停留结束", "停留结束", ("open", "未结束或结束时间不明的停留"));

    /// <param name="DayOf">What of a case or waybill has its day in the period.</param>
    private sealed record Words(
        string Name, string Numerator, string Denominator, string Clock, string DayOf, params (string Key, string Text)[] Excluded);
}
