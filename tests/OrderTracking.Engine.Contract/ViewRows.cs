using System.Text.Json;
using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;

namespace OrderTracking.Engine.Contract;

/// <summary>The rows of every view, to be compared; named as in <see cref="AllViews"/>.</summary>
public sealed record ViewRows(
    IReadOnlyList<WaybillRow> Waybills, IReadOnlyList<SearchRow> Search, IReadOnlyList<ExceptionRow> Exceptions,
    IReadOnlyList<OnTimeRow> OnTime,
    IReadOnlyList<ReceiptRow> Receipts, IReadOnlyList<DeadlineRow> Deadlines, IReadOnlyList<VolumeRow> Volumes,
    IReadOnlyList<StationVisitRow> StationVisits)
{
    public static readonly Company Company = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    /// <summary>What the domain works out from whole streams.</summary>
    public static ViewRows Of(IReadOnlyCollection<History> histories)
    {
        return new(
            All(AllViews.Waybills), All(AllViews.Search), All(AllViews.Exceptions), All(AllViews.OnTime),
            All(AllViews.Receipts), All(AllViews.Deadlines), All(AllViews.Volumes), All(AllViews.StationVisits));

        IReadOnlyList<TRow> All<TRow>(View<TRow> view) where TRow : class, IViewRow =>
            InOrder(histories.SelectMany(history => view.Rows(history, Company)));
    }

    /// <summary>
    /// What a node answers when it is asked for everything; from the tables where no question is answered with whole rows.
    /// </summary>
    public static async Task<ViewRows> Read(Node node, CancellationToken cancellationToken) => new(
        InOrder(await node.Get<IWaybillsView>()
            .Search(new(AccessScope.Everything, null, null, null, default, null, null), int.MaxValue, cancellationToken)),
        InOrder(await Rows(node, "select row::text from tracking.search",
            reader => JsonSerializer.Deserialize<SearchRow>(reader.GetString(0), EventJson.Rows)!, cancellationToken)),
        InOrder(await node.Get<IExceptionsView>()
            .List(new(AccessScope.Everything, null, null, null, null, null, default, null, null), int.MaxValue, cancellationToken)),
        InOrder(await node.Get<IOnTimeView>().Waybills(
            new(AccessScope.Everything, null, null, default, OnTimeClock.Signed, OnTimeBasis.Gross), null, DateTimeOffset.UtcNow, null,
            int.MaxValue, cancellationToken)),
        InOrder(await node.Get<IReceiptsView>()
            .List(new ReceiptFilter(AccessScope.Everything, null, null, null, default, null, null), int.MaxValue, cancellationToken)),
        InOrder(await node.Get<IDeadlinesView>()
            .List(new DeadlineFilter(AccessScope.Everything), null, DateTimeOffset.UtcNow, int.MaxValue, cancellationToken)),
        InOrder(await node.Get<IVolumesView>()
            .Waybills(new(AccessScope.Everything, null, null, null, null, null, null, null), int.MaxValue, cancellationToken)),
        InOrder(await Rows(node, "select waybill, station from tracking.station_visits",
            reader => new StationVisitRow(reader.GetString(0), reader.GetString(1)), cancellationToken)));

    public static ViewChanges Changes(params IEnumerable<History> histories)
    {
        var changes = new ViewChanges();
        foreach (var history in histories) new Projection(Company).Add(0, history, changes);
        return changes;
    }

    /// <summary>Compares row by row, so that a difference is reported as the row and not as a count.</summary>
    public void ShouldEqual(ViewRows other)
    {
        Same(Waybills, other.Waybills);
        Same(Search, other.Search);
        Same(Exceptions, other.Exceptions);
        Same(OnTime, other.OnTime);
        Same(Receipts, other.Receipts);
        Same(Deadlines, other.Deadlines);
        Same(Volumes, other.Volumes);
        Same(StationVisits, other.StationVisits);
    }

    // As JSON: to the offset, and whatever a row holds.
    private static void Same<TRow>(IReadOnlyList<TRow> found, IReadOnlyList<TRow> expected) where TRow : IViewRow
    {
        List<string> these = [.. found.Select(Text)], those = [.. expected.Select(Text)];
        var (surplus, missing) = (these.Except(those).Take(3).ToList(), those.Except(these).Take(3).ToList());
        surplus.ShouldBeEmpty($"surplus {typeof(TRow).Name}s; missing are {string.Join(' ', missing)}");
        missing.ShouldBeEmpty($"missing {typeof(TRow).Name}s");
        these.ShouldBe(those);

        static string Text(TRow row) => JsonSerializer.Serialize(row, EventJson.Rows);
    }

    private static List<TRow> InOrder<TRow>(IEnumerable<TRow> rows) where TRow : IViewRow =>
        [.. rows.OrderBy(row => row.Waybill, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal)];

    private static async Task<List<TRow>> Rows<TRow>(
        Node node, string sql, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken)
    {
        await using var command = node.Get<NpgsqlDataSource>().CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }
}
