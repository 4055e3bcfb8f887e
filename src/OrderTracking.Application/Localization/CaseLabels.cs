using System.Collections.Frozen;
using OrderTracking.Domain.Cases;

namespace OrderTracking.Application.Localization;

/// <summary>The labels of cases' kinds, statuses and steps, in Chinese and English. A test compares them with the kinds.</summary>
public static class CaseLabels
{
    private static readonly FrozenDictionary<string, (string Chinese, string English)> All =
        new Dictionary<string, (string, string)>
        {
            ["claim"] = ("理赔", "claim"),
            ["claim/filed"] = ("已立案", "filed"),
            ["claim/investigated"] = ("已调查", "investigated"),
            ["claim/reported"] = ("待签批", "to be signed off"),
            ["claim/approved"] = ("已批准", "approved"),
            ["claim/disapproved"] = ("未批准", "not approved"),
            ["claim/disputed"] = ("签批意见不一致", "opinions differ"),
            ["claim/escalated"] = ("仲裁中", "at arbitration"),
            ["claim/suspended"] = ("暂缓处理", "suspended"),
            ["claim/settled"] = ("已结案", "settled"),
            ["claim/paid"] = ("已赔付", "paid"),
            ["claim/rejected"] = ("已拒赔", "rejected"),
            ["claim.investigation"] = ("调查取证", "investigation"),
            ["claim.report"] = ("理赔报告", "report"),
            ["claim.deductionReport"] = ("扣款补报告", "report on a deduction"),
            ["claim.arbitration"] = ("报仲裁", "escalation"),
            ["claim.settlement"] = ("结案", "settlement"),
            ["claim.salvage"] = ("残值处理", "sale of the salvage"),
            ["complaint"] = ("投诉", "complaint"),
            ["complaint/received"] = ("待答复", "received"),
            ["complaint/answered"] = ("已答复", "answered"),
            ["complaint/resolved"] = ("处理完毕", "resolved"),
            ["complaint/calledBack"] = ("已回访", "called back"),
            ["complaint.answer"] = ("答复", "answer"),
            ["complaint.callBack"] = ("回访", "call-back"),
            ["complaint.correctiveAction"] = ("整改验证", "corrective action"),
            ["insurance"] = ("投保", "insurance"),
            ["insurance/submitted"] = ("已申报", "submitted"),
            ["insurance/confirmed"] = ("已承保", "confirmed"),
            ["insurance/declined"] = ("不承保", "declined"),
            ["insurance/lossReported"] = ("已出险", "loss reported"),
            ["insurance/papersSubmitted"] = ("资料已递交", "papers handed in"),
            ["insurance/claimFiled"] = ("索赔中", "claimed"),
            ["insurance/paid"] = ("保险已赔付", "paid"),
            ["insurance/refused"] = ("保险拒赔", "refused"),
            ["insurance.papers"] = ("递交出险资料", "papers of the loss"),
            ["inquiry"] = ("查询", "inquiry"),
            ["inquiry/received"] = ("待答复", "received"),
            ["inquiry/answered"] = ("已答复", "answered"),
            ["inquiry.answer"] = ("答复", "answer"),
            ["round"] = ("网点回访", "call round"),
            ["round/opened"] = ("回访中", "being called"),
            ["round/called"] = ("已全部回访", "all called"),
            ["round/reported"] = ("已反馈总部", "reported"),
            ["round/followed"] = ("已有下一轮", "followed by another"),
            ["round.nextRound"] = ("下一轮回访", "next round"),
            ["desk"] = ("交接班", "desk note"),
            ["desk/written"] = ("待接班", "to be accepted"),
            ["desk/refused"] = ("拒绝接班", "refused"),
            ["desk/accepted"] = ("已接班", "accepted"),
            ["desk/done"] = ("已办结", "done"),
            ["desk/reviewed"] = ("已审阅", "reviewed"),
            ["desk.acceptance"] = ("接班确认", "acceptance"),
            ["desk.completion"] = ("办结", "completion"),
            ["desk.review"] = ("领班审阅", "leader's review"),
        }.ToFrozenDictionary();

    public static IReadOnlyCollection<string> Keys => All.Keys;

    public static string OfKind(string kind, bool english = false) => Of(kind, english);

    public static string OfStatus(string kind, string status, bool english = false) => Of($"{kind}/{status}", english);

    public static string OfStep(string kind, string step, bool english = false) => Of($"{kind}.{step}", english);

    /// <summary>How a site stands beside the round before.</summary>
    public static string OfChange(RoundChange change, bool english = false) => change switch
    {
        RoundChange.First => english ? "first call" : "首次回访",
        RoundChange.Better => english ? "better" : "好转",
        RoundChange.Same => english ? "as before" : "不变",
        RoundChange.Worse => english ? "worse" : "变差",
        RoundChange.NotCalled => english ? "not called" : "未回访",
        RoundChange.Gone => english ? "no site any more" : "已撤销网点",
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private static string Of(string key, bool english) => english ? All[key].English : All[key].Chinese;
}
