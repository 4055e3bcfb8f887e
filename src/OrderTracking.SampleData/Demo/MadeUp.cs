using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <param name="Code">PRJ- for a project (立项), KEY- for a key account (重点), ORD- for an ordinary customer.</param>
/// <param name="Instructions">特殊要求.</param>
internal sealed record Account(string Code, string Company, string Goods, int Size, bool WantsReceipts, string? Instructions = null)
{
    public string Tier => Code[..3] switch { "PRJ" => "project", "KEY" => "key", _ => "ordinary" };

    /// <summary>The standing mandate by which we fill its waybills in; ordinary customers give one with each order.</summary>
    public string? Mandate => Tier == "ordinary" ? null : $"WT-{Code[4..]}";
}

/// <summary>
/// Customers, people, vehicles and words, all invented. Phone numbers begin with 100, as no mobile number does, and number plates
/// contain a letter that none may have.
/// </summary>
internal static class MadeUp
{
    public static IReadOnlyList<Account> Accounts { get; } =
    [
        new("PRJ-YUNFAN", "云帆家电有限公司", "冰箱、洗衣机", 12, true, "冰箱不得倒置、平放"),
        new("PRJ-HENGRUN", "恒润汽配有限公司", "汽车配件", 10, true, "按箱唛分区装车,到货前电话通知"),
        new("PRJ-QINGHE", "清禾日化有限公司", "洗护用品", 9, true, "不得与食品混装"),
        new("PRJ-LINGHANG", "领航照明有限公司", "灯具", 7, true, "易碎,只装上层"),
        new("KEY-MINGDE", "明德医疗器械有限公司", "医疗器械", 6, true, "防潮,到货当日派送"),
        new("KEY-BEICHEN", "北辰电子有限公司", "电子元件", 6, true, "防静电包装,开箱验货后签收"),
        new("KEY-JINSUI", "金穗食品有限公司", "休闲食品", 6, false, "阴凉干燥存放,不得与日化混装"),
        new("KEY-TIANGONG", "天工五金有限公司", "五金工具", 5, true),
        new("KEY-LVYE", "绿野户外用品有限公司", "帐篷、背包", 4, false),
        new("KEY-HUACAI", "华彩印务有限公司", "印刷品", 4, true),
        new("ORD-ANJU", "安居家具厂", "板式家具", 3, false),
        new("ORD-SHUNFENGCHE", "顺途车品商行", "轮胎", 3, false),
        new("ORD-MEIJIA", "美嘉布艺店", "窗帘布料", 2, false),
        new("ORD-DONGFANG", "东方茶叶行", "茶叶", 2, false),
        new("ORD-XINGHAI", "星海乐器行", "乐器", 2, true),
        new("ORD-HUIMIN", "惠民建材经营部", "瓷砖", 3, false),
    ];

    public static IReadOnlyList<string> RoadTrouble { get; } =
        ["高速封路,绕行", "前方事故,车辆排队", "暴雨,限速行驶", "大雾,高速入口关闭", "车辆抛锚,等待救援", "轮胎爆裂,更换中"];

    public static IReadOnlyList<string> Measures { get; } =
        ["换车续运,今晚发出", "装车站查找,次日随车补到", "更换外包装后派送", "与收货人另约时间派送"];

    public static IReadOnlyList<string> OrderRemarks { get; } =
        ["易碎,轻拿轻放", "送货前一小时电话联系", "外箱有旧胶带,客户已确认", "须带送货单原件", "收货时间 9:00 至 17:00"];

    public static IReadOnlyList<string> PackingRemarks { get; } = ["外箱胶带脱落", "木架松动,已拍照", "三箱无封条", "包装过薄,不宜堆码"];

    public static IReadOnlyList<string> HoldNotes { get; } = ["两箱变形", "外箱受潮", "标签与委托不符,需更换", "内件有响声"];

    public static IReadOnlyList<string> HoldInstructions { get; } = ["加固后发运", "更换外箱后发运", "按实测重量发运", "客户确认,照发"];

    private static readonly string[] Families =
        ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "许", "何"];
    private static readonly string[] Given =
        ["伟", "芳", "秀英", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "霞", "平", "志远", "雨桐", "建国", "海燕"];
    private static readonly string[] Streets = ["示例路", "样本大道", "虚构街", "演示路", "测试大街", "假想路"];
    private static readonly string[] Shops = ["商贸行", "经营部", "专卖店", "仓储中心", "批发部", "服务站"];

    public static Account PickAccount(Chance chance)
    {
        var draw = chance.Between(1, Accounts.Sum(account => account.Size));
        return Accounts.First(account => (draw -= account.Size) <= 0);
    }

    public static JsonObject Person(Chance chance, Station at, string? company = null) => WireData.Of(
        ("name", company is null ? Name(chance) : $"{company} {Name(chance)}"),
        ("phone", Phone(chance)),
        ("address", $"{at.City}市{at.District}{chance.Pick(Streets)}{chance.Between(1, 999)}号{chance.Pick(Shops)}"));

    /// <summary>A person without an address: a driver, or a neighbour who signs.</summary>
    public static JsonObject PersonInPassing(Chance chance) => WireData.Of(("name", Name(chance)), ("phone", Phone(chance)));

    public static string Plate(Chance chance, Station home) => $"{home.Plate}·I{chance.Between(0, 9999):0000}";

    private static string Name(Chance chance) => chance.Pick(Families) + chance.Pick(Given);

    private static string Phone(Chance chance) => $"100{chance.Between(0, 99_999_999):00000000}";
}
