namespace OrderTracking.Application.Access;

/// <summary>What somebody is to the company; what each may do stands in the service's policy.</summary>
public enum Role
{
    /// <summary>调度, 操作员, 单证员: records what happens at his stations.</summary>
    Dispatcher,

    /// <summary>A branch's own system, with a key: the same for the branch's stations.</summary>
    BranchSystem,

    /// <summary>客户经理: all waybills of the accounts assigned to him today.</summary>
    AccountManager,

    /// <summary>Reads everything, writes nothing.</summary>
    Auditor,

    /// <summary>Reference data, keys and the running of the service.</summary>
    Administrator,

    /// <summary>客户: his own account's waybills, without anybody's personal data.</summary>
    Customer,
}

/// <summary>Whoever asks, as a token or a key says.</summary>
/// <param name="Subject">Tells callers apart; never a personal name.</param>
/// <param name="Handle">By which reference data name an account's manager.</param>
/// <param name="Stations">Of a dispatcher or a branch; <see cref="Everywhere"/> for all.</param>
/// <param name="Accounts">Of a customer.</param>
public sealed record Caller(
    string Subject, string Handle, IReadOnlyCollection<Role> Roles, IReadOnlyCollection<string> Stations, IReadOnlyCollection<string> Accounts)
{
    public const string Everywhere = "*";

    public bool Is(Role role) => Roles.Contains(role);

    public bool IsEverywhere => Stations.Contains(Everywhere);
}
