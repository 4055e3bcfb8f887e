using System.Globalization;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Keys;
using OrderTracking.Application.Past;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Dashboard.Pages;

/// <summary>A waybill as it stood at a moment of both clocks: by what had happened then, of what was recorded then.</summary>
/// <param name="OccurredStep">Which of the moments at which something happened, from 1.</param>
/// <param name="RecordedStep">Which of the moments at which something was recorded, from 1.</param>
public sealed record MomentOfWaybill(
    int OccurredStep, int RecordedStep, DateTimeOffset AsOf, DateTimeOffset KnownAt, History History, WaybillRow? Row)
{
    /// <summary>Whether an event counts; null where it had not happened or was not recorded.</summary>
    public bool? Counts(Guid id) => History.Find(id) is null ? null : !History.Corrections.ContainsKey(id);
}

/// <summary>The moments of a waybill's life on both clocks.</summary>
public sealed class WaybillLife
{
    private readonly History history;
    private readonly DateTimeOffset[] occurred, recorded;

    public WaybillLife(History history)
    {
        this.history = history;
        occurred = [.. history.Events.Select(entry => entry.Event.OccurredAt).Distinct().Order()];
        recorded = [.. history.Events.Select(entry => entry.RecordedAt).Distinct().Order()];
        Events = [.. history.Events.OrderBy(entry => entry.Event.OccurredAt).ThenBy(entry => entry.Position)];
    }

    public int OccurredSteps => occurred.Length;

    public int RecordedSteps => recorded.Length;

    /// <summary>All events, in order of occurrence.</summary>
    public IReadOnlyList<RecordedEvent<WaybillEvent>> Events { get; }

    public MomentOfWaybill At(int occurredStep, int recordedStep)
    {
        var (o, r) = (Math.Clamp(occurredStep, 1, OccurredSteps), Math.Clamp(recordedStep, 1, RecordedSteps));
        var then = history.KnownAt(recorded[r - 1]).AsOf(occurred[o - 1]);
        return new(o, r, occurred[o - 1], recorded[r - 1], then, WaybillRow.Rows(then).SingleOrDefault());
    }

    /// <summary>What was recorded at a moment, event by event, and what each changed in which view; persons masked.</summary>
    public IReadOnlyList<WaybillStep> Recorded(int recordedStep, Company company)
    {
        var at = recorded[Math.Clamp(recordedStep, 1, RecordedSteps) - 1];
        var before = history.Events.Where(entry => entry.RecordedAt < at).Select(entry => entry.Version).DefaultIfEmpty().Max();
        return [.. WaybillSteps.Of(history.KnownAt(at), before, company, EventJson.MaskedRows)];
    }

    /// <summary>What is compared of two moments; no persons.</summary>
    public static IReadOnlyList<(Text Name, Func<WaybillRow, Company, string> Value)> Fields { get; } =
    [
        (new("状态", "Status"), (row, _) => Names.Of(row.Status)),
        (new("所在网点", "Station"), (row, _) => row.Station),
        (new("下一站", "Next station"), (row, _) => row.NextStation ?? ""),
        (new("车辆", "Vehicle"), (row, _) => row.Vehicle ?? ""),
        (new("客户", "Account"), (row, _) => row.Account),
        (new("订单号", "Order"), (row, _) => row.OrderNumber ?? ""),
        (new("线路", "Lane"), (row, _) => row.Lane),
        (new("品名", "Goods"), (row, _) => row.Goods ?? ""),
        (new("件数", "Pieces"), (row, _) => Number(row.Pieces)),
        (new("已签收件数", "Signed pieces"), (row, _) => Number(row.SignedPieces)),
        (new("未签收件数", "Outstanding pieces"), (row, _) => Number(row.OutstandingPieces)),
        (new("重量(千克)", "Weight kg"), (row, _) => Number(row.WeightKg)),
        (new("体积(立方米)", "Volume m³"), (row, _) => Number(row.VolumeM3)),
        (new("运费", "Freight"), (row, _) => Number(row.Freight)),
        (new("返单份数", "Receipt copies"), (row, _) => Number(row.ReceiptCopies)),
        (new("未结异常", "Open exceptions"), (row, _) => Number(row.OpenExceptions)),
        (new("受理时间", "Received"), (row, company) => Time(row.ReceivedAt, company)),
        (new("承诺到货时间", "Promised"), (row, company) => Time(row.PromisedAt, company)),
        (new("签收时间", "Signed"), (row, company) => Time(row.SignedInFullAt, company)),
        (new("完结时间", "Closed"), (row, company) => Time(row.ClosedAt, company)),
        (new("最后事件", "Last event"), (row, company) => Time(row.LastEventAt, company)),
    ];

