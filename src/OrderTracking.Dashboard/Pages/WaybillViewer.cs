using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Dashboard.Pages;

/// <param name="Facts">The members of the event's data that the caller may see, as over HTTP.</param>
/// <param name="Exception">Of an event that raised an exception: what became of it.</param>
public sealed record ShownEvent(TimelineItem Item, JsonObject Facts, ExceptionRow? Exception);

/// <summary>What the page of a waybill shows.</summary>
/// <param name="Order">The members of the waybill's row that the caller may see, as over HTTP.</param>
/// <param name="IsStaff">Whether the caller sees more of it than a customer.</param>
public sealed record ShownWaybill(
    WaybillRow Row, JsonObject Order, bool IsStaff, IReadOnlyList<ShownEvent> Events, IReadOnlyList<StillDue> Due, Journey Journey,
    ReceiptRow? Receipt, string? Instructions, Func<string, string?> NameOf);

/// <summary>Reads a waybill for its page: the same history, with as much of it shown, as the API's answers about it.</summary>
public sealed class WaybillViewer(
    WaybillReader waybills, ReferenceDataCache reference, AccountInstructions instructions, IAccessLog accessLog, Company company,
    TimeProvider clock)
{
    public const string Route = "/waybills/{number}";

    /// <returns>Null where there is no such waybill for the caller.</returns>
    /// <exception cref="UnreadableEventException">It has an event that cannot be read, and the caller may know of it.</exception>
    public async Task<ShownWaybill?> Read(CallerContext who, string text, CancellationToken cancellationToken)
    {
        if (WaybillNumber.Parse(text) is not { } number) return null;
        History history;
        try
        {
            history = (await waybills.Current(number, cancellationToken)).History;
        }
        catch (UnreadableEventException unreadable) when (!who.Scope.Includes(unreadable.Streams[0].Readable))
        {
            return null;
        }
        if (who.Scope.Of(history) is not { } disclosure || WaybillRow.Rows(history).SingleOrDefault() is not { } row
            || history.Order is not { } order) return null;
        var (isStaff, now, names) = (disclosure > Disclosure.Customer, clock.GetUtcNow(), await reference.Now(cancellationToken));
        var timeline = Timeline.Of(history, company);
        var exceptions = ExceptionRow.Rows(history).ToDictionary(exception => exception.EventId);
        // Whoever is shown persons is put on record before.
        if (disclosure == Disclosure.Full && history.Events.Any(entry => PersonalData.AreIn(entry.Event)))
            await accessLog.Note(new(who.Caller.Subject, who.Caller.Roles, Route, [number], $"/waybills/{number}"), cancellationToken);
        var (data, rows) = disclosure switch
        {
            Disclosure.Full => (EventJson.Data, EventJson.Rows),
            Disclosure.Masked => (EventJson.MaskedData, EventJson.MaskedRows),
            _ => (EventJson.CustomerData, EventJson.CustomerRows),
        };
        return new(
            row, Members(row, typeof(WaybillRow), rows), isStaff,
            [.. timeline.Items.Select(item => new ShownEvent(item, Members(item.Entry.Event, item.Entry.Event.GetType(), data),
                exceptions.GetValueOrDefault(item.Entry.Id)))],
            [.. timeline.Due.Where(due => isStaff || due.What == DeadlineRule.Promise)], Journey.Of(history, order, company, now),
            ReceiptRow.Rows(history, company).SingleOrDefault(),
            isStaff ? (await instructions.Of(row.Account, cancellationToken))?.Text : null,
            station => names.Station(station, now)?.Event.Name);
    }

    private static JsonObject Members(object value, Type type, JsonSerializerOptions options) =>
        JsonSerializer.SerializeToNode(value, options.GetTypeInfo(type))!.AsObject();
}
