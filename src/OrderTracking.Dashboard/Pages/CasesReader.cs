using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Dashboard.Filters;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;

namespace OrderTracking.Dashboard.Pages;

/// <summary>Which cases of a board are listed, by what of them is due.</summary>
public enum CaseDue { Open, Overdue, Today }

/// <param name="All">Those opened or due in the period, and those that are open.</param>
/// <param name="Count">How many are as asked for; <paramref name="Listed"/> is a page of them, what is due next first.</param>
/// <param name="Branches">The branch of each station that is of one.</param>
/// <param name="Position">The position of the views that all of it is at least at.</param>
public sealed record CasesFound(
    DateTimeOffset At, DateOnly? From, DateOnly? To, IReadOnlyList<CaseRow> All, CaseFigures Figures, int Count, RowPage<CaseRow> Listed,
    CaseDue? Asked, DateTimeOffset Tomorrow, IReadOnlyDictionary<string, string> Branches, long Position)
{
    public bool Is(CaseRow row, CaseDue due) => due switch
    {
        CaseDue.Open => row.ClosedAt is null,
        CaseDue.Overdue => row.NextDueAt < At,
        _ => row.NextDueAt >= At && row.NextDueAt < Tomorrow,
    };
}

/// <summary>Reads the board of a kind of cases: its report's cases, counted and listed, so that both are the same.</summary>
public sealed class CasesReader(
    ICasesView cases, ReferenceDataCache reference, CompanyCalendar calendar, Company company, IViewPosition position, TimeProvider clock)
{
    /// <summary>The most cases of one waybill that are read.</summary>
    public const int MaxOfWaybill = 100;

    /// <returns>Null where the query cannot be read.</returns>
    public async Task<CasesFound?> Read(CaseType type, PageQuery query, AccessScope scope, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var waybill = query.Text("waybill");
        // The cases of a waybill are few: all of them, unless a period is asked for.
        var (from, to) = waybill is null ? query.DaysOrMonth(company.Day(now)) : query.Days();
        var (due, status, cursor) = (query.OneOf<CaseDue>("due"), query.OneOf("status", type.Statuses), query.Cursor(3));
        var filter = new CaseFilter(scope, type.Kind, query.Text("account"), Waybill: waybill, Opened: calendar.Days(from, to));
        var branch = query.Text("branch");
        if (query.Fault is not null) return null;
        var reached = await position.Now(cancellationToken);
        var branches = (await reference.Now(cancellationToken)).Branches(now);
        var rows = waybill is null
            ? await cases.Counted(filter, cancellationToken) : await cases.List(filter, MaxOfWaybill, cancellationToken);
        // As a branch's service sees them: those that its stations opened, and those that its stations are responsible for.
        if (branch is not null) rows = [.. rows.Where(row => IsOf(row.Station) || (row.ResponsibleStation is { } other && IsOf(other)))];
        var figures = await cases.FiguresOf(type, filter, rows, now, branches, cancellationToken);
        // A rate of waybills would be of all branches' waybills.
        if (branch is not null) figures = figures with { Rates = [.. figures.Rates.Where(rate => rate.Rate.Per == 1)] };
        var found = new CasesFound(now, from, to, rows, figures, 0, new([], null), due, company.Begin(company.Day(now).AddDays(1)),
            branches, reached.Position);
        List<CaseRow> wanted =
        [
            .. rows.Where(row => (status is null || row.Status == status) && (due is not { } one || found.Is(row, one))).OrderBy(Key),
        ];
        var after = cursor is [var at, var opened, var number] ? (PageCursor.Time(at), PageCursor.Time(opened), number) : default;
        return found with
        {
            Count = wanted.Count,
            Listed = RowPage.Of([.. wanted.Where(row => Key(row).CompareTo(after) > 0).Take(RowPage.Limit + 1)],
                row => PageCursor.Of(PageCursor.Part(Key(row).Due), PageCursor.Part(row.OpenedAt), row.Number)),
        };

        bool IsOf(string station) => branches.GetValueOrDefault(station) == branch;
    }

    /// <summary>Of one waybill, of every kind that a caller may see, newest opened first.</summary>
    public async Task<IReadOnlyList<CaseRow>> OfWaybill(
        IEnumerable<(CaseType Type, AccessScope Scope)> kinds, string waybill, CancellationToken cancellationToken)
    {
        List<CaseRow> found = [];
        foreach (var (type, scope) in kinds)
            found.AddRange(await cases.List(new(scope, type.Kind, Waybill: waybill), MaxOfWaybill, cancellationToken));
        return found;
    }

    /// <summary>Of every kind that a caller may see, those that are open, what is due next first.</summary>
    public async Task<IReadOnlyList<CaseRow>> Open(
        IEnumerable<(CaseType Type, AccessScope Scope)> kinds, CancellationToken cancellationToken)
    {
        List<CaseRow> found = [];
        var now = clock.GetUtcNow();
        // Of an empty period nothing is counted but what is open.
        foreach (var (type, scope) in kinds)
            found.AddRange(await cases.Counted(new(scope, type.Kind, Opened: new(now, now)), cancellationToken));
        return [.. found.OrderBy(Key)];
    }

    // What nothing is due of comes last; to the microsecond, as cursors are.
    private static (DateTimeOffset Due, DateTimeOffset Opened, string Number) Key(CaseRow row) =>
        (PageCursor.Time(PageCursor.Part(row.NextDueAt ?? DateTimeOffset.MaxValue)), PageCursor.Time(PageCursor.Part(row.OpenedAt)),
            row.Number);
}
