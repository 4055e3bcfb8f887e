using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Queries;

/// <summary>Queries on the deadlines.</summary>
internal sealed class DeadlineQueries(NpgsqlDataSource source, Company company, SealedPersons persons) : IDeadlinesView, IFollowUpQueries
{
    public Task<IReadOnlyList<(string Waybill, DateTimeOffset DueAt)>> ToBeRaised(
        DateTimeOffset now, int limit, CancellationToken cancellationToken) => source.Ask(
        "Queries.deadlines_to_be_raised", reader => (reader.GetString(0), new DateTimeOffset(reader.GetDateTime(1))), cancellationToken,
        Time("now", now), Number("limit", limit));

    public async Task<IReadOnlyList<DeadlineRow>> List(
        DeadlineFilter filter, DeadlineVerdict? verdict, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await persons.Open(await source.Ask(
            filter.Scope, "Queries.deadlines", Row<DeadlineRow>, cancellationToken,
            [.. Common(filter), .. After(filter), Text("verdict", verdict), Time("now", now), Number("limit", limit),
                Day("due_from_day", DayOf(filter.Due.From, 0)), Day("due_to_day", DayOf(filter.Due.To, 1))]), cancellationToken);

    public async Task<IReadOnlyList<Breach>> Breaches(
        DeadlineFilter filter, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var found = await source.Ask(filter.Scope, "Queries.breaches",
            reader => new Breach(Row<DeadlineRow>(reader), reader.GetBoolean(1)), cancellationToken,
            [.. Common(filter), .. After(filter), Time("now", now), Number("limit", limit)]);
        var opened = await persons.Open([.. found.Select(breach => breach.Row)], cancellationToken);
        return [.. found.Zip(opened, (breach, row) => breach with { Row = row })];
    }

    public Task<IReadOnlyList<BreachCounts>> BreachReport(
        DeadlineFilter filter, BreachGrouping? grouping, IReadOnlyCollection<PenaltyScheduleSpan> schedules, DateTimeOffset now,
        CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.breaches_report",
        reader => new BreachCounts(Key(reader), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
            reader.GetDecimal(5), reader.GetDecimal(6), reader.GetDecimal(7)), cancellationToken,
        [
            .. Common(filter), Time("now", now), Text("grouping", grouping),
            Texts("branch_stations", filter.Branches.Keys), Texts("branches", filter.Branches.Values),
            Texts("penalty_rules", schedules.Select(schedule => schedule.Rule.Wire())),
            Array("penalty_from_days", schedules.Select(schedule => schedule.From), NpgsqlDbType.Date),
            Array("penalty_to_days", schedules.Select(schedule => schedule.To), NpgsqlDbType.Date),
            Array("penalty_fines", schedules.Select(schedule => schedule.Fine), NpgsqlDbType.Numeric),
            Array("penalty_by_waybill", schedules.Select(schedule => schedule.ByWaybill), NpgsqlDbType.Boolean),
            Array("penalty_needs_complaint", schedules.Select(schedule => schedule.NeedsComplaint), NpgsqlDbType.Boolean),
        ]);

    public async Task<IReadOnlyList<DeadlineRow>> Open(
        IReadOnlyCollection<DeadlineRule> rules, DeadlineFilter filter, int limit, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] parameters = [.. OfAnyAccount(filter), .. After(filter), Number("limit", limit),
            Texts("rules", rules.Select(rule => rule.Wire()))];
        return await persons.Open(filter.Accounts is { } accounts
            ? await source.Ask(filter.Scope, "Queries.deadlines_open_of_accounts", Row<DeadlineRow>, cancellationToken,
                [Texts("accounts", accounts), .. parameters])
            : await source.Ask(filter.Scope, "Queries.deadlines_open", Row<DeadlineRow>, cancellationToken, parameters), cancellationToken);
    }

    public async Task<IReadOnlyList<ExceptionRow>> FollowedExceptions(
        AccessScope scope, IReadOnlyCollection<string>? accounts, string? lane, string? station, int limit,
        CancellationToken cancellationToken) =>
        await persons.Open(await source.Ask(scope, "Queries.exceptions_followed", Row<ExceptionRow>, cancellationToken,
            Texts("accounts", accounts), Text("lane", lane), Text("station", station), Number("limit", limit)), cancellationToken);

    public async Task<IReadOnlyList<RemarkRow>> Remarks(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset from, int limit, CancellationToken cancellationToken) =>
        await persons.Open(await source.Ask(scope, "Queries.remarks", Row<RemarkRow>, cancellationToken, Texts("accounts", accounts),
            Time("recorded_from", from), Number("limit", limit)), cancellationToken);

    public async Task<IReadOnlyList<WaybillRow>> NotIssued(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset receivedBefore, int limit,
        CancellationToken cancellationToken) =>
        await persons.Open(await source.Ask(scope, "Queries.waybills_not_issued", Row<WaybillRow>, cancellationToken,
            Texts("accounts", accounts), Time("received_before", receivedBefore), Number("limit", limit)), cancellationToken);

    public async Task<IReadOnlyList<WaybillRow>> Held(HeldFilter filter, int limit, CancellationToken cancellationToken) =>
        await persons.Open(await source.Ask(filter.Scope, "Queries.held_freight", Row<WaybillRow>, cancellationToken,
            Texts("accounts", filter.Accounts), Text("lane", filter.Lane), Text("station", filter.Station),
            Time("after_since", filter.After?.Since), Text("after_waybill", filter.After?.Waybill), Number("limit", limit)),
            cancellationToken);

    public Task<IReadOnlyList<ReceiptRow>> ReceiptsToChase(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        source.Ask(scope, "Queries.receipts_to_chase", Row<ReceiptRow>, cancellationToken, Texts("accounts", accounts),
            Time("now", now), Number("limit", limit));

    private static NpgsqlParameter[] Common(DeadlineFilter filter) => [Texts("accounts", filter.Accounts), .. OfAnyAccount(filter)];

    private static NpgsqlParameter[] OfAnyAccount(DeadlineFilter filter) =>
    [
        Text("rule", filter.Rule?.Wire()), Text("lane", filter.Lane),
        Text("station", filter.Station), Time("due_from", filter.Due.From), Time("due_to", filter.Due.To),
        Text("waybill", filter.Waybill),
    ];

    private static NpgsqlParameter[] After(DeadlineFilter filter) =>
        [Time("after_due_at", filter.After?.Due), Text("after_waybill", filter.After?.Waybill),
            Text("after_deadline", filter.After?.Deadline)];

    private DateOnly? DayOf(DateTimeOffset? time, int later) => time is { } given ? company.Day(given).AddDays(later) : null;
}
