using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Views;

namespace OrderTracking.Postgres.Queries;

/// <summary>Questions to the deadlines.</summary>
internal sealed class DeadlineQueries(NpgsqlDataSource source, Company company) : IDeadlinesView, IChasing
{
    public Task<IReadOnlyList<(string Waybill, DateTimeOffset DueAt)>> ToBeRaised(DateTimeOffset now, int limit, CancellationToken cancellation) => source.Ask(
        "Queries.deadlines_to_be_raised", reader => (reader.GetString(0), new DateTimeOffset(reader.GetDateTime(1))), cancellation, Asked.Time(now), Asked.Number(limit));

    public Task<IReadOnlyList<DeadlineRow>> List(DeadlineFilter filter, DeadlineVerdict? verdict, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        source.Ask(
            filter.Sight, "Queries.deadlines", Asked.Row<DeadlineRow>, cancellation,
            [.. Common(filter), .. After(filter), Asked.Text(verdict), Asked.Time(now), Asked.Number(limit), Day(filter.Due.From, 0), Day(filter.Due.To, 1)]);

    public Task<IReadOnlyList<DeadlineRow>> Breaches(DeadlineFilter filter, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        source.Ask(filter.Sight, "Queries.breaches", Asked.Row<DeadlineRow>, cancellation, [.. Common(filter), .. After(filter), Asked.Time(now), Asked.Number(limit)]);

    public Task<IReadOnlyList<BreachCounts>> BreachReport(
        DeadlineFilter filter, BreachGrouping? grouping, IReadOnlyCollection<TariffSpan> tariffs, DateTimeOffset now, CancellationToken cancellation) => source.Ask(
        filter.Sight, "Queries.breaches_report",
        reader => new BreachCounts(Asked.Key(reader), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetDecimal(5)), cancellation,
        [
            .. Common(filter), Asked.Time(now), Asked.Text(grouping), Asked.Array(tariffs.Select(tariff => tariff.Rule.Wire()), NpgsqlDbType.Text),
            Asked.Array(tariffs.Select(tariff => tariff.From), NpgsqlDbType.Date), Asked.Array(tariffs.Select(tariff => tariff.To), NpgsqlDbType.Date),
            Asked.Array(tariffs.Select(tariff => tariff.Fine), NpgsqlDbType.Numeric),
        ]);

    public Task<IReadOnlyList<DeadlineRow>> Open(IReadOnlyCollection<DeadlineRule> rules, DeadlineFilter filter, int limit, CancellationToken cancellation) =>
        source.Ask(
            filter.Sight, "Queries.deadlines_open", Asked.Row<DeadlineRow>, cancellation,
            [.. Common(filter), .. After(filter), Asked.Number(limit), Asked.Array(rules.Select(rule => rule.Wire()), NpgsqlDbType.Text)]);

    public Task<IReadOnlyList<ExceptionRow>> OpenExceptions(Sight sight, IReadOnlyCollection<string>? accounts, int limit, CancellationToken cancellation) =>
        source.Ask(sight, "Queries.exceptions_open", Asked.Row<ExceptionRow>, cancellation, Asked.Texts(accounts), Asked.Number(limit));

    public Task<IReadOnlyList<ReceiptRow>> ReceiptsToChase(
        Sight sight, IReadOnlyCollection<string>? accounts, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        source.Ask(sight, "Queries.receipts_to_chase", Asked.Row<ReceiptRow>, cancellation, Asked.Texts(accounts), Asked.Time(now), Asked.Number(limit));

    private static NpgsqlParameter[] Common(DeadlineFilter filter) =>
    [
        Asked.Text(filter.Rule?.Wire()), Asked.Texts(filter.Accounts),
        Asked.Text(filter.Lane), Asked.Text(filter.Station), Asked.Time(filter.Due.From), Asked.Time(filter.Due.To), Asked.Text(filter.Waybill),
    ];

    private static NpgsqlParameter[] After(DeadlineFilter filter) =>
        [Asked.Time(filter.After?.Due), Asked.Text(filter.After?.Waybill), Asked.Text(filter.After?.Deadline)];

    private NpgsqlParameter Day(DateTimeOffset? time, int later) =>
        time is { } given ? new() { Value = company.Day(given).AddDays(later), NpgsqlDbType = NpgsqlDbType.Date } : Asked.None(NpgsqlDbType.Date);
}
