using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Postgres.Statements;
using OrderTracking.Postgres.Views;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Queries;

/// <summary>Queries on the view tables.</summary>
internal sealed class ViewQueries(NpgsqlDataSource source) : IViewPosition, IWaybillsView, IOpenWaybills, IExceptionsView, IOnTimeView,
    IReceiptsView, IVolumesView, ITracking
{
    public async Task<ViewPosition> Now(CancellationToken cancellationToken) =>
        (await source.Ask("Queries.position", reader => new ViewPosition(reader.GetInt64(0), reader.GetInt64(1)), cancellationToken))
            .Single();

    public Task<IReadOnlyList<WaybillRow>> Search(WaybillFilter filter, int limit, CancellationToken cancellationToken)
    {
        if (filter is { Scope.IsEverything: true, Status: { } status, Account: null, Lane: null, Text: null })
            return source.Ask(
                "Queries.waybills_by_status", Row<WaybillRow>, cancellationToken, Text(status), Time(filter.Received.From),
                Time(filter.Received.To),
                Time(filter.After?.At), Text(filter.After?.Waybill), Number(limit));
        NpgsqlParameter[] common =
        [
            Text(filter.Account), Text(filter.Status), Text(filter.Lane), Time(filter.Received.From), Time(filter.Received.To),
            Time(filter.After?.At), Text(filter.After?.Waybill), Number(limit),
        ];
        if (filter.Text is not { } text) return source.Ask(filter.Scope, "Queries.waybills", Row<WaybillRow>, cancellationToken, common);
        var (numbers, digits) = (Literally(text.Trim()), ViewTables.Reversed(text));
        // A caller for whom names and phones are masked must not search by them either: they could be guessed letter by letter.
        var (name, phone) = filter.Scope.IsMasked ? (null, null) : (numbers, digits?.Length >= 4 ? digits : null);
        return source.Ask(
            filter.Scope, "Queries.waybills_search", Row<WaybillRow>, cancellationToken,
            [.. common, Text(numbers.ToUpperInvariant()), Text(numbers), Text(name), Text(phone)]);
    }

    public async Task<IReadOnlyList<OpenWaybill>> Open(
        IReadOnlyCollection<string>? accounts, IReadOnlyCollection<string>? lanes, OpenWaybill? after, int limit,
        CancellationToken cancellationToken)
    {
        var page = new List<OpenWaybill>();
        foreach (var status in Enum.GetValues<WaybillStatus>())
        {
            if (status is WaybillStatus.Signed or WaybillStatus.Cancelled || status < after?.Status || page.Count == limit) continue;
            var from = status == after?.Status ? after : null;
            page.AddRange(await source.Ask(
                "Queries.open_waybills", reader => new OpenWaybill(reader.GetString(0), status, new DateTimeOffset(reader.GetDateTime(1))),
                cancellationToken,
                Text(status), Time(from?.ReceivedAt ?? DateTimeOffset.MinValue), Text(from?.Number ?? ""), Texts(accounts), Texts(lanes),
                Number(limit - page.Count)));
        }
        return page;
    }

    public Task<IReadOnlyList<ExceptionRow>> List(ExceptionFilter filter, int limit, CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.exceptions", Row<ExceptionRow>, cancellationToken,
        Text(filter.Account), Text(filter.Lane), Text(filter.Kind), Text(filter.Status), Text(filter.ResponsibleStation),
        Time(filter.Raised.From),
        Time(filter.Raised.To), Text(filter.Waybill), Time(filter.After?.At), Text(filter.After?.Waybill), Text(filter.After?.ExceptionId),
        Number(limit));

    public Task<IReadOnlyList<ExceptionCounts>> Report(
        ExceptionFilter filter, ExceptionGrouping? grouping, string zone, DateTimeOffset now, CancellationToken cancellationToken) =>
        source.Ask(
        filter.Scope, "Queries.exceptions_report",
        reader => new ExceptionCounts(
            Key(reader), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6),
            reader.GetInt64(7)),
        cancellationToken,
        Text(filter.Account), Text(filter.Lane), Text(filter.Kind), Text(filter.ResponsibleStation), Time(filter.Raised.From),
        Time(filter.Raised.To),
        Text(grouping), Text(zone), Time(now));

    public Task<IReadOnlyList<OnTimeRow>> Waybills(
        OnTimeFilter filter, OnTimeVerdict? verdict, DateTimeOffset now, string? after, int limit, CancellationToken cancellationToken) =>
        source.Ask(
        filter.Scope, "Queries.on_time_waybills", Row<OnTimeRow>, cancellationToken,
        [.. OnTimeParameters(filter, now), Text(verdict), Text(after), Number(limit), Text(filter.Station)]);

    public Task<IReadOnlyList<ReceiptRow>> List(ReceiptFilter filter, int limit, CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.receipts", Row<ReceiptRow>, cancellationToken,
        Text(filter.Account), Text(filter.Lane), Text(filter.Status), Time(filter.Signed.From), Time(filter.Signed.To),
        Text(filter.Waybill),
        Text(filter.After), Number(limit), Text(filter.Station), Text(filter.Side?.Verdict), Time(filter.Side?.Now));

    public Task<IReadOnlyList<VolumeRow>> Waybills(VolumeFilter filter, int limit, CancellationToken cancellationToken) => source.Ask(
        filter.Scope, "Queries.volumes_waybills", Row<VolumeRow>, cancellationToken,
        Text(filter.Account), Text(filter.Lane), Text(filter.Station), Day(filter.From), Day(filter.To), Text(filter.Verdict),
        Day(filter.After?.Day), Text(filter.After?.Waybill), Number(limit));

    public async Task<bool> Matches(string number, string digits, CancellationToken cancellationToken) =>
        (await source.Ask("Queries.track", _ => true, cancellationToken, Text($"{number} {ViewTables.Reversed(digits)}"))).Count > 0;

    private static NpgsqlParameter[] OnTimeParameters(OnTimeFilter filter, DateTimeOffset now) =>
    [
        Text(filter.Account), Text(filter.Lane), Time(filter.Promised.From), Time(filter.Promised.To), Text(filter.Clock),
        Text(filter.Basis), Time(now),
    ];

    // Escapes the wildcards of LIKE, so that what a user types is searched as it stands.
    private static string Literally(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
