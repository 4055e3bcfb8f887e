using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>What is reported at one time: one event, or a correction with the event that replaces the corrected one.</summary>
internal sealed record Step(DateTimeOffset At, IReadOnlyList<EventLine> Lines);
