using OrderTracking.Application.Access;
using OrderTracking.Application.Reports;
using OrderTracking.Dashboard.Hosting;

namespace OrderTracking.Dashboard.Acting;

/// <summary>Takes over what a form says of a hand-over, with the right to do the same over HTTP.</summary>
public sealed class HandOverTaker(HandOvers handOvers, IPagePolicy policy)
{
    /// <returns>What is wrong with the form; null when it is recorded.</returns>
    public async Task<string?> TakeOver(Caller caller, ActForm form, CancellationToken cancellationToken)
    {
        if (await policy.Admit(caller, "POST /v1/hand-overs/{account}/accept", cancellationToken) is not { } who
            || await handOvers.Find(form.About ?? "", handOver => HandOvers.IsFor(who, handOver), cancellationToken) is not { } list)
            return ActTexts.NotYourHandOver;
        if (form.Items is not { Length: > 0 } kinds) return ActTexts.ItemsNeeded;
        var items = list.Items.Where(item => kinds.Contains(item.Kind.ToString())).Select(item => item.Item).ToHashSet();
        await handOvers.Accept(list, items, caller.Subject, cancellationToken);
        return null;
    }
}
