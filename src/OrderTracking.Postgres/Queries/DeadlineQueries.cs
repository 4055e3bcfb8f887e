using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Queries;

/// <summary>Queries on the deadlines.</summary>
internal sealed class DeadlineQueries(NpgsqlDataSource source, Company company) : IDeadlinesView, IFollowUpQueries
{
    public Task<IReadOnlyList<(string Waybill, DateTimeOffset DueAt)>> ToBeRaised(
        DateTimeOffset now, int limit, CancellationToken cancellationToken) => source.Ask(
        "Queries.deadlines_to_be_raised", reader => (reader.GetString(0), new DateTimeOffset(reader.GetDateTime(1))), cancellationToken,
        QueryParameters.Time(now), QueryParameters.Number(limit));

    public Task<IReadOnlyList<DeadlineRow>> List(
        DeadlineFilter filter, DeadlineVerdict? verdict, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        source.Ask(
            filter.Scope, "Queries.deadlines", QueryParameters.Row<DeadlineRow>, cancellationToken,
            [.. Common(filter), .. After(filter), QueryParameters.Text(verdict), QueryParameters.Time(now), QueryParameters.Number(limit),
                Day(filter.Due.From, 0), Day(filter.Due.To, 1)]);

    public Task<IReadOnlyList<DeadlineRow>> Breaches(
        DeadlineFilter filter, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        source.Ask(filter.Scope, "Queries.breaches", QueryParameters.Row<DeadlineRow>, cancellationToken,
            [.. Common(filter), .. After(filter), QueryParameters.Time(now), QueryParameters.Number(limit)]);

    public Task<IReadOnlyList<BreachCounts>> BreachReport(
        DeadlineFilter filter, BreachGrouping? grouping, IReadOnlyCollection<PenaltyScheduleSpan> schedules, DateTimeOffset now,
        CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.breaches_report",
        reader => new BreachCounts(QueryParameters.Key(reader), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
            reader.GetDecimal(5)), cancellationToken,
        [
            .. Common(filter), QueryParameters.Time(now), QueryParameters.Text(grouping),
            QueryParameters.Array(schedules.Select(schedule => schedule.Rule.Wire()), NpgsqlDbType.Text),
            QueryParameters.Array(schedules.Select(schedule => schedule.From), NpgsqlDbType.Date),
            QueryParameters.Array(schedules.Select(schedule => schedule.To), NpgsqlDbType.Date),
            QueryParameters.Array(schedules.Select(schedule => schedule.Fine), NpgsqlDbType.Numeric),
        ]);

    public Task<IReadOnlyList<DeadlineRow>> Open(
        IReadOnlyCollection<DeadlineRule> rules, DeadlineFilter filter, int limit, CancellationToken cancellationToken) =>
        source.Ask(
            filter.Scope, "Queries.deadlines_open", QueryParameters.Row<DeadlineRow>, cancellationToken,
            [.. Common(filter), .. After(filter), QueryParameters.Number(limit),
                QueryParameters.Array(rules.Select(rule => rule.Wire()), NpgsqlDbType.Text)]);

    public Task<IReadOnlyList<ExceptionRow>> OpenExceptions(
        AccessScope scope, IReadOnlyCollection<string>? accounts, int limit, CancellationToken cancellationToken) =>
        source.Ask(scope, "Queries.exceptions_open", QueryParameters.Row<ExceptionRow>, cancellationToken, QueryParameters.Texts(accounts),
            QueryParameters.Number(limit));

    public Task<IReadOnlyList<ReceiptRow>> ReceiptsToChase(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        source.Ask(scope, "Queries.receipts_to_chase", QueryParameters.Row<ReceiptRow>, cancellationToken, QueryParameters.Texts(accounts),
            QueryParameters.Time(now), QueryParameters.Number(limit));

    private static NpgsqlParameter[] Common(DeadlineFilter filter) =>
    [
        QueryParameters.Text(filter.Rule?.Wire()), QueryParameters.Texts(filter.Accounts),
        QueryParameters.Text(filter.Lane), QueryParameters.Text(filter.Station), QueryParameters.Time(filter.Due.From),
        QueryParameters.Time(filter.Due.To), QueryParameters.Text(filter.Waybill),
    ];

    private static NpgsqlParameter[] After(DeadlineFilter filter) =>
        [QueryParameters.Time(filter.After?.Due), QueryParameters.Text(filter.After?.Waybill),
            QueryParameters.Text(filter.After?.Deadline)];

    private NpgsqlParameter Day(DateTimeOffset? time, int later) =>
        time is { } given ? new() { Value = company.Day(given).AddDays(later), NpgsqlDbType = NpgsqlDbType.Date }
            : QueryParameters.None(NpgsqlDbType.Date);
}
