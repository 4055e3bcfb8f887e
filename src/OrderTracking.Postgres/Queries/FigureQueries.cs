using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Queries;

/// <summary>
/// The counts behind figures: from the roll-ups where at most one dimension is asked for, else from the rows. Each is one statement,
/// so that roll-up and rows in it are of one snapshot. A scope of certain accounts is the dimension account. A scope by stations
/// always reads the rows, because the roll-ups have no sums by the stations that a waybill visits.
/// </summary>
internal sealed class FigureQueries(NpgsqlDataSource source, Company company, SealedPersons persons) : IFigures
{
    public Task<IReadOnlyList<OnTimeCounts>> OnTime(
        FigureScope scope, OnTimeClock clock, DateTimeOffset now, CancellationToken cancellationToken)
    {
        return IsSummedUp(scope)
            ? source.Ask(scope.AccessScope, "Queries.on_time_rollup", Read, cancellationToken,
                [.. Summed(scope, now), Grouping(scope), Text("clock", clock), Time("now", now), .. Split(scope, now),
                    .. Dimensions(scope)])
            : source.Ask(scope.AccessScope, "Queries.on_time_rows", Read, cancellationToken,
                [.. Dimensions(scope), .. Times(scope), Grouping(scope), Text("clock", clock), Time("now", now)]);

        static OnTimeCounts Read(NpgsqlDataReader reader) => new(
            GroupKey(reader), Phase(reader), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
            reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9));
    }

    public Task<IReadOnlyList<DeadlineCounts>> Deadlines(
        FigureScope scope, DeadlineRule rule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        return IsSummedUp(scope)
            ? source.Ask(
                scope.AccessScope, "Queries.deadlines_rollup", Read, cancellationToken,
                [.. Summed(scope, now, todayIsToCome: true), Grouping(scope), Text("rule", rule), Time("now", now),
                    .. Split(scope, now), .. Dimensions(scope)])
            : source.Ask(scope.AccessScope, "Queries.deadlines_rows", Read, cancellationToken,
                [.. Dimensions(scope), .. Days(scope), Grouping(scope), Text("rule", rule), Time("now", now)]);

        static DeadlineCounts Read(NpgsqlDataReader reader) =>
            new(GroupKey(reader), Phase(reader), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
    }

    public Task<IReadOnlyList<ReceiptCounts>> Receipts(FigureScope scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bounds = Array("age_bounds", Domain.Kpis.Receipts.AgeBounds, NpgsqlDbType.Integer);
        return IsSummedUp(scope)
            ? source.Ask(scope.AccessScope, "Queries.receipts_rollup", Read, cancellationToken,
                [.. Summed(scope), Grouping(scope), Time("now", now), .. Times(scope), .. Dimensions(scope), bounds])
            : source.Ask(scope.AccessScope, "Queries.receipts_rows", Read, cancellationToken,
                [.. Dimensions(scope), .. Times(scope), Grouping(scope), Time("now", now), bounds]);

        static ReceiptCounts Read(NpgsqlDataReader reader) => new(
            GroupKey(reader), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
            reader.GetInt64(6), reader.GetInt64(7),
            reader.GetInt64(8), [.. Enumerable.Range(9, Domain.Kpis.Receipts.AgeBounds.Count + 1).Select(reader.GetInt64)]);
    }

    public Task<IReadOnlyList<VolumeCounts>> Volumes(FigureScope scope, CancellationToken cancellationToken)
    {
        return IsSummedUp(scope)
            ? source.Ask("Queries.volumes_rollup", Read, cancellationToken, [.. Summed(scope), Grouping(scope)])
            : source.Ask(scope.AccessScope, "Queries.volumes_rows", Read, cancellationToken,
                [.. Dimensions(scope), .. Days(scope), Grouping(scope)]);

        static VolumeCounts Read(NpgsqlDataReader reader) => new(
            GroupKey(reader), reader.GetInt64(1), reader.GetInt64(2), reader.GetDecimal(3), reader.GetDecimal(4), reader.GetDecimal(5),
            reader.GetInt64(6),
            reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9));
    }

    public async Task<IReadOnlyList<DeadlineRow>> Behind(
        DeadlineRule rule, FigureSide? side, FigureScope scope, DateTimeOffset now, (DateOnly Day, string Waybill, string Deadline)? after,
        int limit,
        CancellationToken cancellationToken)
    {
        NpgsqlParameter[] asked = [.. Dimensions(scope), .. Days(scope), Text("rule", rule)];
        NpgsqlParameter[] page = [Day("after_day", after?.Day), Text("after_waybill", after?.Waybill),
            Text("after_deadline", after?.Deadline), Number("limit", limit)];
        return await persons.Open(rule is DeadlineRule.Sorting or DeadlineRule.ReportBack
            ? await source.Ask(scope.AccessScope, "Queries.deadlines_behind", Row<DeadlineRow>, cancellationToken,
                [.. asked, Text("side", side), Time("now", now), .. page])
            : await source.Ask(scope.AccessScope, "Queries.stays_behind", Row<DeadlineRow>, cancellationToken, [.. asked, .. page]),
            cancellationToken);
    }

    public Task<IReadOnlyList<DwellTimes>> Dwell(FigureScope scope, DeadlineRule stage, CancellationToken cancellationToken)
    {
        return source.Ask(scope.AccessScope, "Queries.dwell", Read, cancellationToken,
            [.. Dimensions(scope), .. Days(scope), Grouping(scope), Text("rule", stage)]);

        static DwellTimes Read(NpgsqlDataReader reader) => reader.GetInt64(2) is var stays and > 0
            ? new(Key(reader), stays, Minutes(reader.GetDecimal(3)), Minutes((decimal)reader.GetDouble(4)),
                Minutes((decimal)reader.GetDouble(5)))
            : new(Key(reader), 0, null, null, null);

        static decimal Minutes(decimal exact) => Math.Round(exact, 2, MidpointRounding.ToEven);
    }

    // Roll-ups are kept for each dimension by itself, never for combinations; a part of an account is one. Rows of the past have none.
    private static bool IsSummedUp(FigureScope scope) =>
        SnapshotConnection.Current?.IsPast is not true
        && scope.AccessScope is { Stations: null, Parts: null } && DimensionsOf(scope).Count <= 1;

    private static HashSet<FigureGrouping> DimensionsOf(FigureScope scope)
    {
        HashSet<FigureGrouping> dimensions = [];
        if (scope.Account is not null || scope.AccessScope.AnyAccounts is not null) dimensions.Add(FigureGrouping.Account);
        if (scope.Lane is not null) dimensions.Add(FigureGrouping.Lane);
        if (scope.Station is not null || scope.Branch is not null) dimensions.Add(FigureGrouping.Station);
        if (scope.Grouping is FigureGrouping.Account or FigureGrouping.Lane or FigureGrouping.Station) dimensions.Add(scope.Grouping.Value);
        return dimensions;
    }

    // The parameters for scope, keys, and the spans of the roll-up to read.
    private NpgsqlParameter[] Summed(FigureScope scope, DateTimeOffset now, bool todayIsToCome = false)
    {
        var today = company.Day(now);
        var spans = RollupSpans.Of(scope.From, scope.To, today, IsByDay(scope)).ToList();
        if (todayIsToCome && Contains(scope, today)) spans.Add(new("day", today, today.AddDays(1), DuePhase.Coming));
        return [.. Spans(scope, spans), Texts("span_phases", spans.Select(span => StoredNames.Of(span.Phase)))];
    }

    private static NpgsqlParameter[] Summed(FigureScope scope) =>
        Spans(scope, [.. RollupSpans.Of(scope.From, scope.To, null, IsByDay(scope))]);

    private static NpgsqlParameter[] Spans(FigureScope scope, List<RollupSpan> spans) =>
    [
        DimensionsOf(scope) is { Count: 1 } asked ? Text("scope", asked.Single()) : Text("scope", "all"), Texts("keys", Keys(scope)),
        Texts("span_grains", spans.Select(span => span.Grain)),
        Array("span_firsts", spans.Select(span => span.First), NpgsqlDbType.Date),
        Array("span_pasts", spans.Select(span => span.Past), NpgsqlDbType.Date),
    ];

    // Null means all keys.
    private static IReadOnlyCollection<string>? Keys(FigureScope scope) => scope switch
    {
        { AccessScope.AnyAccounts: { } seen, Account: null } => seen,
        { Account: { } account } => scope.AccessScope.IncludesAccount(account) ? [account] : [],
        { Station: { } station, BranchStations: { } stations } => stations.Contains(station) ? [station] : [],
        { BranchStations: { } stations } => stations,
        _ => (scope.Lane ?? scope.Station) is { } key ? [key] : null,
    };

    private static bool IsByDay(FigureScope scope) => scope.Grouping is FigureGrouping.Day or FigureGrouping.Week or FigureGrouping.TenDays;

    // The start and end of the company's day that contains now; nulls where it is not asked for.
    private NpgsqlParameter[] Split(FigureScope scope, DateTimeOffset now)
    {
        var today = company.Day(now);
        var isAskedFor = Contains(scope, today);
        return [Time("today_from", isAskedFor ? company.Begin(today) : null),
            Time("today_to", isAskedFor ? company.Begin(today.AddDays(1)) : null)];
    }

    private static bool Contains(FigureScope scope, DateOnly day) =>
        (scope.From is null || scope.From <= day) && (scope.To is null || day < scope.To);

    private NpgsqlParameter[] Times(FigureScope scope) =>
        [Time("from", scope.From is { } from ? company.Begin(from) : null), Time("to", scope.To is { } to ? company.Begin(to) : null)];

    private static NpgsqlParameter[] Days(FigureScope scope) => [Day("from_day", scope.From), Day("to_day", scope.To)];

    private static NpgsqlParameter[] Dimensions(FigureScope scope) =>
    [
        Text("account", scope.Account), Text("lane", scope.Lane), Text("station", scope.Station),
        Texts("branch_stations", scope.BranchStations),
    ];

    private static NpgsqlParameter Grouping(FigureScope scope) => Text("grouping", scope.Grouping);

    private static string? GroupKey(NpgsqlDataReader reader) => reader.IsDBNull(0) ? null : reader.GetString(0);

    private static DuePhase Phase(NpgsqlDataReader reader) => Enum.Parse<DuePhase>(reader.GetString(1), ignoreCase: true);
}
