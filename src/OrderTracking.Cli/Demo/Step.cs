using OrderTracking.Cli.Wire;

namespace OrderTracking.Cli.Demo;

/// <summary>Something that somebody reports at a time: one event, or a correction with the event that takes its place.</summary>
internal sealed record Step(DateTimeOffset At, IReadOnlyList<EventLine> Lines);
