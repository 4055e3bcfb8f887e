using System.Text.Json;
using OrderTracking.Application.Access;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reports;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Engine.Contract;

namespace OrderTracking.Postgres.Tests.Scopes;

/// <summary>Every query of the views that callers can make, with its filters, and its answer as JSON.</summary>
internal sealed class Questions(Node node, AccessScope scope, CancellationToken stop)
{
    private const string Name = "王", EndOfPhone = "0012";

    public static readonly DateTimeOffset Now = new(2026, 3, 10, 14, 30, 0, TimeSpan.FromHours(8));

    private const int All = int.MaxValue - 1;
    private static readonly Period February = new(Day(2, 1), Day(3, 1));
    // The other figures are worked out of counts that are asked for as well.
    private static readonly RateFigure[] Rates = [.. Figure.All.OfType<OnTimeFigure>(), .. Figure.All.OfType<StandardFigure>()];

    private static readonly string?[] Accounts = [null, "ACME", "DOVE"];

    private readonly SortedDictionary<string, string> answers = new(StringComparer.Ordinal);

    /// <summary>Whether a query of that name searches by what only a person has.</summary>
    public static bool IsByPerson(string name) =>
        name.StartsWith($"waybills {Name} ", StringComparison.Ordinal)
            || name.StartsWith($"waybills {EndOfPhone} ", StringComparison.Ordinal);

    /// <summary>The answers by the name of the query.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Ask()
    {
        foreach (var account in Accounts)
        {
            await Waybills(account);
            await Exceptions(account);
            await Receipts(account);
            await LoadingLists(account);
            await Deadlines(account is null ? null : [account]);
            await Reports(account);
            await Figures(new(scope, account, null, null, null, null));
            await Figures(new(scope, account, null, null, new(2026, 2, 11), new(2026, 3, 20)));
            await Figures(new(scope, account, "SHA~CTU", null, null, null));
            await Figures(new(scope, account, null, "XIY", new(2026, 1, 1), null));
        }
        return answers;
    }

    private async Task Waybills(string? account)
    {
        var view = node.Get<IWaybillsView>();
        foreach (var text in new[] { null, "zb-00", "PO-1", Name, EndOfPhone })
            foreach (var status in new WaybillStatus?[] { null, WaybillStatus.Signed })
            {
                var filter = new WaybillFilter(scope, account, status, null, default, text, null);
                Said($"waybills {text} {status} of {account}", await view.Search(filter, All, stop));
            }
        Said($"waybills of a lane of {account}", await view.Search(new(scope, account, null, "SHA~CTU", February, null, null), All, stop));
        Said($"a page of waybills of {account}",
            await view.Search(new(scope, account, null, null, default, null, (Day(2, 15), "ZB-0050")), 5, stop));

        foreach (var (lane, station) in new (string?, string?)[] { (null, null), ("SHA~CTU", null), (null, "XIY") })
        {
            foreach (var verdict in new OnTimeVerdict?[] { null, OnTimeVerdict.Late })
                Said(
                    $"on time {verdict} {lane} {station} of {account}",
                    await node.Get<IOnTimeView>()
                    .Waybills(new(scope, account, lane, default, OnTimeClock.Signed, OnTimeBasis.Accountable, station), verdict, Now, null,
                        All, stop));
            Said($"volumes {lane} {station} of {account}",
                await node.Get<IVolumesView>().Waybills(new(scope, account, lane, station, null, null, null, null), All, stop));
        }
    }

    private async Task Exceptions(string? account)
    {
        var view = node.Get<IExceptionsView>();
        var filter = new ExceptionFilter(scope, account, null, null, null, null, default, null, null);
        foreach (var asked in new[] { filter, filter with { Kind = ExceptionKind.Damage }, filter with { ResponsibleStation = "XIY" },
            filter with { Raised = February, Lane = "SHA~CTU" }, filter with { Cause = ExceptionCause.Packing } })
        {
            Said($"exceptions {asked with { Scope = AccessScope.Everything }}", await view.List(asked, All, stop));
            foreach (var grouping in new ExceptionGrouping?[] { null, ExceptionGrouping.Kind, ExceptionGrouping.Account,
                ExceptionGrouping.Week })
                Said($"exceptions by {grouping} {asked with { Scope = AccessScope.Everything }}",
                    await view.Report(asked, grouping, "Asia/Shanghai", Now, stop));
        }
        Said($"exceptions to chase of {account}", await node.Get<IFollowUpQueries>()
            .FollowedExceptions(scope, account is null ? null : [account, "BOLT"], null, null, All, stop));
        Said($"held freight of {account}", await node.Get<IFollowUpQueries>()
            .Held(new(scope, account is null ? null : [account, "BOLT"]), All, stop));
        var insurance = node.Get<IInsuranceView>();
        // By terms that make everything insured.
        var terms = new InsuranceTerms([], [""], [""], -1, TimeSpan.Zero, new HashSet<string>());
        var since = DateTimeOffset.UnixEpoch;
        Said($"freight to insure of {account}", (await insurance.ToInsure(
            new(scope, new(since, Now), since, account), terms, All, stop)).Select(row => row.Waybill));
        Said($"watched freight of {account}", (await insurance.Watched(
            new(scope, account is null ? null : [account]), -1, All, stop)).Select(row => row.Waybill));
        foreach (var number in Enumerable.Range(0, 5))
            Said($"exceptions of {number}", await view.List(filter with { Waybill = $"ZB-{number:0000}" }, All, stop));
    }

