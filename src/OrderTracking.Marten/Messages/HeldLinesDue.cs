using OrderTracking.Application.Recording;

namespace OrderTracking.Marten.Messages;

/// <summary>Lines are held for a waybill that has been received.</summary>
public sealed record HeldLinesDue(string Waybill);

/// <summary>Decides them again. A line that is decided twice is a duplicate the second time.</summary>
public static class HeldLinesDueHandler
{
    public static Task Handle(HeldLinesDue due, HeldLineReleaser releaser, CancellationToken cancellationToken) => releaser.Release([due.Waybill], cancellationToken);
}
