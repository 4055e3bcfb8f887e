using OrderTracking.Application.Access;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Dashboard.Pages;

/// <summary>
/// Whom one can be with the development identity: one of each kind, and the account managers that the reference data name.
/// </summary>
internal static class DevelopmentPeople
{
    public static IReadOnlyList<(Caller Person, string Title, string About)> Of(ReferenceSnapshot reference, DateTimeOffset now)
    {
        var accounts = reference.Accounts;
        List<(Caller, string, string)> people =
        [
            (Person("everybody", [Role.Dispatcher, Role.Auditor, Role.Administrator, Role.Supervisor, Role.ServiceDesk],
                [Caller.Everywhere]),
                SignInTexts.Everybody, SignInTexts.EverybodyMay),
        ];
        people.AddRange(
            from manager in accounts.Select(account => reference.ManagerOf(account, now)).OfType<string>().Distinct()
                .Order(StringComparer.Ordinal)
            let own = reference.AccountsOf(manager, now)
            select (Person(manager, [Role.AccountManager]), SignInTexts.Manager.With(manager), SignInTexts.ManagerMay.With(own.Count)));
        if (reference.Stations.FirstOrDefault() is { } station)
            people.Add((Person($"dispatcher.{station}", [Role.Dispatcher], [station]), SignInTexts.Dispatcher.With(station),
                SignInTexts.DispatcherMay));
        people.Add((Person("desk", [Role.ServiceDesk], [Caller.Everywhere]), SignInTexts.Desk, SignInTexts.DeskMay));
        if (reference.Branches(now).OrderBy(of => of.Key, StringComparer.Ordinal).FirstOrDefault() is { Key: { } first, Value: var branch })
            people.Add((Person($"branch.{branch}", [Role.BranchService], [first]), SignInTexts.Branch.With(branch), SignInTexts.BranchMay));
        people.Add((Person("supervisor", [Role.Supervisor]), SignInTexts.Supervisor, SignInTexts.SupervisorMay));
        people.Add((Person("group", [Role.GroupService]), SignInTexts.Group, SignInTexts.GroupMay));
        people.Add((Person("auditor", [Role.Auditor]), SignInTexts.Auditor, SignInTexts.AuditorMay));
        people.Add((Person("administrator", [Role.Administrator]), SignInTexts.Administrator, SignInTexts.AdministratorMay));
        return people;
    }

    private static Caller Person(string name, Role[] roles, string[]? stations = null) => new(name, name, roles, stations ?? [], []);
}
