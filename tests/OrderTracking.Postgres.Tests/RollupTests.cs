using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Waybills;
using OrderTracking.Engine.Contract;
using OrderTracking.Postgres.Statements;
using OrderTracking.Postgres.Views;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>Roll-ups compared with a group by of their rows, and figures from roll-ups with figures from rows.</summary>
public sealed class RollupTests : IAsyncLifetime
{
    private static readonly string[] Views = [.. ViewTables.All.Where(table => table.HasRollup).Select(table => table.View.Name)];
    private static readonly string[] Accounts = ["ACME", "BOLT", "陈记"], Stations = ["SHA", "CTU", "XIY", "N-1"];
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 14, 30, 0, TimeSpan.FromHours(8));

    private readonly PostgresUnderTest engine = new();
    private readonly Random random = new(20261122);
    private Node node = null!;
    private long position;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await engine.CreateDatabase();
        node = await engine.OpenNode();
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task after_writes_updates_deletes_and_rebuilds_the_sums_are_those_of_the_rows()
    {
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 5; i++) await Commit(ViewRows.Changes(Some(40)));
            await ShouldBeTheSums($"round {round}, written");
            await engine.Run(Anyhow);
            await ShouldBeTheSums($"round {round}, changed by anybody");
            var gone = new ViewChanges();
            foreach (var waybill in Enumerable.Range(0, 20).Select(_ => Number()).Distinct())
            {
                gone.Of(AllViews.OnTime).Deletes.Add((waybill, ""));
                gone.Of(AllViews.Receipts).Deletes.Add((waybill, ""));
                gone.Of(AllViews.Volumes).Deletes.Add((waybill, ""));
                gone.Of(AllViews.Deadlines).Deletes.Add((waybill, "sorting"));
            }
            await Commit(gone);
            await ShouldBeTheSums($"round {round}, taken away");

            await Rebuild(round % 2 == 0);
            await ShouldBeTheSums($"round {round}, rebuilt");
        }
        (await engine.Ask("select count(*) from tracking.on_time_rollup")).ShouldNotBe(0L);
        // The rebuilds left no staging tables behind.
        (await engine.AskAll("select relname from pg_class where relname like '%\\_rebuild\\_%' and relkind = 'r'")).ShouldBeEmpty();
        (await engine.AskAll("select proname from pg_proc where proname like 'move\\_%' order by 1"))
            .ShouldBe(["move_deadlines_rollup", "move_on_time_rollup", "move_receipts_rollup", "move_views", "move_volumes_rollup"]);
        (await engine.AskAll("select reloptions::text from pg_class where relname = 'on_time_rollup'")).ShouldBe(["{fillfactor=70}"]);
    }

    /// <summary>Figures of all keys read a day's rows together; elsewhere each of them would be a page to read.</summary>
    [Fact]
    public async Task a_rebuilt_roll_up_lies_in_the_order_in_which_figures_read_it()
    {
        await using var rebuild = await node.Views.BeginRebuild(Views, Stop);
        await rebuild.Fill(ViewRows.Changes(Some(200)), Stop);
        (await rebuild.Swap(position, new(1, 1, Now), Stop)).ShouldBeTrue();
        foreach (var view in (string[])["on_time", "receipts", "volumes", "deadlines"])
            (await engine.AskAll($"select r::text from tracking.{view}_rollup r order by ctid")).ShouldBe(await engine.AskAll(
                $"select r::text from tracking.{view}_rollup r order by to_jsonb(r) ->> 'rule', scope, grain, day, key"), view);
    }

    [Fact]
    public async Task a_commit_that_fails_moves_no_sums()
    {
        await Commit(ViewRows.Changes(Some(30)));
        var before = await Rollup("on_time");

        (await node.Views.Commit(position + 7, position + 8, ViewRows.Changes(Some(30)), Stop)).ShouldBeFalse();

        (await Rollup("on_time")).ShouldBe(before);
    }

    [Fact]
    public async Task a_rebuild_that_died_leaves_nothing_that_the_next_one_keeps()
    {
        await Commit(ViewRows.Changes(Some(30)));
        var died = await node.Views.BeginRebuild(Views, Stop);
        await died.Fill(ViewRows.Changes(Some(10).DistinctBy(history => history.Waybill)), Stop);
        await died.Filled(Stop);

        await Rebuild(true);

        await ShouldBeTheSums("rebuilt after one that died");
        (await engine.AskAll("select relname from pg_class where relname like '%\\_rebuild\\_%' and relkind = 'r'")).ShouldBeEmpty();
        (await engine.Ask("select count(*) from pg_proc where proname like 'move\\_%\\_rebuild\\_%'")).ShouldBe(0L);
    }

    [Fact]
    public async Task a_rebuild_does_not_wait_for_one_whose_node_was_frozen_while_it_copied_rows()
    {
        await Commit(ViewRows.Changes(Some(30)));
        var frozen = await node.Views.BeginRebuild(Views, Stop);
        await using var connection = new NpgsqlConnection(engine.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var open = await connection.BeginTransactionAsync(Stop);
        var its = await engine.Ask("select relname::text from pg_class where relname ~ '^on_time_rebuild_[0-9a-f]{8}$'");
        await using (var copying = new NpgsqlCommand($"lock table tracking.{its} in row exclusive mode", connection, open))
            await copying.ExecuteNonQueryAsync(Stop);

        await Rebuild(true).WaitAsync(TimeSpan.FromSeconds(30), Stop);

        await ShouldBeTheSums("rebuilt beside one that was frozen");
        await open.RollbackAsync(Stop);
        await frozen.DisposeAsync();
        (await engine.AskAll("select relname from pg_class where relname like '%\\_rebuild\\_%' and relkind = 'r'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task figures_from_the_sums_are_those_from_the_rows_at_any_moment_and_of_any_period()
    {
        for (var i = 0; i < 10; i++) await Commit(ViewRows.Changes(Some(60)));
        await engine.Run(Anyhow);
        var figures = node.Get<IFigures>();
        (DateOnly?, DateOnly?)[] periods =
        [
            (null, null), (new(2026, 1, 1), new(2027, 1, 1)), (new(2026, 2, 11), new(2026, 4, 3)), (new(2026, 3, 10), new(2026, 3, 11)),
            (new(2026, 3, 11), null),
            (null, new(2026, 3, 10)), (new(2026, 2, 28), new(2026, 3, 1)),
        ];
        DateTimeOffset[] moments = [Now, new(2026, 3, 10, 0, 0, 0, TimeSpan.FromHours(8)),
            new(2026, 3, 9, 23, 59, 59, TimeSpan.FromHours(8)), Now.AddYears(1), Now.AddYears(-1)];
        foreach (var (from, to) in periods)
            foreach (var now in moments)
                foreach (var grouping in Enum.GetValues<FigureGrouping>().Cast<FigureGrouping?>().Append(null).OrderBy(_ => random.Next())
                    .Take(2))
                {
                    var scope = new FigureScope(AccessScope.Everything, null, null, null, from, to, grouping);
                    var what = $"{from} to {to} by {grouping} at {now}";
                    foreach (var clock in Enum.GetValues<OnTimeClock>())
                        Sorted(await figures.OnTime(scope, clock, now, Stop))
                            .ShouldBe(Sorted(await EachPart(scope, with => figures.OnTime(with, clock, now, Stop))), what);
                    foreach (var rule in new[] { DeadlineRule.Sorting, DeadlineRule.ReportBack })
                        Sorted(await figures.Deadlines(scope, rule, now, Stop))
                            .ShouldBe(Sorted(await EachPart(scope, with => figures.Deadlines(with, rule, now, Stop))), what);
                    Sorted(await figures.Receipts(scope, now, Stop))
                        .ShouldBe(Sorted(await EachPart(scope, with => figures.Receipts(with, now, Stop))), what);
                    Sorted(await figures.Volumes(scope, Stop))
                        .ShouldBe(Sorted(await EachPart(scope, with => figures.Volumes(with, Stop))), what);
                }
    }

    // A figure by account and station comes from the rows; summed over all of them it must equal the total from the roll-up.
    private static async Task<IReadOnlyList<T>> EachPart<T>(FigureScope scope, Func<FigureScope, Task<IReadOnlyList<T>>> ask)
    {
        var all = new List<T>();
        foreach (var account in Accounts)
            foreach (var station in Stations)
                all.AddRange(await ask(scope with { Account = account, Station = station }));
        return all;
    }

    private static List<string> Sorted(IEnumerable<OnTimeCounts> counts) =>
    [
        .. counts.GroupBy(x => (x.Key, x.Phase)).Select(g => $"{g.Key} {g.Sum(x => x.Waybills)} {g.Sum(x => x.Cancelled)} {Judged(g)}")
        .Order(StringComparer.Ordinal),
    ];

    // Whether a deadline that is not due yet is kept does not count, so it is left out of the comparison.
    private static string Judged(IEnumerable<OnTimeCounts> counts) => string.Join(
        ' ', counts.SelectMany(count => OnTime.Verdicts(count, OnTimeBasis.Accountable)).GroupBy(count => count.Verdict)
        .OrderBy(group => group.Key).Select(group => $"{group.Key}:{group.Sum(count => count.Waybills)}"));

    private static List<string> Sorted(IEnumerable<DeadlineCounts> counts) =>
    [
        .. counts.GroupBy(x => x.Key).Select(g => (g.Key, Rate: DeadlineRates.RateOf(g.Key, DeadlineRule.ReportBack, g)))
            .Select(x => $"{x.Key} {x.Rate.Numerator}/{x.Rate.Denominator} {string.Join(' ', x.Rate.Excluded)}")
            .Order(StringComparer.Ordinal),
    ];

    private static List<string> Sorted(IEnumerable<ReceiptCounts> counts) =>
    [
        .. counts.GroupBy(x => x.Key).Select(g => g.Aggregate(ReceiptCounts.None(g.Key), ReceiptCounts.Add))
        .Select(x => $"{x with { Ages = [] }} {string.Join(' ', x.Ages)}").Order(StringComparer.Ordinal),
    ];

    private static List<VolumeCounts> Sorted(IEnumerable<VolumeCounts> counts) =>
        [.. counts.GroupBy(x => x.Key).Select(g => g.Aggregate(VolumeCounts.None(g.Key), VolumeCounts.Add))
            .OrderBy(x => x.Key, StringComparer.Ordinal)];

    private async Task Commit(ViewChanges changes)
    {
        // The waybill's earlier rows may have other keys, so they are deleted first.
        foreach (var waybill in changes.Of(AllViews.OnTime).Upserts.Select(row => row.Waybill).ToList())
            foreach (var deadline in (string[])["sorting", "reportBack:E-1", "receipt", "promise"])
                changes.Of(AllViews.Deadlines).Deletes.Add((waybill, deadline));
        (await node.Views.Commit(position, position + 1, changes, Stop)).ShouldBeTrue();
        position++;
    }

    private async Task Rebuild(bool saysFilled)
    {
        var all = Some(200).DistinctBy(history => history.Waybill).ToList();
        await using var rebuild = await node.Views.BeginRebuild(Views, Stop);
        await rebuild.Fill(ViewRows.Changes(all.Take(100)), Stop);
        await rebuild.Fill(ViewRows.Changes(all.Skip(100)), Stop);
        if (saysFilled) await rebuild.Filled(Stop);
        for (var i = 0; i < 4; i++)
        {
            var some = Some(20).DistinctBy(history => history.Waybill).ToList();
            await rebuild.Replace([.. some.Select(history => history.Waybill)], ViewRows.Changes(some), Stop);
        }
        (await rebuild.Swap(position, new(1, 1, Now), Stop)).ShouldBeTrue();
    }

    private List<History> Some(int count) => [.. Enumerable.Range(0, count).Select(_ => Some()).DistinctBy(history => history.Waybill)];

    private History Some()
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(8)).AddMinutes(random.Next(120 * 24 * 60));
        var (from, to, pieces) = (Pick(Stations), Pick(Stations), random.Next(1, 5));
        var events = new List<WaybillEvent>
        {
            new Received(
                Pick(Accounts), from, to, pieces, WeightKg: random.Next(3) == 0 ? null : random.Next(100_000) / 1000m,
                VolumeM3: random.Next(100) / 10m,
                Freight: random.Next(10_000) / 100m, ReceiptCopies: random.Next(2), PromisedAt: random.Next(5) == 0
                ? null : at.AddHours(random.Next(20, 90)))
            {
                OccurredAt = at, Station = from, By = "li",
            },
        };
        if (random.Next(4) > 0) events.Add(new Arrived(pieces) { OccurredAt = at.AddHours(random.Next(10, 60)), Station = to, By = "li" });
        if (random.Next(4) > 0) events.Add(new Sorted(pieces) { OccurredAt = at.AddHours(random.Next(15, 80)), Station = to, By = "li" });
        if (random.Next(4) > 0) events.Add(new Signed(pieces) { OccurredAt = at.AddHours(random.Next(20, 100)), Station = to, By = "li" });
        else if (random.Next(2) > 0)
            events.Add(new ReturnedToShipper(pieces) { OccurredAt = at.AddHours(random.Next(20, 100)), Station = to, By = "li" });
        if (random.Next(2) > 0)
            events.Add(new ReceiptReturned(1) { OccurredAt = at.AddHours(random.Next(100, 400)), Station = from, By = "li" });
        if (random.Next(6) == 0) events.Add(new ReceiptRejected("缺章") { OccurredAt = at.AddHours(300), Station = from, By = "li" });
        if (random.Next(8) == 0) events.Add(new ReceiptLost("遗失") { OccurredAt = at.AddHours(310), Station = from, By = "li" });
        if (random.Next(3) == 0)
        {
            events.Add(new ExceptionRaised("E-1", Pick([ExceptionKind.Damage, ExceptionKind.Shortage, ExceptionKind.Delay]),
                ResponsibleStation: Pick(Stations), Pieces: random.Next(1, 3)) { OccurredAt = at.AddHours(5), Station = to, By = "li" });
            if (random.Next(2) == 0)
                events.Add(new ExceptionReportedBack("E-1", "已联系") { OccurredAt = at.AddHours(6), Station = to, By = "li" });
            if (random.Next(2) == 0)
                events.Add(new ExceptionResolved("E-1", ExceptionCause.Weather, true, "R1", "photo", "boss",
                    Excuses: [Excusable.Promise]) { OccurredAt = at.AddHours(30),
                    Station = to, By = "li" });
        }
        if (random.Next(12) == 0) events.Add(new Cancelled("客户取消") { OccurredAt = at.AddHours(3), Station = from, By = "li" });
        // Recorded soon after they happened, some of them late.
        return new(Number(),
            [.. events.OrderBy(waybillEvent => waybillEvent.OccurredAt).Select((waybillEvent, i) => new RecordedEvent<WaybillEvent>(
            Guid.NewGuid(), i + 1, i + 1, waybillEvent.OccurredAt.AddMinutes(random.Next(5) == 0 ? 600 : random.Next(200)),
            EventSource.Person, null, null, waybillEvent))]);
    }

    private string Number() => $"ZB-{random.Next(300):000}";

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];

    /// <summary>Changes that no rule makes: dimensions and days change and rows are deleted, many in one statement.</summary>
    private const string Anyhow =
        """
        update tracking.on_time set account = 'ACME', promised_day = promised_day + 1,
        promised_at = promised_at + interval '1 day' where hashtext(waybill) % 7 = 0;
        update tracking.on_time set cancelled = not cancelled where hashtext(waybill) % 11 = 0;
        update tracking.on_time set row = row;
        update tracking.receipts set closed_at = null, closed_day = null, due_at = null where hashtext(waybill) % 9 = 0;
        update tracking.receipts set status = 'lost', rejections = rejections + 1 where hashtext(waybill) % 5 = 0;
        update tracking.deadlines set withdrawn = true where hashtext(waybill || deadline) % 6 = 0;
        update tracking.deadlines set known_in_time = not known_in_time where hashtext(waybill) % 4 = 0;
        update tracking.volumes set pieces = pieces + 1, damaged_pieces = 0, freight = freight / 3 where hashtext(waybill) % 3 = 0;
        delete from tracking.volumes where hashtext(waybill) % 17 = 0;
        delete from tracking.deadlines where hashtext(deadline || waybill) % 13 = 0;
        insert into tracking.on_time (waybill, account, lane, destination, cancelled, returned, excused, row)
        select 'X-' || n, 'BOLT', 'SHA~CTU', 'CTU', false, false, false, '{}' from generate_series(1,
        3) n on conflict (waybill) do update set excused = not tracking.on_time.excused;
        delete from tracking.on_time where false;
        """;

    private async Task ShouldBeTheSums(string when)
    {
        foreach (var view in (string[])["on_time", "receipts", "volumes", "deadlines"])
            (await Rollup(view)).ShouldBe(await engine.AskAll(Brute(view)), $"{view}, {when}");
    }

    private Task<List<string>> Rollup(string view)
    {
        var sums = Sums(view).Select(sum => sum.Name).ToList();
        return engine.AskAll(
            $"""
            select {(view == "deadlines" ? "rule, " : "")}scope, key, grain, day::text,
                   {string.Join(", ", sums.Select(sum => $"trim_scale({sum}::numeric)"))}
            from tracking.{view}_rollup
            where {string.Join(" or ", sums.Select(sum => $"{sum} <> 0"))} order by 1, 2, 3, 4, 5
            """);
    }

    /// <summary>The expected sums, dimension by dimension and grain by grain, without the schema's own functions.</summary>
    private static string Brute(string view)
    {
        var (day, station) = view switch { "on_time" => ("promised_day", "destination"), "receipts" => ("closed_day", "destination"),
            "volumes" => ("day", "station"), _ => ("due_day", "station") };
        var rule = view == "deadlines" ? "rule, " : "";
        var sums = string.Join(", ", Sums(view).Select(sum => $"trim_scale({sum.Of}::numeric) as {sum.Name}"));
        var parts =
            from scope in new[] { ("all", "'' || ''"), ("account", "account"), ("lane", "lane"), ("station", station) }
            from grain in new[] { ("day", day, $"{day} is not null"), ("month", $"date_trunc('month', {day})::date", $"{day} is not null"),
                ("undated", "'-infinity'::date", $"{day} is null") }
            select $"""
                select {rule}'{scope.Item1}' as scope, {scope.Item2} as key, '{grain.Item1}' as grain, ({grain.Item2})::text as day, {sums}
                from tracking.{view}
                where {grain.Item3} {(view == "deadlines" ? "and rule in ('sorting', 'reportBack')" : "")}
                group by {rule}{scope.Item2}, {grain.Item2}
                """;
        return $"select * from ({string.Join(" union all ", parts)}) x where "
            + $"{string.Join(" or ", Sums(view).Select(sum => $"{sum.Name} <> 0"))} order by 1, 2, 3, 4, 5";
    }

    private static (string Name, string Of)[] Sums(string view) => view switch
    {
        "on_time" =>
        [
            ("waybills", "count(*)"), ("cancelled", "count(*) filter (where cancelled)"),
            .. from clock in Enum.GetValues<OnTimeClock>().Select(clock => StoredNames.Of(clock))
               let stopless = $"promised_at is not null and {clock}_at is null and not cancelled"
               let open = $"{stopless} and not returned"
               from sum in new[]
               {
                   ("kept", $"{clock}_at <= promised_at and not cancelled"), ("late", $"{clock}_at > promised_at and not cancelled"),
                   ("late_excused", $"{clock}_at > promised_at and excused and not cancelled"), ("open", open),
                   ("open_excused", $"{open} and excused"), ("returned", $"{stopless} and returned"),
               }
               select ($"{clock}_{sum.Item1}", $"count(*) filter (where {sum.Item2})"),
        ],
        "receipts" =>
        [
            ("receipts", "count(*)"), ("closed", "count(closed_at)"),
            ("returned", "count(*) filter (where closed_at is not null and returned_at is not null)"),
            ("in_time", "count(*) filter (where closed_at is not null and returned_at <= due_at)"),
            ("checked", "count(*) filter (where closed_at is not null and (returned_at is not null or rejections > 0))"),
            ("correct", "count(*) filter (where closed_at is not null and returned_at is not null and rejections = 0)"),
            ("lost", "count(*) filter (where status = 'lost')"),
        ],
        "volumes" =>
        [
            ("waybills", "count(*)"), ("pieces", "sum(pieces)"), ("weight_kg", "sum(weight_kg)"), ("volume_m3", "sum(volume_m3)"),
            ("freight", "sum(freight)"),
            ("damaged_pieces", "sum(damaged_pieces)"), ("damaged_waybills", "count(*) filter (where damaged_pieces > 0)"),
            ("short_pieces", "sum(short_pieces)"),
            ("short_waybills", "count(*) filter (where short_pieces > 0)"),
        ],
        _ =>
        [
            ("kept", "count(*) filter (where kept_at <= due_at and (known_in_time or rule = 'sorting'))"),
            ("late", "count(*) filter (where kept_at > due_at and (known_in_time or rule = 'sorting'))"),
            ("open", "count(*) filter (where kept_at is null and not withdrawn and (known_in_time or rule = 'sorting'))"),
            ("recorded_too_late",
                "count(*) filter (where not known_in_time and rule = 'reportBack' and not (withdrawn and kept_at is null))"),
        ],
    };
}
