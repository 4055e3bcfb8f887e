using OrderTracking.Application.Access;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Ports;

/// <param name="Account">Only lists with a waybill of this account.</param>
/// <param name="Station">Only lists with a waybill of this station.</param>
/// <param name="To">The day after the last.</param>
/// <param name="After">The last list that the caller has; the page begins after it.</param>
public sealed record LoadingListFilter(
    AccessScope Scope, string? Account, string? Station, DateOnly? From, DateOnly? To, (DateOnly Day, string Number)? After);

/// <summary>Queries of loading lists. A list has only those waybills that are in the scope.</summary>
public interface ILoadingListsView
{
    /// <summary>The numbers of lists and their days, newest first.</summary>
    Task<IReadOnlyList<(string Number, DateOnly Day)>> Numbers(
        LoadingListFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>The waybills of these lists, in order of list and waybill.</summary>
    Task<IReadOnlyList<LoadingListRow>> Lines(
        AccessScope scope, IReadOnlyCollection<string> numbers, CancellationToken cancellationToken);
}
