namespace OrderTracking.Application.Projecting;

/// <summary>Something that the leading node does beside keeping the views, so that it is done once.</summary>
public interface ILeaderTask
{
    /// <summary>Goes on until it is cancelled. What goes wrong on the way is its own to say and to try again.</summary>
    Task Run(CancellationToken cancellationToken);
}
