using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>
/// Which waybills a caller may see: those of certain accounts, and those that have to do with certain stations. To the caller the others do
/// not exist, so every query of the log or the views takes an access scope.
/// </summary>
/// <param name="Accounts">The accounts; null without stations means all waybills.</param>
/// <param name="Stations">Stations on a waybill's route, or where something happened to it.</param>
/// <param name="IsMasked">Names, phones and addresses are masked in answers, and waybills are not found by them.</param>
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

/// <summary>
/// Which quarantined lines a caller may see: those that the caller sent, and those of the caller's stations. A line's waybill is not
/// considered, because it may be what is wrong with the line.
/// </summary>
/// <param name="Sender">The caller's subject; null: all lines are seen, whatever the stations.</param>
public sealed record QuarantineScope(string? Sender, IReadOnlyCollection<string> Stations)
{
    public static QuarantineScope Everything { get; } = new(null, []);

    public static QuarantineScope Of(Caller caller, AccessScope scope) =>
        scope.IsEverything ? Everything : new(caller.Subject, scope.Stations ?? []);
}
