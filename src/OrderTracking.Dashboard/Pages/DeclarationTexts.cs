using OrderTracking.Application.Insurance;
using OrderTracking.Application.Localization;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Pages;

internal static class DeclarationTexts
{
    public static Text Title { get; } = new("货物投保清单", "Declaration list");

    public static Text ToDeclare { get; } = new("待投保", "To insure");

    public static Text SilentCount { get; } = new("{0} 票高额保价货物无动态", "{0} of high value silent");

    public static Text None { get; } = new(
        "这一天没有需要投保的货物。换一天,或放宽条件。", "Nothing of this day is to be insured. Choose another day, or ask for less.");

    public static Text Reason { get; } = new("投保依据", "Reason");

    public static Text State { get; } = new("状态", "State");

    public static Text Goods { get; } = new("品名", "Goods");

    public static Text Value { get; } = new("金额", "Value");

    public static Text Cover { get; } = new("投保", "Insurance");

    public static Text Declare { get; } = new("申报", "Declare");

    public static Text Carried { get; } = new("前日未申报", "from an earlier day");

    public static Text Ask { get; } = new("须个案咨询", "ask case by case");

    public static Text Watched { get; } = new("高额保价货物跟踪", "Watched: insured for much");

    public static Text NoneWatched { get; } = new("没有在途的高额保价货物。", "Nothing under way is insured for so much.");

    public static Text Silent { get; } = new("无动态", "silent");

    public static Text LastEvent { get; } = new("最近动态", "Last event");

    public static string Of(DeclarationReason reason) => Capital(DeclarationLabels.Of(reason, !Language.IsChinese));

    public static string Of(DeclarationState state) => Capital(DeclarationLabels.Of(state, !Language.IsChinese));

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
