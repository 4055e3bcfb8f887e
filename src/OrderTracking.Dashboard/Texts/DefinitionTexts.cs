using OrderTracking.Application.Localization;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Dashboard.Texts;

internal static class DefinitionTexts
{
    /// <summary>A definition in the reader's language.</summary>
    public static RateDefinition Of(RateDefinition definition, string zone) =>
        Language.IsChinese ? DefinitionLabels.InChinese(definition, zone) : definition;
}
