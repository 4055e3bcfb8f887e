using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.LoadingLists;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Reports;
using OrderTracking.Domain;

namespace OrderTracking.Api.Http;

/// <summary>Loading lists (装载清单): what was planned, listed, loaded and unloaded, and what is wrong between these.</summary>
internal static class LoadingListRoutes
{
    private static readonly Parameter<string?> Station = Parameter.Text("station", "Only lists with a waybill loaded at this station.");
    private static readonly Parameter<string?> Account = Parameter.Text("account", "Only lists with a waybill of this account.");
    private static readonly Parameter<string[]?> After = Parameters.After(2);

    public static void MapLoadingLists(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Worklists");
        group.MapGet("/loading-lists", List)
            .WithSummary("Loading lists in figures, newest first; of each the waybills in the caller's scope.")
            .Takes(Account, Station, Parameters.From, Parameters.To, Parameters.Limit, After, Parameters.WaitFor, Parameters.AsOf);
        group.MapGet("/loading-lists/{number}", One)
            .WithSummary("A loading list: its waybills with pieces planned, listed, loaded and unloaded, and what is wrong.")
            .Takes(Parameters.WaitFor, Parameters.AsOf).Problems(404, 422);
        foreach (var format in new[] { ReportFormat.Csv, ReportFormat.Xlsx })
            group.MapGet($"/loading-lists/{{number}}.{format.FileExtension()}",
                (string number, Query query, ViewAnswers views, ILoadingListsView lists, AccountInstructions instructions, Company company,
                    ITableWriter writer) => File(number, format, query, views, lists, instructions, company, writer))
                .WithSummary($"A loading list as .{format.FileExtension()}.")
                .Produces<byte[]>(200, format.ContentType().Split(';')[0])
                .Takes(Parameters.WaitFor, Parameters.AsOf).Problems(400, 404, 422);
    }

    private static Task<ViewAnswer<Page<LoadingListSummary>>> List(Query query, ViewAnswers views, ILoadingListsView lists)
    {
        var ((from, to), limit, after) = (query.Days(), query.Get(Parameters.Limit), query.Get(After));
        var filter = new LoadingListFilter(query.AccessScope, query.Get(Account), query.Get(Station), from, to,
            after is [var day, var number] ? (PageCursor.Day(day), number) : null);
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var page = Page.Of(await lists.Numbers(filter, limit + 1, cancellationToken), limit,
                list => PageCursor.Of(PageCursor.Part(list.Day), list.Number));
            var rows = (await lists.Lines(filter.Scope, [.. page.Items.Select(list => list.Number)], cancellationToken))
                .ToLookup(row => row.LoadingList);
            return page.Select(list => LoadingListSummary.Of(LoadingList.Of([.. rows[list.Number]]))).At(position);
        });
    }

    private static async Task<Results<Ok<LoadingListAnswer>, Problem>> One(
        string number, Query query, ViewAnswers views, ILoadingListsView lists, AccountInstructions instructions)
    {
        var (answer, problem) = await views.Ask<LoadingListAnswer?>(query, async (position, cancellationToken) =>
            await Find(number, query, lists) is not { } list ? null : new LoadingListAnswer(
                LoadingListSummary.Of(list), [.. list.Lines.Select(LoadingListLineShape.Of)],
                await instructions.Of(list.Lines.Select(line => line.Row.Account), cancellationToken), position.Position, position.LagMs));
        return answer is not null ? TypedResults.Ok(answer) : problem ?? Unknown();
    }

    private static async Task<Results<PushStreamHttpResult, Problem>> File(
        string number, ReportFormat format, Query query, ViewAnswers views, ILoadingListsView lists, AccountInstructions instructions,
        Company company, ITableWriter writer)
    {
        var (found, problem) = await views.Ask<(LoadingList List, Table<LoadingListLine> Table)?>(query, async (_, cancellationToken) =>
            await Find(number, query, lists) is not { } known ? null
            : (known, Table(company, await instructions.Of(known.Lines.Select(line => line.Row.Account), cancellationToken))));
        if (found is not var (list, table)) return problem ?? Unknown();
        return TypedResults.Stream(
            stream => writer.Write(stream, format, new("装载清单", "Loading list"), table.Columns,
                list.Lines.Select(table.Cells).ToAsyncEnumerable(), query.Context.RequestAborted),
            format.ContentType(), "loading-list-" + FileNames.Part(number) + "." + format.FileExtension());
    }

    private static async Task<LoadingList?> Find(string number, Query query, ILoadingListsView lists)
    {
        var rows = await lists.Lines(query.AccessScope, [number], query.Context.RequestAborted);
        return rows.Count == 0 ? null : LoadingList.Of(rows);
    }

    // The number is not repeated: a list out of the caller's scope and one that does not exist are answered alike.
    private static Problem Unknown() => new(404, "unknown-loading-list", "No waybill is known on a loading list of that number.", "number");

    private static Table<LoadingListLine> Table(Company company, IReadOnlyDictionary<string, string>? instructions) =>
        new Table<LoadingListLine>(company, "lines", "装载清单", "Loading list")
            .Text("loadingList", "清单号", "Loading list", line => line.Row.LoadingList)
            .Text("waybill", "运单号", "Waybill", line => line.Row.Waybill)
            .Text("account", "客户", "Account", line => line.Row.Account)
            .Text("lane", "线路", "Lane", line => line.Row.Lane)
            .Text("station", "装车网点", "Station", line => line.Row.Station)
            .Text("nextStation", "下一站", "Next station", line => line.Row.NextStation)
            .Text("vehicle", "车辆", "Vehicle", line => line.Row.Vehicle)
            .Day("day", "日期", "Day", line => line.Row.Day)
            .Whole("planned", "计划件数", "Planned", line => line.Row.Planned)
            .Whole("listed", "清单件数", "Listed", line => line.Listed)
            .Whole("loaded", "装车件数", "Loaded", line => line.Row.Loaded)
            .Whole("unloaded", "卸车件数", "Unloaded", line => line.Row.Unloaded)
            .Text("faults", "异常", "Faults", line => line.Faults.Count == 0
                ? null : string.Join("；", line.Faults.Select(Labels.Of)))
            .Text("instructions", "特殊要求", "Instructions", line => instructions?.GetValueOrDefault(line.Row.Account));
}
