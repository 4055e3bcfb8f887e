using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using OrderTracking.Engine.Contract;
using OrderTracking.Postgres.Views;
using OrderTracking.Testing.Freight;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests.Scopes;

/// <summary>
/// What a caller may not see does not exist: every query within a scope is answered as by a database that holds nothing but what is in
/// the scope.
/// </summary>
public sealed class AccessScopeTests : IAsyncLifetime
{
    private const int Waybills = 160;
    private static readonly List<History> Histories = new RandomHistories(20261122, Questions.Now).Histories(Waybills);

    private readonly PostgresUnderTest whole = new(), part = new();
    private Node company = null!, remainder = null!;
    private long position;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(whole.CreateDatabase(), part.CreateDatabase());
        (company, remainder) = (await whole.OpenNode(StopTheClock), await part.OpenNode(StopTheClock));
        (await company.Views.Commit(0, 1, ViewRows.Changes(Histories), Stop)).ShouldBeTrue();

        static void StopTheClock(IServiceCollection services) => services.AddSingleton<TimeProvider>(new Stopped());
    }

    public async ValueTask DisposeAsync()
    {
        await whole.DisposeAsync();
        await part.DisposeAsync();
    }

    [Fact]
    public async Task queries_within_a_scope_answer_as_if_there_were_nothing_else()
    {
        AccessScope[] sights =
            [new(["ACME"], null), new(["ACME", "陈记"], null), new(null, ["XIY"]), new(["BOLT"], ["SHA", "NKG"]), new([], []),
                new([], null, Parts: [new("ACME", "SHA"), new("BOLT", "XIY")]), new(["BOLT"], ["NKG"], Parts: [new("ACME", "SHA")]),
                new(null, null, ["ACME"]), new(["BOLT"], ["SHA"], ["ACME"]), new(null, ["XIY"], OnWayOnly: true),
                new AccessScope(["BOLT"], ["SHA", "NKG"]).Within(["ACME", "BOLT"])];
        var everything = await new Questions(company, AccessScope.Everything, Stop).Ask();
        var told = new HashSet<string>();
        foreach (var scope in sights)
        {
            var whose = $"accounts {List(scope.AnyAccounts)}, stations {List(scope.Stations)}, "
                + $"parts {List(scope.Parts?.Select(part => $"{part}"))}, on the way only {scope.OnWayOnly}";
            var seen = Histories.Where(history => IsIn(scope, history)).ToList();
            if (scope.Parts is { Count: > 0 }) seen.Count.ShouldBeInRange(2, Waybills - 10, whose);
            else if (scope.AnyAccounts is { Count: > 0 } || scope.Stations is { Count: > 0 })
                seen.Count.ShouldBeInRange(10, Waybills - 10, whose);
            else seen.ShouldBeEmpty(whose);
            Histories.Where(scope.Includes).ShouldBe(seen, whose);
            var answers = await new Questions(company, scope, Stop).Ask();
            // By a name or a phone only what is shown in full is found.
            var inFull = Histories.Where(history => IsIn(scope.AtLeast(Disclosure.Full), history)).ToList();
            Histories.Where(history => scope.Of(history) == Disclosure.Full).ShouldBe(inFull, whose);
            foreach (var (left, byPerson) in new[] { (seen, false), (inFull, true) })
            {
                await Leave(left);
                var ofThese = await new Questions(remainder, AccessScope.Everything, Stop).Ask();
                foreach (var (what, answer) in everything.Where(asked => Questions.IsByPerson(asked.Key) == byPerson))
                {
                    answers[what].ShouldBe(ofThese[what], $"{whose}: {what}");
                    if (answer != ofThese[what]) told.Add(what);
                }
            }
        }
        // A query whose answer is the same whatever is left out proves nothing: there must be few of them.
        everything.Keys.Except(told).Count().ShouldBeLessThan(everything.Count / 5);
    }

    [Fact]
    public async Task masked_callers_find_nothing_by_consignee()
    {
        var (shown, masked) = (new AccessScope(["ACME"], null), new AccessScope(null, null, ["ACME"]));
        var one = Histories.First(history => RandomHistories.AccountOf(history) == "ACME");
        var number = one.Waybill[3..];
        foreach (var text in new[] { "王", "王芳", $"1380013{number}", $"3{number}" })
        {
            (await Found(shown, text)).ShouldContain(one.Waybill, text);
            (await Found(masked, text)).ShouldBeEmpty(text);
        }
        foreach (var text in new[] { one.Waybill, $"PO-{int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)}" })
            (await Found(masked, text)).ShouldBe(await Found(shown, text), text);

        async Task<IEnumerable<string>> Found(AccessScope scope, string text) =>
            (await company.Get<IWaybillsView>().Search(new(scope, null, null, null, default, text, null), 1_000, Stop))
                .Select(row => row.Waybill);
    }

    [Fact]
    public async Task handed_out_reports_are_listed_for_accounts_in_scope()
    {
        var reports = company.Get<IHandedOutReports>();
        foreach (var account in FreightNetwork.SixStations.Accounts)
        {
            var report = new HandedOutReport(Guid.NewGuid(), ReportKind.WeeklyAccount, account, new(2026, 2, 2), new(2026, 2, 9), "json",
                Questions.Now, 1, "li", "00");
            await reports.Keep(report, [1], Stop);
            var said = new ReportHandedOut(ReportKind.WeeklyAccount, report.From, report.To, "json",
                "00", account) { OccurredAt = Questions.Now, Station = "", By = "li" };
            await company.Log.Append([new(ReferenceStreams.Account(account), 0, [new(report.Id, said)])], Stop);
        }
        var all = await reports.List(AccessScope.Everything, null, null, null, 10, Stop);
        all.Count.ShouldBe(FreightNetwork.SixStations.Accounts.Count);

        foreach (var scope in new[] { new AccessScope(["ACME"], null), new(["ACME", "DOVE"], ["SHA"]), new(null, ["SHA"]), new([], null) })
        {
            var seen = all.Where(report => scope.Accounts?.Contains(report.Account) is true).ToList();
            (await reports.List(scope, null, null, null, 10, Stop)).ShouldBe(seen);
            (await reports.List(scope, "BOLT", null, null, 10, Stop)).ShouldBeEmpty();
            foreach (var report in all) (await reports.Find(scope, report.Id, Stop) is not null).ShouldBe(seen.Contains(report));
        }
    }

    // Leaves nothing but these waybills, in a database of their own.
    private async Task Leave(IEnumerable<History> seen)
    {
        await part.Run(string.Concat(ViewTables.All.Select(table => $"delete from tracking.{table.Table};")));
        (await remainder.Views.Commit(position, position + 1, ViewRows.Changes(seen), Stop)).ShouldBeTrue();
        position++;
    }

    private static bool IsIn(AccessScope scope, History history) =>
        scope.Only?.Contains(RandomHistories.AccountOf(history)) is not false
            && (scope.AnyAccounts?.Contains(RandomHistories.AccountOf(history)) is true
                || scope.Parts?.Contains(new(RandomHistories.AccountOf(history), RandomHistories.DestinationOf(history))) is true
                || scope.Stations?.Any(RandomHistories.StationsOf(history, scope.OnWayOnly).Contains) is true);

    private static string List(IEnumerable<string>? values) => values is null ? "-" : $"[{string.Join(", ", values)}]";

    private sealed class Stopped : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Questions.Now;
    }
}
