using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Pages;

/// <summary>The members of events as people read them.</summary>
internal static class FactTexts
{
    // Shown elsewhere on the page, or of no use to people.
    private static readonly FrozenSet<string> Hidden = FrozenSet.Create(
        "exceptionId", "eventId", "replacedBy", "account", "origin", "destination", "transfers", "accountVersion", "standardVersion",
        "kind", "responsibleStation", "deadline", "actionId", "claimId", "complaintId", "excuses");

    private static readonly FrozenDictionary<string, string> Chinese = new Dictionary<string, string>
    {
        ["pieces"] = "件数", ["nextStation"] = "下一站", ["loadingList"] = "装载清单", ["vehicle"] = "车辆", ["driver"] = "司机",
        ["orderNumber"] = "客户单号", ["goods"] = "品名", ["weightKg"] = "重量(公斤)", ["volumeM3"] = "体积(立方米)", ["service"] = "服务方式",
        ["payment"] = "付款方式", ["shipper"] = "发货人", ["consignee"] = "收货人", ["freight"] = "运费", ["collectOnDelivery"] = "代收货款",
        ["insured"] = "投保", ["insuredValue"] = "保价", ["receiptCopies"] = "返单份数", ["receiptKind"] = "返单联次", ["remarks"] = "备注",
        ["promisedAt"] = "承诺时间", ["pickup"] = "上门提货", ["purpose"] = "用途", ["wantedAt"] = "要求时间", ["condition"] = "货物状况",
        ["signer"] = "签收人", ["remark"] = "签收备注", ["proofs"] = "凭证", ["stage"] = "环节", ["description"] = "说明", ["report"] = "复命内容",
        ["measure"] = "解决方案", ["cause"] = "原因", ["excused"] = "免责", ["reasonCode"] = "原因代码", ["evidence"] = "证据",
        ["approver"] = "审批人", ["loss"] = "损失", ["copies"] = "份数", ["courier"] = "快递公司", ["trackingNumber"] = "快递单号",
        ["reason"] = "原因", ["channel"] = "方式", ["about"] = "事由", ["customerAgrees"] = "客户认同", ["plannedFor"] = "计划日期",
        ["plannedTime"] = "装车时间", ["canLeave"] = "可以发运", ["newTime"] = "新的时间", ["nextAttemptAt"] = "下次派送", ["dueAt"] = "期限",
        ["basis"] = "依据", ["standard"] = "标准", ["amount"] = "金额", ["outcome"] = "结果", ["satisfied"] = "满意度", ["problem"] = "问题",
        ["owner"] = "责任人", ["note"] = "说明", ["name"] = "姓名", ["phone"] = "电话", ["address"] = "地址", ["text"] = "内容",
        ["reportBackHours"] = "复命(小时)", ["sortingHours"] = "分理(小时)", ["originHours"] = "始发停留(小时)",
        ["transitHours"] = "在途(小时)", ["transferHours"] = "中转停留(小时)", ["destinationHours"] = "到站停留(小时)",
        ["receiptDays"] = "返单(天)", ["arrivalDueAt"] = "应到时间", ["receiptDueAt"] = "返单期限", ["filledBy"] = "填单", ["mandate"] = "代办委托",
        ["deliveryHours"] = "送达(小时)", ["dispatchHours"] = "派车(小时)", ["deliveryDispatchHours"] = "派送派车(小时)",
        ["orderCompleteHours"] = "委托完整(小时)", ["loadingConfirmation"] = "装车确认",
    }.ToFrozenDictionary();

    // Members whose values are those of closed lists without labels of their own.
    private static readonly FrozenDictionary<string, Text> Values = new Dictionary<string, Text>
    {
        ["service:selfPickup"] = new("自提", "self pickup"), ["service:delivery"] = new("派送", "delivery"),
        ["payment:prepaid"] = new("现付", "prepaid"), ["payment:onDelivery"] = new("到付", "on delivery"),
        ["payment:monthly"] = new("月结", "monthly"), ["payment:onReceipt"] = new("回单付", "on receipt"),
        ["purpose:pickup"] = new("提货", "pickup"), ["purpose:delivery"] = new("派送", "delivery"),
        ["filledBy:customer"] = new("客户", "customer"), ["filledBy:mandate"] = new("代办", "mandate"),
        ["stage:pickup"] = new("提货", "pickup"), ["stage:origin"] = new("始发", "origin"), ["stage:lineHaul"] = new("干线", "line haul"),
        ["stage:transfer"] = new("中转", "transfer"), ["stage:destination"] = new("到站", "destination"),
        ["stage:delivery"] = new("派送", "delivery"), ["stage:receipt"] = new("返单", "receipt"),
        ["basis:contract"] = new("合同", "contract"), ["basis:laneStandard"] = new("线路标准", "lane standard"),
    }.ToFrozenDictionary();

    private static readonly Text Yes = new("是", "yes"), No = new("否", "no");

    /// <summary>The facts of an event: a name and a value each.</summary>
    public static IEnumerable<(string Name, string Value)> Of(JsonObject members, Company company) =>
        from member in members
        where member.Value is not null && !Hidden.Contains(member.Key)
        select (NameOf(member.Key), Values.TryGetValue($"{member.Key}:{member.Value}", out var value)
            ? value.ToString() : ValueOf(member.Value!, company));

    public static string NameOf(string member) =>
        Language.IsChinese && Chinese.TryGetValue(member, out var name) ? name : member == "volumeM3" ? "Volume m³" : Names.Words(member);

    /// <summary>A value of a closed list; the value itself where it is of none.</summary>
    public static string ValueOf(string member, string value) =>
        Values.TryGetValue($"{member}:{value}", out var text) ? text.ToString() : value;

    public static string Odd(string mark) => Language.IsChinese ? mark switch
    {
        "recorded-late" => "迟录", "before-received" => "早于受理", "off-lane" => "偏离线路", "revisited-station" => "重复到站",
        "after-signed" => "签收后", "after-cancelled" => "作废后", "promise-already-past" => "承诺已过", "origin-is-destination" => "始发即到达",
        "withdrawn" => "已撤销", _ => mark,
    } : Names.Words(mark);

    public static string ValueOf(JsonNode value, Company company) => value switch
    {
        JsonObject parts => string.Join(" · ", parts.Where(part => part.Value is not null).Select(part => ValueOf(part.Value!, company))),
        JsonArray items => string.Join(", ", items.Select(item => item is null ? "" : ValueOf(item, company))),
        _ => value.GetValueKind() switch
        {
            JsonValueKind.True => Yes,
            JsonValueKind.False => No,
            JsonValueKind.String => Of(value.GetValue<string>(), company),
            _ => value.ToJsonString(),
        },
    };

    private static string Of(string text, Company company)
    {
        if (text.Length >= 20 && text[10] == 'T'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return TimeZoneInfo.ConvertTime(time, company.Zone).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
        return char.IsAsciiLetter(text.FirstOrDefault()) && Enum.TryParse<ExceptionCause>(text, ignoreCase: true, out var cause)
            ? Names.Of(cause) : text;
    }
}
