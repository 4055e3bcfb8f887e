namespace OrderTracking.Application.Ports;

/// <summary>A waybill of a sandbox that lives through a story.</summary>
/// <param name="BegunAt">By the sandbox's clock; the story's steps are counted from it.</param>
/// <param name="StepsDone">How many of its steps were recorded.</param>
public sealed record StoryRun(string Waybill, string Story, string Account, DateTimeOffset BegunAt, int StepsDone);

/// <summary>What a sandbox's database keeps beside the log: by how much its clock is ahead, and the stories under way.</summary>
public interface ISandbox
{
    /// <summary>By how much the sandbox's clock is ahead of the machine's.</summary>
    Task<TimeSpan> Ahead(CancellationToken cancellationToken);

    /// <summary>Moves the sandbox's clock; it never goes back.</summary>
    Task SetAhead(TimeSpan ahead, CancellationToken cancellationToken);

    Task Begin(StoryRun run, CancellationToken cancellationToken);

    /// <summary>The stories that are not over, the oldest first.</summary>
    Task<IReadOnlyList<StoryRun>> UnderWay(CancellationToken cancellationToken);

    /// <param name="isOver">Whether it was the last step.</param>
    Task StepDone(StoryRun run, bool isOver, CancellationToken cancellationToken);
}
