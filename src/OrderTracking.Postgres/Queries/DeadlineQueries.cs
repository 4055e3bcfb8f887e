using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Views;

namespace OrderTracking.Postgres.Queries;

/// <summary>Questions to the deadlines.</summary>
internal sealed class DeadlineQueries(NpgsqlDataSource source, Company company) : IDeadlinesView, IFollowUpQueries
{
    public Task<IReadOnlyList<(string Waybill, DateTimeOffset DueAt)>> ToBeRaised(DateTimeOffset now, int limit, CancellationToken cancellation) => source.Ask(
        "Queries.deadlines_to_be_raised", reader => (reader.GetString(0), new DateTimeOffset(reader.GetDateTime(1))), cancellation, QueryParameters.Time(now), QueryParameters.Number(limit));

    public Task<IReadOnlyList<DeadlineRow>> List(DeadlineFilter filter, DeadlineVerdict? verdict, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        source.Ask(
            filter.Scope, "Queries.deadlines", QueryParameters.Row<DeadlineRow>, cancellation,
            [.. Common(filter), .. After(filter), QueryParameters.Text(verdict), QueryParameters.Time(now), QueryParameters.Number(limit), Day(filter.Due.From, 0), Day(filter.Due.To, 1)]);

    public Task<IReadOnlyList<DeadlineRow>> Breaches(DeadlineFilter filter, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        source.Ask(filter.Scope, "Queries.breaches", QueryParameters.Row<DeadlineRow>, cancellation, [.. Common(filter), .. After(filter), QueryParameters.Time(now), QueryParameters.Number(limit)]);

    public Task<IReadOnlyList<BreachCounts>> BreachReport(
        DeadlineFilter filter, BreachGrouping? grouping, IReadOnlyCollection<PenaltyScheduleSpan> tariffs, DateTimeOffset now, CancellationToken cancellation) => source.Ask(
        filter.Scope, "Queries.breaches_report",
        reader => new BreachCounts(QueryParameters.Key(reader), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetDecimal(5)), cancellation,
        [
            .. Common(filter), QueryParameters.Time(now), QueryParameters.Text(grouping), QueryParameters.Array(tariffs.Select(tariff => tariff.Rule.Wire()), NpgsqlDbType.Text),
            QueryParameters.Array(tariffs.Select(tariff => tariff.From), NpgsqlDbType.Date), QueryParameters.Array(tariffs.Select(tariff => tariff.To), NpgsqlDbType.Date),
            QueryParameters.Array(tariffs.Select(tariff => tariff.Fine), NpgsqlDbType.Numeric),
        ]);

    public Task<IReadOnlyList<DeadlineRow>> Open(IReadOnlyCollection<DeadlineRule> rules, DeadlineFilter filter, int limit, CancellationToken cancellation) =>
        source.Ask(
            filter.Scope, "Queries.deadlines_open", QueryParameters.Row<DeadlineRow>, cancellation,
            [.. Common(filter), .. After(filter), QueryParameters.Number(limit), QueryParameters.Array(rules.Select(rule => rule.Wire()), NpgsqlDbType.Text)]);

    public Task<IReadOnlyList<ExceptionRow>> OpenExceptions(AccessScope sight, IReadOnlyCollection<string>? accounts, int limit, CancellationToken cancellation) =>
        source.Ask(sight, "Queries.exceptions_open", QueryParameters.Row<ExceptionRow>, cancellation, QueryParameters.Texts(accounts), QueryParameters.Number(limit));

    public Task<IReadOnlyList<ReceiptRow>> ReceiptsToChase(
        AccessScope sight, IReadOnlyCollection<string>? accounts, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        source.Ask(sight, "Queries.receipts_to_chase", QueryParameters.Row<ReceiptRow>, cancellation, QueryParameters.Texts(accounts), QueryParameters.Time(now), QueryParameters.Number(limit));

    private static NpgsqlParameter[] Common(DeadlineFilter filter) =>
    [
        QueryParameters.Text(filter.Rule?.Wire()), QueryParameters.Texts(filter.Accounts),
        QueryParameters.Text(filter.Lane), QueryParameters.Text(filter.Station), QueryParameters.Time(filter.Due.From), QueryParameters.Time(filter.Due.To), QueryParameters.Text(filter.Waybill),
    ];

    private static NpgsqlParameter[] After(DeadlineFilter filter) =>
        [QueryParameters.Time(filter.After?.Due), QueryParameters.Text(filter.After?.Waybill), QueryParameters.Text(filter.After?.Deadline)];

    private NpgsqlParameter Day(DateTimeOffset? time, int later) =>
        time is { } given ? new() { Value = company.Day(given).AddDays(later), NpgsqlDbType = NpgsqlDbType.Date } : QueryParameters.None(NpgsqlDbType.Date);
}
