using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Views;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Queries;

/// <summary>Queries on the table of cases.</summary>
internal sealed class CaseQueries(NpgsqlDataSource source, Company company) : ICasesView, IInsuranceView
{
    public Task<IReadOnlyList<CaseRow>> List(CaseFilter filter, int limit, CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.cases", Row<CaseRow>, cancellationToken,
        [.. Common(filter), Text("status", filter.Status), Text("waybill", filter.Waybill), Time("after_opened_at", filter.After?.At),
            Text("after_number", filter.After?.Number), Number("limit", limit)]);

    public Task<IReadOnlyList<CaseRow>> Counted(CaseFilter filter, CancellationToken cancellationToken) =>
        source.Ask(filter.Scope, "Queries.cases_counted", Row<CaseRow>, cancellationToken, Common(filter));

    public async Task<long> WaybillsReceived(CaseFilter filter, CancellationToken cancellationToken) => (await source.Ask(
        filter.Scope, "Queries.waybills_received", reader => reader.GetInt64(0), cancellationToken, Text("account", filter.Account),
        Day("day_from", filter.Opened.From is { } from ? company.Day(from) : null),
        Day("day_to", filter.Opened.To is { } to ? company.Day(to) : null))).Single();

    public Task<IReadOnlyList<CaseRow>> Due(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset before, int limit,
        CancellationToken cancellationToken) => source.Ask(
        scope, "Queries.cases_due", Row<CaseRow>, cancellationToken, Texts("accounts", accounts), Time("due_before", before),
        Number("limit", limit));

    public Task<IReadOnlyList<WaybillRow>> ToInsure(
        DeclarationFilter filter, InsuranceTerms terms, int limit, CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.insurance_to_declare", Row<WaybillRow>, cancellationToken,
        Time("received_from", filter.Received.From), Time("received_to", filter.Received.To), Time("carried_from", filter.CarriedFrom),
        Text("account", filter.Account), Text("station", filter.Station), Texts("including", terms.Including),
        Amount("high_value", terms.WatchAbove), Texts("words", [.. terms.Fragile, .. terms.HighValue]), Texts("excluded", terms.Excluded),
        Time("after_received_at", filter.After?.At), Text("after_waybill", filter.After?.Waybill), Number("limit", limit));

    public Task<IReadOnlyList<WaybillRow>> Watched(
        WatchedFilter filter, decimal above, int limit, CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.insurance_watched", Row<WaybillRow>, cancellationToken, Amount("above", above),
        Texts("accounts", filter.Accounts), Text("station", filter.Station), Time("last_event_before", filter.LastEventBefore),
        Time("after_last_event_at", filter.After?.At), Text("after_waybill", filter.After?.Waybill), Number("limit", limit));

    public Task<IReadOnlyList<CaseRow>> Covers(
        AccessScope scope, IReadOnlyCollection<string> waybills, CancellationToken cancellationToken) =>
        source.Ask(scope, "Queries.insurance_covers", Row<CaseRow>, cancellationToken, Texts("waybills", waybills));

    private static NpgsqlParameter[] Common(CaseFilter filter) =>
    [
        Text("kind", filter.Kind), Text("account", filter.Account), Text("station", filter.Station),
        Time("opened_from", filter.Opened.From), Time("opened_to", filter.Opened.To),
    ];
}
