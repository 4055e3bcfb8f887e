using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Domain;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Past;

/// <summary>What became of a row.</summary>
public enum RowChangeKind { Added, Changed, Removed }

/// <param name="Before">As the member is written in JSON; null where it had no value.</param>
public sealed record FieldChange(string Field, JsonNode? Before, JsonNode? After);

/// <param name="Key">Tells the rows of one waybill apart; empty in views where it has at most one.</param>
public sealed record RowChange(string View, string Key, RowChangeKind Change, IReadOnlyList<FieldChange> Fields);

/// <summary>The rows of all views that one history gives, as JSON of so much of them as is shown.</summary>
internal sealed class ShownRows
{
    private readonly Dictionary<(string View, string Key), JsonObject> rows = [];

    public ShownRows(History history, Company company, JsonSerializerOptions shown)
    {
        foreach (var view in AllViews.All)
            foreach (var row in view.RowsOf(history, company))
                rows[(view.Name, row.Key)] = JsonSerializer.SerializeToNode(row, shown.GetTypeInfo(view.RowType))!.AsObject();
    }

    /// <summary>What makes the other rows of these, in order of view and key.</summary>
    public IReadOnlyList<RowChange> To(ShownRows other)
    {
        List<RowChange> changes = [];
        foreach (var at in rows.Keys.Union(other.rows.Keys).OrderBy(at => at.View, StringComparer.Ordinal)
            .ThenBy(at => at.Key, StringComparer.Ordinal))
        {
            var (before, after) = (rows.GetValueOrDefault(at), other.rows.GetValueOrDefault(at));
            if (Fields(before ?? [], after ?? []) is { Count: > 0 } fields)
                changes.Add(new(at.View, at.Key,
                    before is null ? RowChangeKind.Added : after is null ? RowChangeKind.Removed : RowChangeKind.Changed, fields));
        }
        return changes;
    }

    private static List<FieldChange> Fields(JsonObject before, JsonObject after) =>
    [
        .. from name in before.Select(member => member.Key).Union(after.Select(member => member.Key))
           where !JsonNode.DeepEquals(before[name], after[name])
           select new FieldChange(name, before[name]?.DeepClone(), after[name]?.DeepClone()),
    ];
}
