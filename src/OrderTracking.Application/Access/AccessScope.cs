using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>How much of a waybill a caller is shown, least first.</summary>
public enum Disclosure
{
    /// <summary>What a customer may know (<see cref="Codec.CustomerFields"/>), with persons masked.</summary>
    Customer,

    /// <summary>Everything, with persons masked.</summary>
    Masked,

    /// <summary>Everything.</summary>
    Full,
}

/// <summary>
/// Which waybills a caller may see, and how much of them: those of certain accounts or parts of them, and those that have to do with
/// certain stations. To the caller the others do not exist, so every query of the log or the views takes an access scope. Each grant shows
/// what it would show alone; of several grants of one waybill the widest counts.
/// </summary>
/// <param name="Accounts">
/// Accounts whose waybills are shown in full; without stations and customer accounts, null means all waybills.
/// </param>
/// <param name="Stations">
/// Stations on a waybill's way, which are shown it in full, or where something happened to it, which are shown it with persons masked.
/// </param>
/// <param name="CustomerAccounts">Accounts whose waybills are shown as to a customer.</param>
/// <param name="Parts">Parts of accounts that are shown in full: a second manager's, at a destination station.</param>
/// <param name="OnWayOnly">Stations are shown only waybills on whose way they are.</param>
public sealed record AccessScope(
    IReadOnlyCollection<string>? Accounts, IReadOnlyCollection<string>? Stations, IReadOnlyCollection<string>? CustomerAccounts = null,
    bool OnWayOnly = false, IReadOnlyCollection<AccountAtStation>? Parts = null)
{
    public static AccessScope Everything { get; } = new(null, null);

    /// <summary>Of what is seen, only waybills of these accounts are asked for; null where any are.</summary>
    public IReadOnlyCollection<string>? Only { get; init; }

    /// <summary>
    /// The part of the scope that is of certain accounts. Accounts seen as a customer are in none: which accounts are of a kind is not for
    /// customers to find out.
    /// </summary>
    public AccessScope Within(IReadOnlyCollection<string> accounts) => IsEverything
        ? this with { Accounts = accounts }
        : this with
        {
            Accounts = Accounts is null ? null : [.. Accounts.Intersect(accounts)],
            CustomerAccounts = CustomerAccounts is null ? null : [], Only = Stations is null ? null : accounts,
            Parts = Parts is null ? null : [.. Parts.Where(part => accounts.Contains(part.Account))],
        };

    /// <summary>No more than this is shown of any waybill.</summary>
    public Disclosure AtMost { get; init; } = Disclosure.Full;

    public bool IsEverything => Accounts is null && Stations is null && CustomerAccounts is null && Parts is null;

    /// <summary>The accounts whose waybills are seen, however much of them; null where no account is granted.</summary>
    public IReadOnlyCollection<string>? AnyAccounts =>
        CustomerAccounts is null ? Accounts : Accounts is null ? CustomerAccounts : [.. Accounts.Union(CustomerAccounts)];

    /// <summary>Whether all that is shown is shown as to a customer.</summary>
    public bool IsCustomersOnly => !IsEverything && Accounts is null && Stations is null && Parts is null;

    /// <summary>Whether some waybills may be shown in full.</summary>
    public bool HasFull => !IsCustomersOnly && AtMost == Disclosure.Full;

    /// <summary>The part of the scope that is shown at least so much.</summary>
    public AccessScope AtLeast(Disclosure disclosure) => disclosure > AtMost ? new([], null)
        : IsEverything || disclosure == Disclosure.Customer ? this
        : this with { Accounts = Accounts ?? [], CustomerAccounts = null, OnWayOnly = OnWayOnly || disclosure == Disclosure.Full };

    /// <summary>How much is shown of a waybill; null when it is not seen.</summary>
    public Disclosure? Of(History history) => IsEverything ? AtMost : Of(new WaybillAccess(
        AnyAccounts is null && Parts is null && Only is null ? null : SearchRow.Rows(history).SingleOrDefault(),
        Stations is null ? [] : StationVisitRow.Rows(history)));

    /// <summary>The same by what decides it.</summary>
    public Disclosure? Of(WaybillAccess waybill) =>
        Granted(waybill) is { } granted ? (Disclosure)Math.Min((int)granted, (int)AtMost) : null;

    private Disclosure? Granted(WaybillAccess waybill)
    {
        if (IsEverything) return Disclosure.Full;
        var account = waybill.Account;
        if (Only is not null && (account is null || !Only.Contains(account))) return null;
        if (account is not null && Accounts?.Contains(account) is true) return Disclosure.Full;
        if (account is not null && Parts?.Any(part => part.Includes(account, waybill.Lane!)) is true) return Disclosure.Full;
        Disclosure? shown = account is not null && CustomerAccounts?.Contains(account) is true ? Disclosure.Customer : null;
        foreach (var visit in Stations is null ? [] : waybill.Visits.Where(visit => Stations.Contains(visit.Station)))
        {
            if (visit.OnWay) return Disclosure.Full;
            if (!OnWayOnly) shown = Disclosure.Masked;
        }
        return shown;
    }

    public bool Includes(History history) => Of(history) is not null;

    public bool IncludesAccount(string account) => IsEverything || AnyAccounts?.Contains(account) is true;
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
