using OrderTracking.Application.Recording;

namespace OrderTracking.Marten.Messages;

/// <summary>A waybill for which lines are held has been received: they are to be decided again.</summary>
public sealed record HeldLinesDue(string Waybill);

/// <summary>Decides the held lines. A line that is decided twice is a duplicate the second time.</summary>
public static class HeldLinesDueHandler
{
    public static Task Handle(HeldLinesDue due, HeldLineReleaser releaser, CancellationToken cancellationToken) =>
        releaser.ReleaseAll([due.Waybill], cancellationToken);
}