    private static string Number(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    public static string Time(DateTimeOffset? at, Company company) => at is { } time
        ? TimeZoneInfo.ConvertTime(time, company.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";
}

/// <param name="Entry">Null where the event cannot be read.</param>
public sealed record LogRow(long Position, string Stream, DateTimeOffset RecordedAt, RecordedEvent<DomainEvent>? Entry);

/// <summary>A part of the log, newest first.</summary>
/// <param name="From">The first position of the part, and <paramref name="To"/> its last; 0 where it is a whole stream.</param>
/// <param name="Head">The log's last position.</param>
public sealed record LogPart(IReadOnlyList<LogRow> Rows, long From, long To, long Head, int Window);

/// <param name="Stream">A waybill's number, or a stream of reference data.</param>
/// <param name="Type">An event's name over HTTP.</param>
public sealed record LogFilter(string? Stream, string? Type, string? Station)
{
    public bool Includes(DomainEvent domainEvent) =>
        (Type is null || EventTypes.Of(domainEvent).Wire == Type) && (Station is null || domainEvent.Station == Station);
}

/// <summary>Reads the log and waybills for auditors, who see everything.</summary>
public sealed class AuditReader(
    IEventLog log, WaybillReader waybills, ReferenceDataCache references, IViewPosition views, IApiKeys keys)
{
    // Of what is filtered most is left out, so a page looks at more of the log.
    private const int Page = 50, FilteredPage = 2_000;

    /// <summary>A waybill's life; null if there is none in scope.</summary>
    /// <exception cref="UnreadableEventException">One of its events cannot be read.</exception>
    public async Task<WaybillLife?> Life(AccessScope scope, string number, CancellationToken cancellationToken)
    {
        if (WaybillNumber.Parse(number) is not { } known) return null;
        var history = (await waybills.Current(known, cancellationToken)).History;
        return history.Events.Count > 0 && scope.Includes(history) ? new(history) : null;
    }

    /// <summary>Who sent each of these: a subject, with the name of the key where it came through one; null where nobody sent it.</summary>
    public async Task<IReadOnlyList<string?>> Senders(IReadOnlyList<WaybillStep> steps, CancellationToken cancellationToken)
    {
        var senders = new List<string?>();
        foreach (var sender in steps.Select(step => step.Entry.Sender))
            senders.Add(sender is not null && ApiKeys.IdOf(sender) is { } id && await keys.Find(id, cancellationToken) is { Key: var key }
                ? $"{sender} ({key.Name})" : sender);
        return senders;
    }

    /// <param name="to">The last position wanted; null for the log's end.</param>
    public async Task<LogPart> Log(LogFilter filter, long? to, CancellationToken cancellationToken)
    {
        var head = Math.Max((await views.Now(cancellationToken)).Position, (await references.Now(cancellationToken)).Position);
        if (filter.Stream is { } stream)
        {
            var rows = (await Stream(stream, cancellationToken)).Where(row => row.Entry is null || filter.Includes(row.Entry.Event));
            return new([.. rows.Reverse()], 0, 0, head, 0);
        }
        var window = filter is { Type: null, Station: null } ? Page : FilteredPage;
        var last = Math.Clamp(to ?? head, 0, head);
        var first = Math.Max(0, last - window);
        var found = new List<LogRow>();
        for (var after = first; after < last;)
        {
            var (page, unreadable) = await Read(after, (int)(last - after), cancellationToken);
            if (unreadable is not null) found.Add(new(unreadable.Position, unreadable.Stream, unreadable.RecordedAt, null));
            found.AddRange(page.Where(entry => entry.Entry.Position <= last && filter.Includes(entry.Entry.Event))
                .Select(entry => new LogRow(entry.Entry.Position, entry.Stream, entry.Entry.RecordedAt, entry.Entry)));
            if (page.Count == 0 && unreadable is null) break;
            after = unreadable?.Position ?? page[^1].Entry.Position;
        }
        found.Reverse();
        return new(found, first + 1, last, head, window);
    }

    private async Task<IEnumerable<LogRow>> Stream(string stream, CancellationToken cancellationToken)
    {
        if (WaybillNumber.Parse(stream) is not { } number)
            return (await references.Now(cancellationToken)).Stream(stream)
                .Select(entry => new LogRow(entry.Position, stream, entry.RecordedAt, entry));
        try
        {
            return (await waybills.Current(number, cancellationToken)).History.Events.Select(entry => new LogRow(
                entry.Position, number, entry.RecordedAt, new(entry.Id, entry.Position, entry.Version, entry.RecordedAt, entry.Source,
                    entry.Correlation, entry.Causation, entry.Event) { Sender = entry.Sender }));
        }
        catch (UnreadableEventException fault)
        {
            return [new(fault.First.Position, number, fault.First.RecordedAt, null)];
        }
    }

    // A page of events; or, if the very next event is unreadable, that one.
    private async Task<(IReadOnlyList<LogEntry> Page, UnreadableEvent? Stopped)> Read(
        long after, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return (await log.ReadAll(after, limit, cancellationToken), null);
        }
        catch (UnreadableEventException fault)
        {
            return ([], fault.First);
        }
    }
}
