using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Reading;

/// <summary>客户等级: figures by tier, which are sums over accounts. Accounts without a tier are in the total alone.</summary>
public static class TierGroups
{
    /// <summary>The name used over HTTP.</summary>
    public static string Wire(this AccountTier tier) => tier.ToString().ToLowerInvariant();

    public static AccountTier Of(string key) => Enum.Parse<AccountTier>(key, ignoreCase: true);

    /// <summary>The part of a scope that is of the accounts of a tier.</summary>
    /// <param name="tiers">The tier of each account that has one.</param>
    public static AccessScope Within(this AccessScope scope, AccountTier tier, IReadOnlyDictionary<string, AccountTier> tiers) =>
        scope.Within([.. tiers.Where(account => account.Value == tier).Select(account => account.Key)]);

    /// <summary>The counts by account, each group summed up by tier; the total stays as it is.</summary>
    public static IReadOnlyList<BreachCounts> Sum(IEnumerable<BreachCounts> byAccount, IReadOnlyDictionary<string, AccountTier> tiers) =>
        Sum(byAccount, tiers, counts => counts.Key, (one, other) => one with
        {
            Breaches = one.Breaches + other.Breaches, Waybills = one.Waybills + other.Waybills, Withdrawn = one.Withdrawn + other.Withdrawn,
            Proposed = one.Proposed + other.Proposed, Confirmed = one.Confirmed + other.Confirmed, Waived = one.Waived + other.Waived,
        }, (counts, key) => counts with { Key = key });

    /// <summary>The same of exceptions.</summary>
    public static IReadOnlyList<ExceptionCounts> Sum(
        IEnumerable<ExceptionCounts> byAccount, IReadOnlyDictionary<string, AccountTier> tiers) =>
        Sum(byAccount, tiers, counts => counts.Key, (one, other) => one with
        {
            Exceptions = one.Exceptions + other.Exceptions, Waybills = one.Waybills + other.Waybills, Met = one.Met + other.Met,
            Missed = one.Missed + other.Missed, Open = one.Open + other.Open, RecordedTooLate = one.RecordedTooLate + other.RecordedTooLate,
        }, (counts, key) => counts with { Key = key });

    private static IReadOnlyList<T> Sum<T>(
        IEnumerable<T> byAccount, IReadOnlyDictionary<string, AccountTier> tiers, Func<T, string?> keyOf, Func<T, T, T> add,
        Func<T, string, T> named)
    {
        var counts = byAccount.ToList();
        return
        [
            .. counts.Where(count => keyOf(count) is null),
            .. counts.Where(count => keyOf(count) is { } account && tiers.ContainsKey(account))
                .GroupBy(count => tiers[keyOf(count)!].Wire()).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => named(group.Aggregate(add), group.Key)),
        ];
    }
}
