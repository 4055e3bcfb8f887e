using System.Globalization;

namespace OrderTracking.Oracle.Replay;

/// <summary>What a waybill's history comes to.</summary>
/// <param name="Timeline">Ids of all events in order of occurrence, including those that do not count.</param>
/// <param name="Corrected">Ids of the events that were corrected, in the same order.</param>
/// <param name="SignedInFullAt">The time at which, in order of occurrence, all received pieces were signed for.</param>
/// <param name="Verdict">onTime, late, open (the promise is not past yet), noPromise or cancelled.</param>
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
        var signed = SignedInFull(counting, received?.Pieces);
        return new Replayed(
            waybill,
            [.. timeline.Select(happened => happened.Id)],
            [.. timeline.Where(happened => struck.Contains(happened.Id)).Select(happened => happened.Id)],
            promise?.PromisedAt,
            signed?.OccurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            Verdict(counting.Any(happened => happened.Type == "cancelled"), promise?.Promise, signed?.OccurredAt, now));
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

    private static LogLine? SignedInFull(IEnumerable<LogLine> counting, int? pieces)
    {
        var sum = 0L;
        foreach (var signature in counting.Where(happened => happened.Type == "signed"))
        {
            sum += signature.Pieces ?? 0;
            if (sum >= pieces) return signature;
        }

        return null;
    }

    private static string Verdict(bool cancelled, DateTimeOffset? promise, DateTimeOffset? signed, DateTimeOffset now) =>
        (cancelled, promise, signed) switch
    {
        (true, _, _) => "cancelled",
        (_, null, _) => "noPromise",
        // As in the service's rate, a promise that is not past yet is not judged, whether or not somebody has signed.
        (_, { } due, _) when due >= now => "open",
        (_, { } due, var at) => at <= due ? "onTime" : "late"
    };
}
