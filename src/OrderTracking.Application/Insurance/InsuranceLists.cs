using System.Runtime.CompilerServices;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Insurance;

/// <summary>How far a consignment that is to be insured has come.</summary>
public enum DeclarationState
{
    /// <summary>待申报.</summary>
    ToDeclare,

    /// <summary>不在承保范围: insurers do not cover such goods, and nothing is to be declared.</summary>
    Excluded,

    /// <summary>已申报: its insurance says what became of it.</summary>
    Declared,
}

/// <summary>A line of a day's declaration list (货物投保清单).</summary>
/// <param name="Excluded">The word by which the goods are excluded; null where they are not.</param>
/// <param name="Cover">Its newest insurance; null where it has none.</param>
/// <param name="IsCarried">Whether it was received on an earlier day.</param>
public sealed record Declaration(WaybillRow Row, DeclarationReason Reason, string? Excluded, CaseRow? Cover, bool IsCarried)
{
    public DeclarationState State =>
        Cover is not null ? DeclarationState.Declared : Excluded is not null ? DeclarationState.Excluded : DeclarationState.ToDeclare;
}

/// <summary>A consignment of high value that is watched until it is delivered (高额保价货物全程跟踪).</summary>
/// <param name="Value">CNY that it is insured for.</param>
/// <param name="SilentAt">When it has been without an event for too long.</param>
public sealed record WatchedConsignment(WaybillRow Row, decimal Value, CaseRow? Cover, DateTimeOffset SilentAt);

/// <summary>What is to be declared for insurance, and what of it is watched, by the reference data of the question.</summary>
public sealed class InsuranceLists(IInsuranceView view, ReferenceDataCache data, Company company, TimeProvider clock)
{
    /// <summary>How many days before a list's what was not declared is still on it.</summary>
    public const int CarriedDays = 7;

    private const int PageSize = 1_000;

    /// <param name="day">The company's day on which the freight was received.</param>
    public async Task<IReadOnlyList<Declaration>> Declarations(
        AccessScope scope, DateOnly day, string? account, string? station, (DateTimeOffset At, string Waybill)? after, int limit,
        CancellationToken cancellationToken)
    {
        // Reference data in force at the end of the day; of today, now.
        var (begin, end, now) = (company.Begin(day), company.Begin(day.AddDays(1)), clock.OfQuestion());
        var terms = InsuranceTerms.At(await data.OfQuestion(cancellationToken), now < end ? now : end);
        var filter = new DeclarationFilter(
            scope, new(begin, end), company.Begin(day.AddDays(-CarriedDays)), account, station, after);
        var rows = await view.ToInsure(filter, terms, limit, cancellationToken);
        var covers = await Covers(scope, rows, cancellationToken);
        return
        [
            .. from row in rows
               let reason = terms.ReasonOf(row)
               where reason is not null
               select new Declaration(
                   row, reason.Value, terms.ExcludedBy(row), covers.GetValueOrDefault(row.Waybill), row.ReceivedAt < begin),
        ];
    }

    /// <summary>The whole list, read in pages.</summary>
    public async IAsyncEnumerable<Declaration> AllDeclarations(
        AccessScope scope, DateOnly day, string? account, string? station,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (DateTimeOffset, string)? after = null;
        while (await Declarations(scope, day, account, station, after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var item in page) yield return item;
            after = (page[^1].Row.ReceivedAt, page[^1].Row.Waybill);
        }
    }

    /// <param name="accounts">Only of these accounts; null for all.</param>
    /// <param name="silentOnly">Only what has been without an event for too long.</param>
    public async Task<IReadOnlyList<WatchedConsignment>> Watched(
        AccessScope scope, IReadOnlyCollection<string>? accounts, string? station, bool silentOnly,
        (DateTimeOffset At, string Waybill)? after, int limit, CancellationToken cancellationToken)
    {
        var now = clock.OfQuestion();
        var terms = InsuranceTerms.At(await data.OfQuestion(cancellationToken), now);
        var rows = await view.Watched(
            new(scope, accounts, station, silentOnly ? now - terms.Silence : null, after), terms.WatchAbove, limit, cancellationToken);
        var covers = await Covers(scope, rows, cancellationToken);
        return
        [
            .. from row in rows
               let cover = covers.GetValueOrDefault(row.Waybill)
               let insured = cover is null || cover.Status == "declined" ? 0 : cover.Insurance!.Amount
               select new WatchedConsignment(row, Math.Max(insured, row.InsuredValue ?? 0), cover, row.LastEventAt + terms.Silence),
        ];
    }

    private async Task<Dictionary<string, CaseRow>> Covers(
        AccessScope scope, IReadOnlyList<WaybillRow> rows, CancellationToken cancellationToken) => rows.Count == 0 ? [] :
        (await view.Covers(scope, [.. rows.Select(row => row.Waybill)], cancellationToken))
            .GroupBy(cover => cover.Waybills[0]).ToDictionary(group => group.Key, group => group.First());
}
