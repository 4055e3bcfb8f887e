using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Sandbox;

/// <summary>What the carrier of a story records at once.</summary>
/// <param name="At">When it happens, by the sandbox's clock.</param>
public sealed record StoryStep(DateTimeOffset At, IReadOnlyList<SubmittedEvent> Events);

/// <summary>
/// The steps of a story for one waybill. The same run always has the same steps with the same ids, so that a step that is recorded again
/// after a fault is known.
/// </summary>
internal sealed class StoryScript(StoryRun run, Company company)
{
    public const string Origin = "SHA", Transfer = "WUH", Destination = "CTU";
    public const int Pieces = 3;

    private static readonly Guid Space = new("7b6f2a3e-51d4-4c0b-9d0e-2f4a8c1e6d35");

    private readonly List<StoryStep> steps = [];
    private int events;

    public IReadOnlyList<StoryStep> Steps => steps;

    public string Account => run.Account;

    public string LoadingList(int leg) => $"{run.Waybill}-L{leg}";

    /// <summary>When the company's clocks show that many hours after the beginning.</summary>
    public DateTimeOffset After(double hours) => TimeZoneInfo.ConvertTime(run.BegunAt.AddHours(hours), company.Zone);

    /// <summary>Adds a step.</summary>
    /// <returns>The id of its first event.</returns>
    public Guid Add(double hours, string station, params ReadOnlySpan<Func<Moment, WaybillEvent>> recorded)
    {
        var moment = new Moment(After(hours), station, $"carrier.{station.ToLowerInvariant()}");
        var (first, submitted) = (IdOf(events), new List<SubmittedEvent>());
        foreach (var make in recorded) submitted.Add(new(IdOf(events++), make(moment)));
        steps.Add(new(moment.At, submitted));
        return first;
    }

    /// <summary>The id of the event after those that were added; for a correction that names its replacement.</summary>
    public Guid IdAfterNext => IdOf(events + 1);

    private Guid IdOf(int number) => UuidV5.Create(Space, $"{run.Waybill}/{number}");

    /// <summary>When, where and by whom an event is recorded.</summary>
    public sealed record Moment(DateTimeOffset At, string Station, string By);
}
