using OrderTracking.Application.Sandbox;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>Where a sandbox's clock is to go.</summary>
/// <param name="Now">From the current time on, at most 366 days ahead.</param>
public sealed record MovedClock(DateTimeOffset Now);

/// <summary>A sandbox's clock.</summary>
/// <param name="Now">It goes on by itself.</param>
/// <param name="Position">The last position of the log.</param>
public sealed record SandboxClockItem(DateTimeOffset Now, long Position);

/// <summary>A story that can be chosen.</summary>
public sealed record StoryItem(string Story, string Summary)
{
    public static StoryItem Of(Story story) => new(story.Name, story.Summary);
}

/// <summary>The story to begin, for a new waybill of an account.</summary>
public sealed record BegunStory(string Story, string Account);

/// <summary>A step of a story.</summary>
/// <param name="At">When it happens and is recorded, by the sandbox's clock.</param>
public sealed record StoryStepItem(DateTimeOffset At, Guid Id, string Type, string Station);

/// <summary>A story that was begun.</summary>
/// <param name="Steps">What the carrier records; rules may add events of their own.</param>
public sealed record StoryRunItem(string Waybill, string Story, string Account, IReadOnlyList<StoryStepItem> Steps)
{
    public static StoryRunItem Of(StoryUnderWay story) => new(story.Run.Waybill, story.Run.Story, story.Run.Account,
    [
        .. from step in story.Steps
           from submitted in step.Events
           select new StoryStepItem(step.At, submitted.Id, EventTypes.Of(submitted.Event).Wire, submitted.Event.Station),
    ]);
}
