using System.Collections.Immutable;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Cases;

/// <summary>A step of a case that is due, and whether it was taken in time.</summary>
/// <param name="StartedAt">When it became due to be taken.</param>
/// <param name="DueAt">The end of its time, to which the rest of the clock while the case was suspended is added.</param>
/// <param name="KeptAt">When it was taken.</param>
/// <param name="EndedAt">When it was no longer wanted.</param>
public sealed record CaseStep(
    string Name, DateTimeOffset StartedAt, DateTimeOffset DueAt, DateTimeOffset? KeptAt = null, DateTimeOffset? EndedAt = null)
{
    public bool IsOpen() => KeptAt is null && EndedAt is null;

    /// <summary>How it was kept, by the times alone.</summary>
    /// <param name="restsSince">Since when the case is suspended; its steps then do not run out.</param>
    public StepVerdict Verdict(DateTimeOffset? restsSince, DateTimeOffset now) =>
        KeptAt is { } kept ? kept <= DueAt ? StepVerdict.Met : StepVerdict.Late
        : EndedAt is { } ended ? ended <= DueAt ? StepVerdict.Ended : StepVerdict.Missed
        : restsSince is { } since && since <= DueAt ? StepVerdict.Rests
        : DueAt < now ? StepVerdict.Missed : StepVerdict.Open;
}

/// <summary>How a step was kept. Met and late were taken; ended was no longer wanted, before its time was over.</summary>
public enum StepVerdict { Open, Met, Late, Missed, Ended, Rests }

/// <summary>What the rules and the rows of every kind of case read; each kind adds its own.</summary>
public abstract record CaseState
{
    /// <summary>Null until the case is opened.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string Account { get; init; } = "";

    /// <summary>The station that opened it.</summary>
    public string Station { get; init; } = "";

    /// <summary>The station that is found responsible.</summary>
    public string? ResponsibleStation { get; init; }

    public IReadOnlyList<string> Waybills { get; init; } = [];

    /// <summary>Since when it is suspended; null while it is not.</summary>
    public DateTimeOffset? RestsSince { get; init; }

    public ImmutableSortedDictionary<string, CaseStep> Steps { get; init; } =
        ImmutableSortedDictionary.Create<string, CaseStep>(StringComparer.Ordinal);
}

internal static class CaseSteps
{
    /// <summary>Begins a step; one of the same name that was taken before is taken again.</summary>
    public static T Begin<T>(this T state, StepDue due) where T : CaseState =>
        state with { Steps = state.Steps.SetItem(due.Step, new(due.Step, due.OccurredAt, due.DueAt)) };

    /// <summary>Takes a step, if it is open.</summary>
    public static T Keep<T>(this T state, string step, DateTimeOffset at) where T : CaseState =>
        state.Steps.GetValueOrDefault(step) is { } open && open.IsOpen()
            ? state with { Steps = state.Steps.SetItem(step, open with { KeptAt = at }) } : state;

    /// <summary>Ends a step that is no longer wanted, if it is open.</summary>
    public static T End<T>(this T state, string step, DateTimeOffset at) where T : CaseState =>
        state.Steps.GetValueOrDefault(step) is { } open && open.IsOpen()
            ? state with { Steps = state.Steps.SetItem(step, open with { EndedAt = at }) } : state;

    /// <summary>Closes the case, and ends what is open of it.</summary>
    public static T Close<T>(this T state, DateTimeOffset at) where T : CaseState
    {
        foreach (var step in state.Steps.Keys) state = state.End(step, at);
        return state with { ClosedAt = at };
    }

    /// <summary>Lets the clocks run on: what was not over when the case was suspended is due so much later as it rested.</summary>
    public static T Resume<T>(this T state, DateTimeOffset at) where T : CaseState
    {
        if (state.RestsSince is not { } since) return state;
        foreach (var step in state.Steps.Values)
            if (step.IsOpen() && step.DueAt >= since)
                state = state with
                {
                    Steps = state.Steps.SetItem(
                        step.Name, step with { DueAt = step.DueAt + (at - (step.StartedAt > since ? step.StartedAt : since)) }),
                };
        return state with { RestsSince = null };
    }
}
