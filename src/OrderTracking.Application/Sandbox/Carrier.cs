using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain;

namespace OrderTracking.Application.Sandbox;

/// <summary>
/// The carrier of a sandbox: it records what happens in the stories that testers have begun, each step when its time has come.
/// </summary>
public sealed partial class Carrier(ISandbox sandbox, Recorder recorder, Company company, TimeProvider clock, ILogger<Carrier> logger)
{
    private const int RandomDigits = 10;

    private static readonly Author Author =
        new(new("sandbox-carrier", "sandbox.carrier", [], [Caller.Everywhere], []), AccessScope.Everything, [new(null, null)]);

    /// <summary>Begins a story for a new waybill of that account; its first step is recorded at the next look.</summary>
    public async Task<StoryUnderWay> Begin(Story story, string account, CancellationToken cancellationToken)
    {
        var run = new StoryRun(
            $"SBX-{RandomNumberGenerator.GetHexString(RandomDigits)}", story.Name, account, Microseconds.Now(clock), 0);
        await sandbox.Begin(run, cancellationToken);
        return new(run, story.Steps(run, company));
    }

    /// <summary>When the next step of any story is due; null where none is under way.</summary>
    public async Task<DateTimeOffset?> Next(CancellationToken cancellationToken) =>
        (await UnderWay(cancellationToken)).Select(story => (DateTimeOffset?)story.Steps[story.Run.StepsDone].At).Min();

    /// <summary>Records the steps whose time has come, in the order in which they happen.</summary>
    public async Task RecordDue(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due =
            from story in await UnderWay(cancellationToken)
            from step in story.Steps.Skip(story.Run.StepsDone).Select((step, i) => (Step: step, Number: story.Run.StepsDone + i + 1))
            where step.Step.At <= now
            orderby step.Step.At
            select (story.Run, step.Step, step.Number, IsLast: step.Number == story.Steps.Count);
        foreach (var (run, step, number, isLast) in due.ToList())
        {
            // A tester may have recorded what leaves the step no room; the story goes on without it.
            if (await recorder.Record(Author, run.Waybill, step.Events, null, cancellationToken) is not EventsRecorded and var outcome)
                LogNotRecorded(number, run.Story, run.Waybill, (outcome as RefusedByRule)?.Refusal.Code ?? outcome.GetType().Name);
            await sandbox.StepDone(run with { StepsDone = number }, isLast, cancellationToken);
        }
    }

    private async Task<List<StoryUnderWay>> UnderWay(CancellationToken cancellationToken) =>
        (await sandbox.UnderWay(cancellationToken))
            .Select(run => new StoryUnderWay(run, Stories.Find(run.Story)?.Steps(run, company) ?? []))
            .Where(story => story.Run.StepsDone < story.Steps.Count).ToList();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Step {Step} of the story {Story} of {Waybill} was not recorded: {Reason}")]
    private partial void LogNotRecorded(int step, string story, string waybill, string reason);
}

/// <summary>A story of a waybill, and all its steps.</summary>
public sealed record StoryUnderWay(StoryRun Run, IReadOnlyList<StoryStep> Steps);
