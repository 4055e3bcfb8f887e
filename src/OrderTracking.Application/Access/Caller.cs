namespace OrderTracking.Application.Access;

/// <summary>What a caller is to the company; the service's policy says what each role may do.</summary>
public enum Role
{
    /// <summary>调度, 操作员, 单证员: records what happens at their own stations.</summary>
    Dispatcher,

    /// <summary>A branch's own system, with a key: the same for the branch's stations.</summary>
    BranchSystem,

    /// <summary>客户经理: all waybills of the accounts that are assigned to them today.</summary>
    AccountManager,

    /// <summary>Reads everything, writes nothing.</summary>
    Auditor,

    /// <summary>Reference data, keys and the running of the service.</summary>
    Administrator,

    /// <summary>客户: waybills of their own account, without personal data.</summary>
    Customer,

    /// <summary>客服经理, 监督岗位: decides about the penalties that breaches propose.</summary>
    Supervisor,

    /// <summary>客服员(投诉理赔): handles the cases of their own stations.</summary>
    ServiceDesk,

    /// <summary>分公司客服部: handles the cases of its branch, which is that of the caller's stations.</summary>
    BranchService,

    /// <summary>集团客服部: reads all, arbitrates claims, sets corrective actions and verifies them.</summary>
    GroupService,
}

/// <summary>Who sends a request, as a token or a key says.</summary>
/// <param name="Subject">Tells callers apart; never a personal name.</param>
/// <param name="Handle">The name by which reference data assign accounts to a manager.</param>
/// <param name="Stations">Of a dispatcher, a desk or a branch; <see cref="Everywhere"/> for all.</param>
/// <param name="Accounts">Of a customer.</param>
public sealed record Caller(
    string Subject, string Handle, IReadOnlyCollection<Role> Roles, IReadOnlyCollection<string> Stations,
    IReadOnlyCollection<string> Accounts)
{
    public const string Everywhere = "*";

    public bool IsEverywhere => Stations.Contains(Everywhere);
}
