using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Views;

namespace OrderTracking.Domain.Cases;

/// <summary>What the company insures (投保货物范围), and whose freight it watches, by what is set at a time.</summary>
/// <param name="Excluded">不在承保范围: words of goods that insurers do not cover.</param>
/// <param name="Fragile">Words of fragile goods.</param>
/// <param name="HighValue">Words of goods of high value.</param>
/// <param name="WatchAbove">CNY: what is insured, or collected for the goods, above this is of high value.</param>
/// <param name="Silence">How long freight of high value may be without an event.</param>
/// <param name="Including">运费中含保: the accounts whose freight charge includes the insurance.</param>
public sealed record InsuranceTerms(
    IReadOnlyList<string> Excluded, IReadOnlyList<string> Fragile, IReadOnlyList<string> HighValue, decimal WatchAbove, TimeSpan Silence,
    IReadOnlySet<string> Including)
{
    // 「对整票货物投保金额大于万的高额保价货物进行全程跟踪」: the handbook has lost the number.
    private const decimal Above = 100_000m;

    private const int SilenceHours = 12;

    // 「水泥、玉器品、鱼粉及未经商检进口转内地的物品、易燃、易爆危险品、工艺美术品、家禽、鲜活品及其它动物,不在承保范」
    private static readonly string[] NotCovered = ["水泥", "玉器", "鱼粉", "未经商检", "易燃", "易爆", "危险品", "工艺美术品", "家禽", "鲜活", "动物"];

    // 「属于高价值或易损耗的货物(易碎品投保时就个案向资产管理部咨询)」
    private static readonly string[] Breaks = ["易碎", "易损"];

    public static InsuranceTerms At(ReferenceSnapshot reference, DateTimeOffset time)
    {
        var set = reference.CompanyInForce(time)?.Event.Insurance;
        return new(
            set?.ExcludedGoods ?? NotCovered, set?.FragileGoods ?? Breaks, set?.HighValueGoods ?? [], set?.WatchAbove ?? Above,
            TimeSpan.FromHours(set?.SilenceHours ?? SilenceHours),
            reference.Accounts.Where(account => reference.Account(account, time)?.InsuranceIncluded is true).ToHashSet());
    }

    /// <summary>Why a consignment is to be insured; null where it is not. Goods insured by the customer need no other reason.</summary>
    public DeclarationReason? ReasonOf(WaybillRow row) =>
        row.Insured is true || row.InsuredValue > 0 ? DeclarationReason.Insured
        : Including.Contains(row.Account) ? DeclarationReason.Included
        : row.CollectOnDelivery > WatchAbove || WordIn(HighValue, row.Goods) is not null ? DeclarationReason.HighValue
        : WordIn(Fragile, row.Goods) is not null ? DeclarationReason.Fragile : null;

    /// <summary>The word by which the goods are excluded; null where they are not.</summary>
    public string? ExcludedBy(WaybillRow row) => WordIn(Excluded, row.Goods);

    private static string? WordIn(IEnumerable<string> words, string? goods) =>
        goods is null ? null : words.FirstOrDefault(word => goods.Contains(word, StringComparison.Ordinal));
}
