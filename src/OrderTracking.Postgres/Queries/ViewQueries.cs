using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Queries;

/// <summary>Queries on the view tables.</summary>
internal sealed class ViewQueries(NpgsqlDataSource source, SealedPersons persons, PersonKeys keys) : IViewPosition, IWaybillsView,
    IOpenWaybills, IExceptionsView, IOnTimeView,
    IReceiptsView, IVolumesView, ILoadingListsView, ITracking
{
    public async Task<ViewPosition> Now(CancellationToken cancellationToken) =>
        (await source.Ask("Queries.position", reader => new ViewPosition(reader.GetInt64(0), reader.GetInt64(1)), cancellationToken))
            .Single();

    public async Task<IReadOnlyList<WaybillRow>> Search(WaybillFilter filter, int limit, CancellationToken cancellationToken) =>
        await persons.Open(await Find(filter, limit, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<WaybillRow>> Find(WaybillFilter filter, int limit, CancellationToken cancellationToken)
    {
        if (filter is { Scope.IsEverything: true, Status: { } status, Account: null, Lane: null, Text: null })
            return await source.Ask(
                "Queries.waybills_by_status", Row<WaybillRow>, cancellationToken, [Text("status", status), .. Page()]);
        NpgsqlParameter[] common =
            [Text("account", filter.Account), Text("status", filter.Status), Text("lane", filter.Lane), .. Page()];
        if (filter.Text is not { } text)
            return await source.Ask(filter.Scope, "Queries.waybills", Row<WaybillRow>, cancellationToken, common);
        var (trimmed, hashes) = (text.Trim(), filter.Scope.HasFull ? await keys.Hashes(cancellationToken) : null);
        var number = Literally(trimmed);
        return await source.Ask(
            filter.Scope, "Queries.waybills_search", Row<WaybillRow>, cancellationToken,
            [.. common, Text("number", number.ToUpperInvariant()), Text("order_number", number),
                Text("name_hashes", hashes?.OfName(trimmed)), Text("phone_hashes", hashes?.OfPhoneEnd(trimmed))]);

        NpgsqlParameter[] Page() =>
        [
            Time("received_from", filter.Received.From), Time("received_to", filter.Received.To),
            Time("after_received_at", filter.After?.At), Text("after_waybill", filter.After?.Waybill), Number("limit", limit),
        ];
    }

    public async Task<IReadOnlySet<string>> Within(
        AccessScope scope, IReadOnlyCollection<string> waybills, CancellationToken cancellationToken) =>
        (await source.Ask(scope, "Queries.waybills_within", reader => reader.GetString(0), cancellationToken, Texts("waybills", waybills)))
            .ToHashSet();

    public async Task<IReadOnlyList<OpenWaybill>> Open(
        IReadOnlyCollection<string>? accounts, IReadOnlyCollection<string>? lanes, OpenWaybill? after, int limit,
        CancellationToken cancellationToken)
    {
        var page = new List<OpenWaybill>();
        foreach (var status in Enum.GetValues<WaybillStatus>())
        {
            if (status.IsOver() || status < after?.Status || page.Count == limit) continue;
            var from = status == after?.Status ? after : null;
            page.AddRange(await source.Ask(
                "Queries.open_waybills", reader => new OpenWaybill(reader.GetString(0), status, new DateTimeOffset(reader.GetDateTime(1))),
                cancellationToken,
                Text("status", status), Time("after_received_at", from?.ReceivedAt ?? DateTimeOffset.MinValue),
                Text("after_waybill", from?.Number ?? ""), Texts("accounts", accounts), Texts("lanes", lanes),
                Number("limit", limit - page.Count)));
        }
        return page;
    }

    public async Task<IReadOnlyList<ExceptionRow>> List(
        ExceptionFilter filter, int limit, CancellationToken cancellationToken) => await persons.Open(await source.Ask(
        filter.Scope, "Queries.exceptions", Row<ExceptionRow>, cancellationToken,
        Text("account", filter.Account), Text("lane", filter.Lane), Text("kind", filter.Kind), Text("cause", filter.Cause),
        Text("status", filter.Status), Text("responsible_station", filter.ResponsibleStation), Time("raised_from", filter.Raised.From),
        Time("raised_to", filter.Raised.To), Text("waybill", filter.Waybill), Time("after_raised_at", filter.After?.At),
        Text("after_waybill", filter.After?.Waybill), Text("after_exception_id", filter.After?.ExceptionId), Number("limit", limit)),
        cancellationToken);

    public Task<IReadOnlyList<ExceptionCounts>> Report(
        ExceptionFilter filter, ExceptionGrouping? grouping, string zone, DateTimeOffset now, CancellationToken cancellationToken) =>
        source.Ask(
        filter.Scope, "Queries.exceptions_report",
        reader => new ExceptionCounts(
            Key(reader), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6),
            reader.GetInt64(7)),
        cancellationToken,
        Text("account", filter.Account), Text("lane", filter.Lane), Text("kind", filter.Kind), Text("cause", filter.Cause),
        Text("responsible_station", filter.ResponsibleStation), Time("raised_from", filter.Raised.From),
        Time("raised_to", filter.Raised.To), Text("grouping", grouping), Text("zone", zone), Time("now", now),
        Texts("branch_stations", filter.Branches.Keys), Texts("branches", filter.Branches.Values));

    public Task<IReadOnlyList<OnTimeRow>> Waybills(
        OnTimeFilter filter, OnTimeVerdict? verdict, DateTimeOffset now, string? after, int limit, CancellationToken cancellationToken) =>
        source.Ask(
        filter.Scope, "Queries.on_time_waybills", Row<OnTimeRow>, cancellationToken,
        Text("account", filter.Account), Text("lane", filter.Lane), Text("station", filter.Station),
        Texts("branch_stations", filter.BranchStations),
        Time("promised_from", filter.Promised.From), Time("promised_to", filter.Promised.To), Text("clock", filter.Clock),
        Text("basis", filter.Basis), Time("now", now), Text("verdict", verdict), Text("after_waybill", after), Number("limit", limit));

    public Task<IReadOnlyList<ReceiptRow>> List(ReceiptFilter filter, int limit, CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.receipts", Row<ReceiptRow>, cancellationToken,
        Text("account", filter.Account), Text("lane", filter.Lane), Text("station", filter.Station),
        Texts("branch_stations", filter.BranchStations), Text("status", filter.Status),
        Time("closed_from", filter.Closed.From), Time("closed_to", filter.Closed.To), Text("waybill", filter.Waybill),
        Text("verdict", filter.Side?.Verdict), Time("now", filter.Side?.Now), Text("after_waybill", filter.After), Number("limit", limit));

    public async Task<IReadOnlyDictionary<ReceiptStatus, long>> UnderWay(ReceiptFilter filter, CancellationToken cancellationToken) =>
        (await source.Ask(
            filter.Scope, "Queries.receipts_under_way",
            reader => (Status: Enum.Parse<ReceiptStatus>(reader.GetString(0), ignoreCase: true), Receipts: reader.GetInt64(1)),
            cancellationToken,
            Text("account", filter.Account), Text("lane", filter.Lane), Text("station", filter.Station),
        Texts("branch_stations", filter.BranchStations),
            Time("closed_from", filter.Closed.From), Time("closed_to", filter.Closed.To)))
        .ToDictionary(count => count.Status, count => count.Receipts);

    public Task<IReadOnlyList<VolumeRow>> Waybills(VolumeFilter filter, int limit, CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.volumes_waybills", Row<VolumeRow>, cancellationToken,
        Text("account", filter.Account), Text("lane", filter.Lane), Text("station", filter.Station),
        Texts("branch_stations", filter.BranchStations), Day("from_day", filter.From),
        Day("to_day", filter.To), Text("verdict", filter.Verdict), Day("after_day", filter.After?.Day),
        Text("after_waybill", filter.After?.Waybill), Number("limit", limit));

    public async Task<IReadOnlyList<(string Number, DateOnly Day)>> Numbers(
        LoadingListFilter filter, int limit, CancellationToken cancellationToken) => await source.Ask(
        filter.Scope, "Queries.loading_list_numbers", reader => (reader.GetString(0), reader.GetFieldValue<DateOnly>(1)), cancellationToken,
        Text("account", filter.Account), Text("station", filter.Station), Day("from_day", filter.From), Day("to_day", filter.To),
        Day("after_day", filter.After?.Day), Text("after_list", filter.After?.Number), Number("limit", limit));

    public Task<IReadOnlyList<LoadingListRow>> Lines(
        AccessScope scope, IReadOnlyCollection<string> numbers, CancellationToken cancellationToken) => source.Ask(
        scope, "Queries.loading_list_lines", Row<LoadingListRow>, cancellationToken, Texts("loading_lists", numbers));

    public async Task<bool> Matches(string number, string digits, CancellationToken cancellationToken) =>
        (await source.Ask("Queries.track", _ => true, cancellationToken,
            Text("number_and_phone", $"{number} {(await keys.Hashes(cancellationToken)).OfPhoneEnd(digits)}"))).Count > 0;

    // Escapes the wildcards of LIKE, so that what a user types is searched as it stands.
    private static string Literally(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
