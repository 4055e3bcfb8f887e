namespace OrderTracking.Dashboard.Components;

/// <summary>A column of a <see cref="GroupPanel{TGrouping,TGroup}"/>.</summary>
/// <param name="Figure">What stands in it for a group.</param>
/// <param name="Of">What the figure is of, after it; null for nothing.</param>
/// <param name="IsMain">Whether the figure is the one that is looked for.</param>
public sealed record GroupColumn<TGroup>(string Title, Func<TGroup, string> Figure, Func<TGroup, string>? Of = null, bool IsMain = false);
