using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Verify.Tests;

/// <summary>
/// Whatever a superuser does to the log, who has kept a signed head finds out and is told where: from the database, and from an export by
/// both verifiers.
/// </summary>
public sealed class TamperingTests(TamperingTests.Fixture fixture) : IClassFixture<TamperingTests.Fixture>
{
    // {p}: the position of an event in the middle.
    private const string Exchange =
        "update mt_events set seq_id = -1 where seq_id = {p}; update mt_events set seq_id = {p} where seq_id = {p} + 1; "
        + "update mt_events set seq_id = {p} + 1 where seq_id = -1";

    public static TheoryData<string, string, int, string> Ways => new()
    {
        { "a field", "update mt_events set data = data || '{\"pieces\": 9}' where seq_id = {p}", 0, "changed" },
        { "a time", "update mt_events set timestamp = timestamp - interval '1 hour' where seq_id = {p}", 0, "recorded was " },
        { "a type", "update mt_events set type = 'waybill.arrived.v1' where seq_id = {p}", 0, "type was waybill.loaded.v1" },
        { "a header", "update mt_events set headers = '{\"source\": \"clock\"}' where seq_id = {p}", 0, "changed" },
        { "a sender", "update mt_events set user_name = 'wang.wu' where seq_id = {p}", 0, "sender was anybody, is wang.wu" },
        { "an id", "update mt_events set id = gen_random_uuid() where seq_id = {p}", 0, "changed" },
        { "deleted", "delete from mt_events where seq_id = {p}", 0, "removed" },
        {
            "inserted",
            "update mt_events set seq_id = seq_id + 1000000 where seq_id > {p}; "
            + "update mt_events set seq_id = seq_id - 999999 where seq_id > 1000000; "
            + "insert into mt_events (seq_id, id, stream_id, version, data, type) "
            + "select {p} + 1, gen_random_uuid(), stream_id, 99, data, type from mt_events where seq_id = {p}; "
            + "delete from mt_events where seq_id = (select max(seq_id) from mt_events)",
            1, "inserted"
        },
        { "put before the first", "insert into mt_events (seq_id, id, stream_id, version, data, type) "
            + "select 0, gen_random_uuid(), stream_id, 99, data, type from mt_events where seq_id = {p}", int.MinValue, "inserted" },
        { "swapped", Exchange, 0, "moved to position" },
        { "truncated at its end", "delete from mt_events where seq_id > (select max(seq_id) - 3 from mt_events)", int.MaxValue, "removed" },
        { "renumbered", Exchange + "; update mt_events set seq_id = -1 where seq_id = {p} + 1; "
            + "update mt_events set seq_id = {p} + 1 where seq_id = {p} + 2; update mt_events set seq_id = {p} + 2 where seq_id = -1",
            0, "moved to position" },
        { "moved to another stream", "update mt_events set stream_id = 'TP-00', version = 99 where seq_id = {p}", 0, "stream was TP-" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task a_log_that_was_tampered_with_is_found_out(string way, string sql, int offset, string expected)
    {
        var last = await fixture.Log.Ask<long>("select max(seq_id) from mt_events");
        var position = offset switch
        {
            int.MaxValue => last - 2,
            int.MinValue => 0,
            _ => fixture.Position + offset,
        };
        try
        {
            await fixture.Log.Tamper(sql.Replace("{p}", $"{fixture.Position}", StringComparison.Ordinal));

            var (export, database, python) = await fixture.Log.Check(fixture.Kept);

            foreach (var found in (string[])[export, database, python])
            {
                found.ShouldContain($"position {position},", customMessage: way);
                found.ShouldContain(found == python && expected == "changed" ? "changed: content was" : expected, customMessage: way);
            }
        }
        finally
        {
            await fixture.Log.Tamper("delete from mt_events; insert into mt_events select * from untouched");
        }
        (await fixture.Log.Check(fixture.Kept)).ShouldBe(("", "", ""));
    }

    [Fact]
    public async Task an_event_that_readers_are_made_to_leave_out_is_found_in_the_database()
    {
        try
        {
            await fixture.Log.Tamper($"update mt_events set is_archived = true where seq_id = {fixture.Position}");
            (await fixture.Log.Check(fixture.Kept)).Database.ShouldStartWith($"position {fixture.Position}: readers leave the event out");
        }
        finally
        {
            await fixture.Log.Tamper("update mt_events set is_archived = false");
        }
    }

    [Fact]
    public async Task a_log_that_was_written_anew_with_new_leaves_is_no_extension_of_what_was_signed()
    {
        await using var log = await CheckedLog.Start();
        await log.Record("RW", 4);
        var kept = await log.Signed();
        await log.StopService();
        // All that is kept of what was signed is gone too, and the key is the real one.
        await log.Tamper("update mt_events set data = data || '{\"pieces\": 9}' where seq_id = (select min(seq_id) + 4 from mt_events); "
            + "delete from transparency.tiles; delete from transparency.entries; "
            + "update transparency.logs set size = 0, position = 0, checkpoint = null");
        foreach (var file in Directory.EnumerateFiles(log.KeyFolder, "*.checkpoint")) File.Delete(file);
        await log.StartService();
        await log.Signed();

        (await log.Check(null)).ShouldBe(("", "", ""));
        var (export, database, python) = await log.Check(kept);
        foreach (var found in (string[])[export, database, python]) found.ShouldContain("no extension of the head of");
    }

    [Fact]
    public async Task an_old_backup_is_told_from_the_log_and_is_not_signed()
    {
        await using var log = await CheckedLog.Start();
        await log.Record("BA", 3);
        await log.StopService();
        string[] tables = ["mt_events", "mt_streams", "transparency.tiles", "transparency.entries", "transparency.logs"];
        await log.Tamper(string.Concat(tables.Select((table, i) => $"create table backup_{i} as select * from {table}; ")));
        await log.StartService();
        await log.Record("BB", 2);
        var kept = await log.Signed();
        await log.StopService();
        await log.Tamper(string.Concat(tables.Select((table, i) =>
            $"delete from {table}; insert into {table} overriding system value select * from backup_{i}; ")));
        await log.StartService();

        // What was signed last stands beside the key, outside the database.
        var size = kept.Split('\n')[1];
        await Until(async () => (await log.Service.Get("/v1/audit/log")).Body.GetProperty("refusal").GetString()?
            .Contains($"A tree of {size} events was signed", StringComparison.Ordinal) is true);
        await Until(async () => (await log.Service.Get("/health/ready")).Body.GetProperty("status").GetString() == "degraded");
        var (export, database, python) = await log.Check(kept);
        foreach (var found in (string[])[export, database, python])
            found.ShouldContain($"head of {size} events was signed", Case.Insensitive);

        // Events that are recorded now take the places of those that are lost: that is no extension either.
        await Until(async () =>
        {
            await log.Service.Post($"/v1/waybills/BC-{Guid.NewGuid().ToString("N")[..8]}/events", Send.Received(DateTimeOffset.Now));
            return (await log.Service.Get("/v1/audit/log")).Body.GetProperty("refusal").GetString()!
                .Contains("does not extend", StringComparison.Ordinal);
        });

        // What the runbook says: another log, whose origin nobody has trusted yet.
        var origin = await log.Ask<string>("select tracking.begin_log('restored from a backup')");
        await Until(async () => (await log.Service.Get("/health/ready")).Body.GetProperty("status").GetString() == "ready");
        (await log.Signed()).Split('\n')[0].ShouldBe(origin);
        (export, database, python) = await log.Check(kept);
        foreach (var found in (string[])[export, database, python]) found.ShouldContain("log names another key", Case.Insensitive);
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (!await isSo())
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(100);
        }
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public CheckedLog Log { get; private set; } = null!;

        public string Kept { get; private set; } = "";

        public long Position { get; private set; }

        public async ValueTask InitializeAsync()
        {
            Log = await CheckedLog.Start();
            await Log.Record("TP", 12);
            Kept = await Log.Signed();
            await Log.Record("TQ", 4);
            Position = await Log.Ask<long>("select seq_id from mt_events where stream_id = 'TP-05' and type = 'waybill.loaded.v1'");
            await Log.Tamper("create table untouched as select * from mt_events");
        }

        public ValueTask DisposeAsync() => Log.DisposeAsync();
    }
}
