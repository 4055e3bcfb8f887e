using Npgsql;
using NpgsqlTypes;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Postgres.Statements;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>
/// Each verdict stands once in the domain and once in SQL. Here both judge the same random rows, whose times are so few that equal ones,
/// and times that equal the time of asking, come often.
/// </summary>
public sealed class VerdictTests : IAsyncLifetime
{
    private const int Rows = 3000;
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 14, 30, 0, TimeSpan.Zero);

    private readonly PostgresUnderTest engine = new();
    private readonly Random random = new(20261127);
    private NpgsqlDataSource source = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await engine.CreateDatabase();
        await engine.OpenNode();
        source = NpgsqlDataSource.Create(engine.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await engine.DisposeAsync();
    }

    public static TheoryData<OnTimeClock> Clocks => [.. Enum.GetValues<OnTimeClock>()];

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task on_time(OnTimeClock clock)
    {
        var rows = Make(() => new OnTimeRow
        {
            Waybill = "ZB-1", Account = "ACME", Lane = "SHA~CTU", Destination = "CTU", PromisedAt = MaybeTime(),
            SignedInFullAt = MaybeTime(), NoticeAt = MaybeTime(), ArrivedInFullAt = MaybeTime(), Cancelled = random.Next(5) == 0,
            Returned = random.Next(4) == 0, Excused = random.Next(3) == 0,
        });
        NpgsqlParameter[] columns =
        [
            Booleans(rows, row => row.Cancelled), Times(rows, row => row.PromisedAt),
            Times(rows, row => OnTime.StoppedAt(row, clock)), Booleans(rows, row => row.Returned), Booleans(rows, row => row.Excused),
        ];
        await Compare(rows, row => OnTime.Outcome(row, clock),
            """
            select tracking.on_time_outcome(cancelled, promised, stopped, returned)
            from unnest($1::bool[], $2::timestamptz[], $3::timestamptz[], $4::bool[], $5::bool[]) with ordinality
                 as r (cancelled, promised, stopped, returned, excused, place) order by place
            """, columns);
        foreach (var basis in Enum.GetValues<OnTimeBasis>())
            await Compare(rows, row => OnTime.Verdict(row, clock, basis, Now),
                """
                select tracking.on_time_verdict(cancelled, promised, stopped, returned, excused, $6, $7)
                from unnest($1::bool[], $2::timestamptz[], $3::timestamptz[], $4::bool[], $5::bool[]) with ordinality
                     as r (cancelled, promised, stopped, returned, excused, place) order by place
                """, [.. columns.Select(column => column.Clone()), QueryParameters.Text("", basis), QueryParameters.Time("", Now)]);
    }

    [Fact]
    public async Task deadlines()
    {
        var rules = Enum.GetValues<DeadlineRule>();
        var rows = Make(() => new DeadlineRow
        {
            Waybill = "ZB-1", Deadline = "d", Rule = rules[random.Next(rules.Length)], Account = "ACME", Lane = "SHA~CTU", Station = "CTU",
            KnownInTime = random.Next(3) > 0, DueAt = Time(), DueDay = default, KeptAt = MaybeTime(), Raised = false,
            Withdrawn = random.Next(4) == 0, Excused = false,
        });
        NpgsqlParameter[] columns =
        [
            Texts(rows, row => row.Rule.Wire()), Booleans(rows, row => row.KnownInTime), Booleans(rows, row => row.Withdrawn),
            Times(rows, row => row.KeptAt), Times(rows, row => row.DueAt),
        ];
        await Compare(rows, row => DeadlineRates.Outcome(row),
            """
            select tracking.deadline_outcome(rule, known_in_time, withdrawn, kept, due)
            from unnest($1::text[], $2::bool[], $3::bool[], $4::timestamptz[], $5::timestamptz[]) with ordinality
                 as r (rule, known_in_time, withdrawn, kept, due, place) order by place
            """, columns);
        await Compare(rows, row => row.Verdict(Now),
            """
            select tracking.deadline_verdict(withdrawn, kept, due, $6)
            from unnest($1::text[], $2::bool[], $3::bool[], $4::timestamptz[], $5::timestamptz[]) with ordinality
                 as r (rule, known_in_time, withdrawn, kept, due, place) order by place
            """, [.. columns.Select(column => column.Clone()), QueryParameters.Time("", Now)]);
    }

    [Fact]
    public async Task reports_back()
    {
        var rows = Make(() => new ExceptionRow
        {
            Waybill = "ZB-1", ExceptionId = "E-1", EventId = Guid.Empty, Account = "ACME", Lane = "SHA~CTU", Kind = ExceptionKind.Delay,
            Status = ExceptionStatus.Open, Station = "CTU", Derived = false, RaisedAt = Now, RaisedRecordedAt = Time(),
            ReportBackDueAt = Time(), ReportedBackAt = MaybeTime(), Excused = false,
        });
        await Compare(rows, row => ReportBack.Verdict(row, Now),
            """
            select tracking.report_back_verdict(recorded, due, reported_back, $4)
            from unnest($1::timestamptz[], $2::timestamptz[], $3::timestamptz[]) with ordinality
                 as r (recorded, due, reported_back, place) order by place
            """,
            [Times(rows, row => row.RaisedRecordedAt), Times(rows, row => row.ReportBackDueAt), Times(rows, row => row.ReportedBackAt),
                QueryParameters.Time("", Now)]);
    }

    [Fact]
    public async Task receipts()
    {
        var rows = Make(() => new ReceiptRow
        {
            Waybill = "ZB-1", Account = "ACME", Lane = "SHA~CTU", Origin = "SHA", Destination = "CTU", Status = ReceiptStatus.Awaited,
            CopiesWanted = 1, ClosedAt = MaybeTime(), DueAt = MaybeTime(), ReturnedAt = MaybeTime(), Rejections = random.Next(3),
            StatusAt = Now,
        });
        foreach (var verdict in Enum.GetValues<ReceiptVerdict>())
            await Compare(rows, row => Receipts.Is(row, verdict, Now).ToString(),
                """
                select initcap(tracking.receipt_is($5, signed, returned, due, rejections, $6)::text)
                from unnest($1::timestamptz[], $2::timestamptz[], $3::timestamptz[], $4::int[]) with ordinality
                     as r (signed, returned, due, rejections, place) order by place
                """,
                [Times(rows, row => row.ClosedAt), Times(rows, row => row.ReturnedAt), Times(rows, row => row.DueAt),
                    new() { Value = rows.Select(row => row.Rejections).ToArray() }, QueryParameters.Text("", verdict),
                    QueryParameters.Time("", Now)]);
    }

    private async Task Compare<TRow, TVerdict>(List<TRow> rows, Func<TRow, TVerdict> judge, string sql, NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var answers = new List<string?>();
        while (await reader.ReadAsync(Stop)) answers.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
        var verdicts = rows.Select(row => judge(row) switch
        {
            null => null, Enum verdict => StoredNames.Of(verdict), var text => $"{text}",
        });
        answers.ShouldBe(verdicts);
        answers.Distinct().Count().ShouldBeGreaterThan(1);
    }

    private static List<TRow> Make<TRow>(Func<TRow> make) => [.. Enumerable.Range(0, Rows).Select(_ => make())];

    private DateTimeOffset Time() => Now.AddMinutes(random.Next(-2, 3));

    private DateTimeOffset? MaybeTime() => random.Next(4) == 0 ? null : Time();

    private static NpgsqlParameter Texts<TRow>(List<TRow> rows, Func<TRow, string> value) =>
        QueryParameters.Texts("", rows.Select(value));

    private static NpgsqlParameter Booleans<TRow>(List<TRow> rows, Func<TRow, bool> value) =>
        new() { Value = rows.Select(value).ToArray() };

    private static NpgsqlParameter Times<TRow>(List<TRow> rows, Func<TRow, DateTimeOffset?> value) =>
        new()
        {
            Value = rows.Select(row => value(row)?.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        };
}
