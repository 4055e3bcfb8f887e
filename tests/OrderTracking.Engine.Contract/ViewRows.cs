using System.Text.Json;
using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Projecting;
using OrderTracking.Domain;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;

namespace OrderTracking.Engine.Contract;

/// <summary>The rows of every view of <see cref="AllViews"/>, to be compared.</summary>
public sealed class ViewRows
{
    public static readonly Company Company = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    // The questions that are answered with whole rows. The rows of the other views are read from their tables.
    private static readonly Dictionary<View, Func<Node, CancellationToken, Task<IEnumerable<IViewRow>>>> Questions = new()
    {
        [AllViews.Waybills] = async (node, cancellationToken) => await node.Get<IWaybillsView>()
            .Search(new(AccessScope.Everything, null, null, null, default, null, null), int.MaxValue, cancellationToken),
        [AllViews.Exceptions] = async (node, cancellationToken) => await node.Get<IExceptionsView>()
            .List(new(AccessScope.Everything, null, null, null, null, null, default, null, null), int.MaxValue, cancellationToken),
        [AllViews.OnTime] = async (node, cancellationToken) => await node.Get<IOnTimeView>().Waybills(
            new(AccessScope.Everything, null, null, default, OnTimeClock.Signed, OnTimeBasis.Gross), null, DateTimeOffset.UtcNow, null,
            int.MaxValue, cancellationToken),
        [AllViews.Receipts] = async (node, cancellationToken) => await node.Get<IReceiptsView>()
            .List(new ReceiptFilter(AccessScope.Everything, null, null, null, default, null, null), int.MaxValue, cancellationToken),
        [AllViews.Deadlines] = async (node, cancellationToken) => await node.Get<IDeadlinesView>()
            .List(new DeadlineFilter(AccessScope.Everything), null, DateTimeOffset.UtcNow, int.MaxValue, cancellationToken),
        [AllViews.Volumes] = async (node, cancellationToken) => await node.Get<IVolumesView>()
            .Waybills(new(AccessScope.Everything, null, null, null, null, null, null, null), int.MaxValue, cancellationToken),
    };

    // Columns are named like the row's members, as names are written in SQL.
    private static readonly JsonSerializerOptions Columns =
        new(EventJson.Rows) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Dictionary<View, IReadOnlyList<IViewRow>> rows = [];

    /// <summary>What the domain works out from whole streams.</summary>
    public static ViewRows Of(IReadOnlyCollection<History> histories)
    {
        var found = new ViewRows();
        foreach (var view in AllViews.All)
            found.rows[view] = InOrder(histories.SelectMany(history => view.RowsOf(history, Company)));
        return found;
    }

    /// <summary>
    /// What a node answers when it is asked for everything; from the tables where no question is answered with whole rows.
    /// </summary>
    public static async Task<ViewRows> Read(Node node, CancellationToken cancellationToken)
    {
        var found = new ViewRows();
        foreach (var view in AllViews.All)
            found.rows[view] = InOrder(Questions.TryGetValue(view, out var ask)
                ? await ask(node, cancellationToken) : await Stored(node, view, cancellationToken));
        return found;
    }

    public IReadOnlyList<IViewRow> RowsOf(View view) => rows[view];

    public List<TRow> RowsOf<TRow>(View<TRow> view) where TRow : class, IViewRow => [.. rows[view].Cast<TRow>()];

    /// <summary>The same rows, and none of this view.</summary>
    public ViewRows Without(View view)
    {
        var other = new ViewRows();
        foreach (var (each, its) in rows) other.rows[each] = each == view ? [] : its;
        return other;
    }

    public static ViewChanges Changes(params IEnumerable<History> histories)
    {
        var changes = new ViewChanges();
        foreach (var history in histories) new Projection(Company).Add(0, history, changes);
        return changes;
    }

    /// <summary>Compares row by row, so that a difference is reported as the row and not as a count.</summary>
    public void ShouldEqual(ViewRows other)
    {
        foreach (var view in AllViews.All) Same(view.Name, rows[view], other.rows[view]);
    }

    // As JSON: to the offset, and whatever a row holds.
    private static void Same(string view, IReadOnlyList<IViewRow> found, IReadOnlyList<IViewRow> expected)
    {
        List<string> these = [.. found.Select(Text)], those = [.. expected.Select(Text)];
        var (surplus, missing) = (these.Except(those).Take(3).ToList(), those.Except(these).Take(3).ToList());
        surplus.ShouldBeEmpty($"surplus rows of {view}; missing are {string.Join(' ', missing)}");
        missing.ShouldBeEmpty($"missing rows of {view}");
        these.ShouldBe(those);

        static string Text(IViewRow row) => JsonSerializer.Serialize(row, row.GetType(), EventJson.Rows);
    }

    private static List<IViewRow> InOrder(IEnumerable<IViewRow> rows) =>
        [.. rows.OrderBy(row => row.Waybill, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal)];

    // A table is called as its view. One without JSON has the row's members as its columns.
    private static async Task<IReadOnlyList<IViewRow>> Stored(Node node, View view, CancellationToken cancellationToken)
    {
        var table = JsonNamingPolicy.SnakeCaseLower.ConvertName(view.Name);
        await using var command = node.Get<NpgsqlDataSource>()
            .CreateCommand($"select to_jsonb(t) ->> 'row', to_jsonb(t)::text from tracking.{table} t");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<IViewRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add((IViewRow)(reader.IsDBNull(0) ? JsonSerializer.Deserialize(reader.GetString(1), view.RowType, Columns)
                : JsonSerializer.Deserialize(reader.GetString(0), view.RowType, EventJson.Rows))!);
        return await node.Get<SealedPersons>().Open<IViewRow>(rows, cancellationToken);
    }
}
