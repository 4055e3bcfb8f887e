namespace OrderTracking.Application.Reading;

/// <summary>分公司: counts by branch.</summary>
public static class BranchGroups
{
    /// <summary>Without the total. What is of no branch is in the total alone, as accounts without a tier are.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> counts, bool byBranch, Func<T, string?> key) =>
        counts.Where(count => key(count) is { } group && (!byBranch || group.Length > 0));
}
