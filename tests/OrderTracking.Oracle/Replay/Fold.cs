using System.Globalization;

namespace OrderTracking.Oracle.Replay;

/// <summary>What a waybill's history comes to.</summary>
/// <param name="Timeline">Ids of all events in order of occurrence, including those that do not count.</param>
/// <param name="Corrected">Ids of the events that were corrected, in the same order.</param>
/// <param name="SignedInFullAt">
/// The last signature up to the event with which, in order of occurrence, all received pieces were signed for, returned or written off.
/// </param>
/// <param name="Verdict">onTime, late, open (the promise is not past yet), noPromise, returned (altogether) or cancelled.</param>
public sealed record Replayed(
    string Waybill, IReadOnlyList<string> Timeline, IReadOnlyList<string> Corrected, string? PromisedAt, string? SignedInFullAt,
    string Verdict);

/// <summary>Folds the events of one waybill.</summary>
public static class Fold
{
    /// <param name="now">Promises before this time are judged.</param>
    public static Replayed Waybill(string waybill, IReadOnlyCollection<LogLine> events, DateTimeOffset now)
    {
        var struck = Corrected(events);
        LogLine[] timeline = [.. events
            .OrderBy(happened => happened.OccurredAt.UtcTicks)
            .ThenBy(happened => Ranks.Of(happened.Type))
            .ThenBy(happened => happened.Id, StringComparer.Ordinal)];
        LogLine[] counting = [.. timeline.Where(happened => !struck.Contains(happened.Id))];

        var received = counting.FirstOrDefault(happened => happened.Type == "received");
        var promise = counting.LastOrDefault(happened => happened.Type == "promiseSet") ?? received;
        var (signed, isReturned) = Closed(counting, received?.Pieces);
        return new Replayed(
            waybill,
            [.. timeline.Select(happened => happened.Id)],
            [.. timeline.Where(happened => struck.Contains(happened.Id)).Select(happened => happened.Id)],
            promise?.PromisedAt,
            signed?.OccurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            Verdict(counting.Any(happened => happened.Type == "cancelled"), promise?.Promise, signed?.OccurredAt, isReturned, now));
    }

    /// <summary>
    /// Ids of events that a correction names which itself counts. Only a later correction can correct one, so going from the newest to the
    /// oldest, each is judged before what it names.
    /// </summary>
    private static HashSet<string> Corrected(IEnumerable<LogLine> events)
    {
        HashSet<string> struck = [];
        foreach (var correction in events.Where(happened => happened.Type == "corrected").OrderByDescending(happened => happened.Position))
        {
            if (!struck.Contains(correction.Id) && correction.CorrectedEvent is { } wrong) struck.Add(wrong);
        }

        return struck;
    }

    private static (LogLine? LastSignature, bool IsReturned) Closed(IEnumerable<LogLine> counting, int? pieces)
    {
        var (settled, returned, signature) = (0L, 0L, (LogLine?)null);
        foreach (var happened in counting.Where(happened => happened.Type is "signed" or "returnedToShipper" or "writtenOff"))
        {
            settled += happened.Pieces ?? 0;
            if (happened.Type == "signed") signature = happened;
            if (happened.Type == "returnedToShipper") returned += happened.Pieces ?? 0;
            if (settled >= pieces) return (signature, returned >= pieces);
        }

        return (null, false);
    }

    private static string Verdict(bool cancelled, DateTimeOffset? promise, DateTimeOffset? signed, bool isReturned, DateTimeOffset now) =>
        (cancelled, promise, signed) switch
    {
        (true, _, _) => "cancelled",
        (_, null, _) => "noPromise",
        (_, _, null) when isReturned => "returned",
        // As in the service's rate, a promise that is not past yet is not judged, whether or not somebody has signed.
        (_, { } due, _) when due >= now => "open",
        (_, { } due, var at) => at <= due ? "onTime" : "late"
    };
}
