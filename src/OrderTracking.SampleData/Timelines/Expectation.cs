using System.Globalization;
using System.Text.RegularExpressions;
using OrderTracking.Client;
using OrderTracking.SampleData.Sending;

namespace OrderTracking.SampleData.Timelines;

/// <summary>
/// The outcomes that the service's published rules give for lines: a missing or bare time is refused, an event of a waybill that was
/// never received is held, and signatures for more pieces than there are are refused. The service's answers are compared with this,
/// and it does not use them.
/// </summary>
internal static partial class Expectation
{
    public const string MissingField = "missing-field", InvalidTime = "invalid-time",
        UnknownWaybill = "unknown-waybill", MorePieces = "more-pieces-than-outstanding";

    public static IReadOnlyDictionary<Guid, SendingOutcome> Of(IReadOnlyList<EventLine> lines)
    {
        Dictionary<Guid, SendingOutcome> expected = [];
        foreach (var waybill in lines.GroupBy(line => line.Waybill))
        {
            var received = waybill.FirstOrDefault(line => line.Type == "received" && Malformed(line) is null);
            var outstanding = received?.Data["pieces"]!.GetValue<int>() ?? 0;

            // Every signature is for one piece, so their order does not change how many are refused.
            foreach (var line in waybill)
            {
                var outcome = Malformed(line)
                    ?? (received is null ? new SendingOutcome(LineStatus.Held, UnknownWaybill) : null)
                    ?? (line.Type == "signed" && (outstanding -= Pieces(line)) < 0
                        ? new SendingOutcome(LineStatus.Refused, MorePieces) : null)
                    ?? new SendingOutcome(LineStatus.Accepted);
                if (outcome.Code == MorePieces) outstanding += Pieces(line);
                expected.Add(line.Id, outcome);
            }
        }

        return expected;
    }

    private static int Pieces(EventLine line) => line.Data["pieces"]!.GetValue<int>();

    private static SendingOutcome? Malformed(EventLine line) => line.OccurredAt switch
    {
        null or "" => new SendingOutcome(LineStatus.Refused, MissingField),
        var time when !WithOffset().IsMatch(time) || !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out _) =>
            new SendingOutcome(LineStatus.Refused, InvalidTime),
        _ => null
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex WithOffset();
}
