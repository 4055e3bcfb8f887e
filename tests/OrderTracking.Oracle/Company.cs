namespace OrderTracking.Oracle;

/// <summary>A whole log, and what follows from it at a time.</summary>
public sealed partial class Company
{
    public Company(IEnumerable<string> lines, TimeZoneInfo zone, DateTimeOffset now)
    {
        (Days, Now) = (new(zone), now);
        Log = [.. lines.Where(line => line.Length > 0).Select(LogEvent.Parse)];
        Reference = new([.. Log.Where(entry => entry.IsReference)], Days);
        Waybills = [.. Log.Where(entry => entry.IsOfWaybill).GroupBy(entry => entry.Stream)
            .Select(stream => new Waybill(stream.Key, [.. stream], Days))];
    }

    public IReadOnlyList<LogEvent> Log { get; }

    public IReadOnlyList<Waybill> Waybills { get; }

    public IReadOnlyList<CaseRow> Cases => field ??=
    [
        .. Claims.Select(claim => claim.Row()).Concat(Complaints.Select(complaint => complaint.Row()))
            .Concat(Stories.Select(story => story.Row())).Concat(Rounds.Select(round => round.Row()))
            .Concat(DeskNotes.Select(note => note.Row())).OfType<CaseRow>(),
    ];

    /// <summary>Insurances and inquiries.</summary>
    public IEnumerable<CaseStory> Stories => Log.Where(entry => entry.IsOfCase).GroupBy(entry => entry.Stream)
        .Select(stream => stream.Key.Split(':')[0] switch
        {
            "insurance" => new Insurance(stream.Key, [.. stream], Reference),
            "inquiry" => new Inquiry(stream.Key, [.. stream], Reference),
            _ => (CaseStory?)null,
        }).OfType<CaseStory>();

    public IEnumerable<Round> Rounds => Log.Where(entry => entry.Stream.StartsWith("round:", StringComparison.Ordinal))
        .GroupBy(entry => entry.Stream).Select(stream => new Round(stream.Key, [.. stream], Reference, Days));

    public IEnumerable<Desk> DeskNotes => Log.Where(entry => entry.Stream.StartsWith("desk:", StringComparison.Ordinal))
        .GroupBy(entry => entry.Stream).Select(stream => new Desk(stream.Key, [.. stream], Reference, Days));

    public IEnumerable<Complaint> Complaints =>
        Log.Where(entry => entry.Stream.StartsWith("complaint:", StringComparison.Ordinal)).GroupBy(entry => entry.Stream)
            .Select(stream => new Complaint(stream.Key, [.. stream], Reference));

    public IEnumerable<Claim> Claims =>
        Log.Where(entry => entry.Stream.StartsWith("claim:", StringComparison.Ordinal)).GroupBy(entry => entry.Stream)
            .Select(stream => new Claim(stream.Key, [.. stream], Reference, Days));

    public ReferenceData Reference { get; }

    /// <summary>The branch of a station now; null while it is of none.</summary>
    public string? BranchOf(string station) => Reference.BranchOf(station, Now);

    public Reports Reports => new(Log, Days, Now);

    public Days Days { get; }

    public IReadOnlyList<OnTimeRow> OnTime => field ??= [.. Waybills.SelectMany(waybill => waybill.OnTime())];

    public IReadOnlyList<ReceiptRow> Receipts => field ??= [.. Waybills.SelectMany(waybill => waybill.Receipts())];

    public IReadOnlyList<DeadlineRow> Deadlines => field ??= [.. Waybills.SelectMany(waybill => waybill.Deadlines())];

    public IReadOnlyList<VolumeRow> Volumes => field ??= [.. Waybills.SelectMany(waybill => waybill.Volumes())];

    public IReadOnlyList<ExceptionRow> Exceptions => field ??= [.. Waybills.SelectMany(waybill => waybill.Exceptions())];

    public DateTimeOffset Now { get; }

    /// <summary>What the rules and the clock appended without a reason, or failed to append.</summary>
    public IEnumerable<string> Faults()
    {
        for (var i = 1; i < Log.Count; i++)
            if (Log[i].Position <= Log[i - 1].Position || Log[i].RecordedAt < Log[i - 1].RecordedAt)
                yield return $"position {Log[i].Position} comes after {Log[i - 1].Position}, or was recorded before it";
        foreach (var stream in Log.GroupBy(entry => entry.Stream))
            if (!stream.Select(entry => entry.Version).SequenceEqual(Enumerable.Range(1, stream.Count()).Select(version => (long)version)))
                yield return $"{stream.Key} has other versions than 1 to {stream.Count()}";
        foreach (var twice in Log.GroupBy(entry => entry.Id).Where(same => same.Count() > 1))
            yield return $"{twice.Key} is there {twice.Count()} times";
        foreach (var fault in BetweenCases()) yield return fault;
        foreach (var fault in new Appended(Waybills, Reference, Now).Faults().Concat(Reports.Faults())) yield return fault;
    }

    // What a case says to another one is recorded in both, as long as it counts.
    private IEnumerable<string> BetweenCases()
    {
        var rounds = Rounds.ToList();
        foreach (var round in rounds)
        {
            var following = rounds.Where(other => other.Opened?.Text("follows") == round.Number).Select(other => other.Number).Order();
            if (!following.SequenceEqual(round.FollowedBy.Order()))
                yield return $"round {round.Number} is followed by {string.Join(' ', round.FollowedBy)}";
            foreach (var complaint in round.Complaints.Where(number => Complaints.All(other => other.Row()?.Number != number)))
                yield return $"complaint {complaint} of round {round.Number} was not opened";
        }
    }
}
