namespace OrderTracking.Application.Access;

/// <summary>
/// Which quarantined lines a caller may see: those that the caller sent, and those of the caller's stations. A line's waybill is not
/// considered, because it may be what is wrong with the line.
/// </summary>
/// <param name="Sender">The caller's subject; null: all lines are seen, whatever the stations.</param>
public sealed record QuarantineScope(string? Sender, IReadOnlyCollection<string> Stations)
{
    public static QuarantineScope Everything { get; } = new(null, []);

    public static QuarantineScope Of(Caller caller, AccessScope scope) =>
        scope.IsEverything ? Everything : new(caller.Subject, scope.Stations ?? []);
}
