using System.Globalization;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Reading;

/// <summary>What the public may see of a consignment, as the text of one short message (手机短信).</summary>
public static class TrackingMessage
{
    /// <summary>How many characters fit into one message in Chinese (UCS-2).</summary>
    public const int MaxLength = 70;

    public static string Of(TrackedWaybill found, Company company)
    {
        var last = found.Milestones.Count == 0 ? null : found.Milestones[^1];
        var head = $"运单{found.Waybill}";
        var promised = found.PromisedAt is { } at && !found.Status.IsOver() ? $",承诺{Local(at):M月d日}" : "";
        var where = last is null ? "" : $",{Local(last.At).ToString("M-d HH:mm", CultureInfo.InvariantCulture)}";
        var left = MaxLength - head.Length - found.StatusLabel.Length - where.Length - promised.Length - 2;
        // A station's name may be long; its code then stands for it, and where that is too long as well, nothing does.
        var station = last is null ? "" : new[] { last.Station.Name, last.Station.Code }.FirstOrDefault(name => name?.Length <= left) ?? "";
        return $"{head}:{found.StatusLabel}{where}{station}{promised}。";

        DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, company.Zone);
    }
}
