using OrderTracking.Application.Insurance;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Localization;

/// <summary>Why goods are to be insured, and how far that has come, in Chinese and English.</summary>
public static class DeclarationLabels
{
    public static string Of(DeclarationReason reason, bool english = false) => (reason, english) switch
    {
        (DeclarationReason.Insured, false) => "客户投保",
        (DeclarationReason.Included, false) => "运费含保",
        (DeclarationReason.HighValue, false) => "高价值",
        (DeclarationReason.Fragile, false) => "易损耗",
        (DeclarationReason.Insured, true) => "insured by the customer",
        (DeclarationReason.Included, true) => "included in the freight",
        (DeclarationReason.HighValue, true) => "of high value",
        _ => "fragile",
    };

    public static string Of(DeclarationState state, bool english = false) => (state, english) switch
    {
        (DeclarationState.ToDeclare, false) => "待申报",
        (DeclarationState.Excluded, false) => "不在承保范围",
        (DeclarationState.Declared, false) => "已申报",
        (DeclarationState.ToDeclare, true) => "to be declared",
        (DeclarationState.Excluded, true) => "not covered by insurers",
        _ => "declared",
    };
}
