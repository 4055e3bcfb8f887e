using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Reference;

/// <summary>
/// 个性化操作指令. The standing instructions of accounts, as they are in force now: they are for whoever handles the freight today, so a change
/// shows at once, also on freight under way. While the reference data cannot be read, freight is shown without them.
/// </summary>
public sealed class AccountInstructions(ReferenceDataCache data, TimeProvider clock)
{
    /// <summary>An account's instructions, and the version of its terms that has them; null when it has none.</summary>
    public async ValueTask<(string Text, int Version)?> Of(string account, CancellationToken cancellationToken) =>
        await Known(cancellationToken) is { } reference && reference.AccountInForce(account, clock.OfQuestion()) is { } terms
        && terms.Event.Instructions is { Length: > 0 } text ? (text, terms.Version) : null;

    /// <summary>The instructions of those accounts that have some, by account; null when none has.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>?> Of(IEnumerable<string> accounts, CancellationToken cancellationToken)
    {
        if (await Known(cancellationToken) is not { } reference) return null;
        var now = clock.OfQuestion();
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var account in accounts.Distinct())
            if (reference.Account(account, now)?.Instructions is { Length: > 0 } text) found.Add(account, text);
        return found.Count == 0 ? null : found;
    }

    private async ValueTask<Domain.Reference.ReferenceSnapshot?> Known(CancellationToken cancellationToken)
    {
        try
        {
            return await data.OfQuestion(cancellationToken);
        }
        catch (UnreadableEventException)
        {
            return null;
        }
    }
}