    private async Task Receipts(string? account)
    {
        foreach (var verdict in new ReceiptVerdict?[] { null, ReceiptVerdict.Late, ReceiptVerdict.Returned })
            Said(
                $"receipts {verdict} of {account}",
                await node.Get<IReceiptsView>()
                .List(new(scope, account, null, null, default, null, null, Side: verdict is { } side ? (side, Now) : null), All, stop));
        Said($"receipts under way of {account}", (await node.Get<IReceiptsView>()
            .UnderWay(new(scope, account, null, null, default, null, null), stop)).OrderBy(count => count.Key)
            .Select(count => $"{count.Key} {count.Value}"));
        Said($"receipts to chase of {account}", await node.Get<IFollowUpQueries>()
            .ReceiptsToChase(scope, account is null ? null : [account, "BOLT"], Now, All, stop));
    }

    private async Task LoadingLists(string? account)
    {
        var view = node.Get<ILoadingListsView>();
        foreach (var station in new[] { null, "SHA" })
        {
            var numbers = await view.Numbers(new(scope, account, station, new(2026, 1, 1), null, null), All, stop);
            Said($"loading lists {station} of {account}", numbers.Select(list => $"{list.Number} {list.Day:O}"));
            Said($"waybills on loading lists {station} of {account}",
                await view.Lines(scope, [.. numbers.Select(list => list.Number)], stop));
        }
    }

    private async Task Deadlines(string[]? accounts)
    {
        var view = node.Get<IDeadlinesView>();
        var of = string.Join(' ', accounts ?? ["all"]);
        foreach (var filter in new[] { new DeadlineFilter(scope, Accounts: accounts), new(scope, DeadlineRule.Promise, accounts, "SHA~CTU"),
            new(scope, null, accounts, null, "XIY", February) })
        {
            var what = $"{filter.Rule} {filter.Station} of {of}";
            foreach (var verdict in new DeadlineVerdict?[] { null, DeadlineVerdict.Late, DeadlineVerdict.Open })
                Said($"deadlines {verdict} {what}", await view.List(filter, verdict, Now, All, stop));
            Said($"open deadlines {what}", await view.Open(Enum.GetValues<DeadlineRule>(), filter, All, stop));
            Said($"breaches {what}", await view.Breaches(filter, Now, All, stop));
            foreach (var grouping in new BreachGrouping?[] { null, BreachGrouping.Rule, BreachGrouping.Account, BreachGrouping.Month })
                Said($"breaches by {grouping} {what}",
                    await view.BreachReport(filter, grouping, [new(DeadlineRule.Promise, new(2026, 1, 1), null, 10, 1)], Now, stop));
        }
        var worklists = node.Get<Worklists>();
        foreach (var check in Enum.GetValues<WorklistCheck>())
            Said($"worklist {check} of {of}", await worklists.For(scope, accounts, check, Now, All, stop));
        foreach (var day in Enumerable.Range(0, 3))
            Said($"loading {day} of {of}",
                await worklists.Loading(scope, new DateOnly(2026, 2, 1).AddDays(day * 9), accounts, null, Now, All, stop));
    }

    private async Task Reports(string? account)
    {
        var rows = node.Get<IReportRows>();
        Said($"exceptions to follow of {account}", await rows.Exceptions(scope, account, null, February, stop));
        Said($"receipts outstanding of {account}", await rows.Receipts(scope, account ?? "BOLT", Now, stop));
        Said($"late waybills of {account}", await rows.Late(scope, account ?? "BOLT", February, Now, stop));
        foreach (var (kind, day) in new[] { (ReportKind.DailyExceptions, 4), (ReportKind.WeeklyAccount, 2),
            (ReportKind.MonthlyAccount, 1), (ReportKind.MonthlyArchive, 1) })
        {
            var period = ReportPeriod.Beginning(kind, new(2026, 2, day))!.Value;
            var report = await node.Get<ReportBuilder>()
                .Make(scope, period, account ?? (kind == ReportKind.DailyExceptions ? null : "BOLT"), null, stop);
            Said($"{kind} of {account}", report.Sections);
        }
    }

    private async Task Figures(FigureScope scope)
    {
        var (reader, ports) = (node.Get<FigureReader>(), node.Get<IFigures>());
        foreach (var grouping in new FigureGrouping?[] { null, FigureGrouping.Account, FigureGrouping.Lane, FigureGrouping.Station,
            FigureGrouping.TenDays, FigureGrouping.Month })
        {
            var of = scope with { Grouping = grouping };
            var what = of with { AccessScope = AccessScope.Everything };
            foreach (var figure in Rates) Said($"{figure.Name} {what}", await reader.Rate(figure, of, stop));
            Said($"receipts {what}", await reader.Receipts(of, stop));
            Said($"volumes {what}", await reader.Volumes(of, stop));
            Said($"dwell {what}", await reader.Dwell(of, DeadlineRule.DwellOrigin, stop));
        }
        foreach (var rule in new[] { DeadlineRule.Sorting, DeadlineRule.ReportBack, DeadlineRule.DwellOrigin,
            DeadlineRule.DwellDestination })
            Said($"behind {rule} {scope with { AccessScope = AccessScope.Everything }}",
                await ports.Behind(rule, null, scope, Now, null, All, stop));
    }

    private void Said(string what, object answer) => answers[what] = JsonSerializer.Serialize(answer);

    private static DateTimeOffset Day(int month, int day) => new(2026, month, day, 0, 0, 0, TimeSpan.FromHours(8));
}
