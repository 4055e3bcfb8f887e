namespace OrderTracking.Application.Access;

/// <summary>
/// Which lines in quarantine somebody may see: those that he sent himself, and those of his stations. A line's waybill does not count:
/// it may be the very thing that is wrong with it.
/// </summary>
/// <param name="Sender">Null: all lines are seen, whatever the stations.</param>
public sealed record QuarantineScope(string? Sender, IReadOnlyCollection<string> Stations)
{
    public static QuarantineScope Everything { get; } = new(null, []);

    public static QuarantineScope Of(Caller caller, AccessScope scope) => scope.IsEverything ? Everything : new(caller.Subject, scope.Stations ?? []);
}
