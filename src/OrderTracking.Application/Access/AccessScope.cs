using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>
/// Which waybills somebody may see: those of certain accounts, and those that touch certain stations. What he may not see does not
/// exist for him, so every question to the log or the views takes a sight along.
/// </summary>
/// <param name="Accounts">Null beside no stations: all waybills.</param>
/// <param name="Stations">On the waybill's way, or where something happened to it.</param>
/// <param name="IsMasked">Names, phones and addresses are not shown, and nothing is found by them.</param>
public sealed record AccessScope(IReadOnlyCollection<string>? Accounts, IReadOnlyCollection<string>? Stations, bool IsMasked = false)
{
    public static AccessScope Everything { get; } = new(null, null);

    public bool IsEverything => Accounts is null && Stations is null;

    public bool Includes(History history) =>
        IsEverything
        || (Accounts is not null && SearchRow.Rows(history).SingleOrDefault() is { } row && Accounts.Contains(row.Account))
        || (Stations is not null && StationVisitRow.Rows(history).Any(visit => Stations.Contains(visit.Station)));

    public bool IncludesAccount(string account) => IsEverything || Accounts?.Contains(account) is true;
}
