using System.Reflection;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Projections;

/// <summary>The changes of one view's rows.</summary>
public abstract class RowChanges
{
    public abstract View View { get; }

    public List<(string Waybill, string Key)> Deletes { get; } = [];

    /// <summary>
    /// Adds what changes when a waybill's history grows. The rows that the view has follow from the earlier history, so they need not be
    /// read.
    /// </summary>
    /// <param name="before">The history that the view knows; without events when it knows nothing of the waybill.</param>
    public abstract void Add(History before, History after, Company company);

    /// <summary>The same for a case.</summary>
    public abstract void Add(CaseHistory before, CaseHistory after);

    internal abstract void Add(RowChanges more);
}

/// <summary>The changes of one view's rows, with the type of the rows.</summary>
public sealed class RowChanges<TRow>(View<TRow> view) : RowChanges where TRow : class, IViewRow
{
    public override View View => view;

    public List<TRow> Upserts { get; } = [];

    public override void Add(History before, History after, Company company)
    {
        if (!view.IsOfWaybills) return;
        if (before.Version == 0)
        {
            Upserts.AddRange(view.Rows(after, company));
            return;
        }
        // Both histories are read after the erasure, so that rows may seem the same that still hold what was erased.
        var isErased = HasErasure(before.Version, after);
        if (!isErased && !Matters(before.Version, after)) return;
        if (!view.HasMany)
        {
            var now = view.Rows(after, company).SingleOrDefault();
            if (now is null) Deletes.Add((after.Waybill, ""));
            else if (view.HoldsLastEvent || isErased || view.Rows(before, company).SingleOrDefault() is not { } was
                || !RowComparer<TRow>.Same(was, now)) Upserts.Add(now);
            return;
        }
        var had = view.Rows(before, company).ToDictionary(row => row.Key);
        foreach (var row in view.Rows(after, company))
            if (!had.Remove(row.Key, out var old) || isErased || !RowComparer<TRow>.Same(old, row)) Upserts.Add(row);
        foreach (var row in had.Values) Deletes.Add((row.Waybill, row.Key));
    }

    public override void Add(CaseHistory before, CaseHistory after)
    {
        if (view.CaseRows is not { } rows) return;
        var had = rows(before).ToDictionary(row => row.Key);
        foreach (var row in rows(after))
            if (!had.Remove(row.Key, out var old) || !RowComparer<TRow>.Same(old, row)) Upserts.Add(row);
        foreach (var row in had.Values) Deletes.Add((row.Waybill, row.Key));
    }

    internal override void Add(RowChanges more)
    {
        Upserts.AddRange(((RowChanges<TRow>)more).Upserts);
        Deletes.AddRange(more.Deletes);
    }

    private static bool HasErasure(long known, History after)
    {
        for (var i = after.Events.Count - 1; i >= 0 && after.Events[i].Version > known; i--)
            if (after.Events[i].Event is PersonErased) return true;
        return false;
    }

    private bool Matters(long known, History after)
    {
        for (var i = after.Events.Count - 1; i >= 0 && after.Events[i].Version > known; i--)
            if (after.Events[i].Event is Corrected || view.Reads(after.Events[i].Event)) return true;
        return false;
    }
}

/// <summary>The changes of all views' rows for a part of the log.</summary>
public sealed class ViewChanges
{
    private readonly RowChanges[] all = [.. AllViews.All.Select(view => view.NewChanges())];

    /// <summary>Of every view, in the order of <see cref="AllViews.All"/>.</summary>
    public IReadOnlyList<RowChanges> All => all;

    public RowChanges<TRow> Of<TRow>(View<TRow> view) where TRow : class, IViewRow =>
        (RowChanges<TRow>)Array.Find(all, changes => ReferenceEquals(changes.View, view))!;

    public void Add(ViewChanges more)
    {
        for (var i = 0; i < all.Length; i++) all[i].Add(more.all[i]);
    }
}

/// <summary>
/// Whether two rows are equal including the offsets of their times, and of those in records that are part of them. Records treat times as
/// equal that are the same instant with another offset; a row must not depend on the order in which events arrived.
/// </summary>
internal static class RowComparer<TRow> where TRow : class, IViewRow
{
    private static readonly Func<TRow, DateTimeOffset?>[] Times =
    [
        .. from property in typeof(TRow).GetProperties()
           where property.PropertyType == typeof(DateTimeOffset) || property.PropertyType == typeof(DateTimeOffset?)
           select property.PropertyType == typeof(DateTimeOffset)
           ? Always(property) : property.GetMethod!.CreateDelegate<Func<TRow, DateTimeOffset?>>(),
        .. from part in typeof(TRow).GetProperties() where IsPart(part.PropertyType) from time in Within(part) select time,
    ];

    public static bool Same(TRow one, TRow other) =>
        one.Equals(other) && Array.TrueForAll(Times, time => time(one)?.Offset == time(other)?.Offset);

    private static bool IsPart(Type type) => type is { IsClass: true, IsGenericType: false } && type.Assembly == typeof(TRow).Assembly;

    private static IEnumerable<Func<TRow, DateTimeOffset?>> Within(PropertyInfo part)
    {
        var partOf = part.GetMethod!.CreateDelegate<Func<TRow, object?>>();
        return from time in part.PropertyType.GetProperties()
               where time.PropertyType == typeof(DateTimeOffset) || time.PropertyType == typeof(DateTimeOffset?)
               select (Func<TRow, DateTimeOffset?>)(row => partOf(row) is { } found ? (DateTimeOffset?)time.GetValue(found) : null);
    }

    private static Func<TRow, DateTimeOffset?> Always(PropertyInfo property)
    {
        var get = property.GetMethod!.CreateDelegate<Func<TRow, DateTimeOffset>>();
        return row => get(row);
    }
}
