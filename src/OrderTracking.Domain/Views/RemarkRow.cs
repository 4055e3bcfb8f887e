using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>
/// What somebody should look at: an event with a remark (备注), or one that is odd for the freight. The condition that an arrival states is
/// no remark, because most say that all is well; that an event was recorded late is no mark here, because it is about the sender.
/// </summary>
public sealed record RemarkRow : IViewRow
{
    public required string Waybill { get; init; }

    public required Guid EventId { get; init; }

    public required string Account { get; init; }

    public required string Lane { get; init; }

    /// <summary>The event's type, as over HTTP.</summary>
    public required string Type { get; init; }

    public required string Station { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>What a remark beside a signature is about.</summary>
    public ExceptionKind? Kind { get; init; }

    public string? Text { get; init; }

    /// <summary>The marks, parted by commas: a text, so that rows are compared by value.</summary>
    public string? Odd { get; init; }

    string IViewRow.Key => EventId.ToString();

    public static IEnumerable<RemarkRow> Rows(History history)
    {
        if (history.Received() is not { } order) yield break;
        var marks = new OddMarks(order);
        foreach (var entry in history.EffectiveEvents)
        {
            var odd = marks.Of(entry);
            var (text, kind) = Remark(entry.Event);
            if (entry.Source != EventSource.Person || (odd is null && kind is null && string.IsNullOrWhiteSpace(text))) continue;
            yield return new RemarkRow
            {
                Waybill = history.Waybill,
                EventId = entry.Id,
                Account = order.Account,
                Lane = order.Lane(),
                Type = EventTypes.Of(entry.Event).Wire,
                Station = entry.Event.Station,
                OccurredAt = entry.Event.OccurredAt,
                RecordedAt = entry.RecordedAt,
                Kind = kind,
                Text = text,
                Odd = odd is null ? null : string.Join(',', odd),
            };
        }
    }

    private static (string? Text, ExceptionKind? Kind) Remark(WaybillEvent waybillEvent) => waybillEvent switch
    {
        Received received => (received.Remarks, null),
        OrderAmended amended => (amended.Remarks, null),
        Signed { Remark: { } remark } => (remark.Text, remark.Kind),
        StockedIn stocked => (stocked.PackingRemarks, null),
        DeliveryFailed failed => (failed.Reason, null),
        Refused refused => (refused.Reason, null),
        ReturnedToShipper returned => (returned.Reason, null),
        _ => (null, null),
    };
}
