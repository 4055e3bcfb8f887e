namespace OrderTracking.Domain.Events;

/// <summary>
/// An event of a case of the service desk: a claim or another matter with a stream of its own, because it may touch several waybills or
/// none. Corrections of a case's events are <see cref="Corrected"/>, as a waybill's are.
/// </summary>
public abstract record CaseEvent : DomainEvent;

/// <summary>
/// 处理期限. A step of the case is due: a rule takes it from what the company had set when the step began, so that a case is held to the
/// standards of its day. Its causation is the event with which the step began.
/// </summary>
public sealed record StepDue(string Step, DateTimeOffset DueAt) : CaseEvent;

/// <summary>The types of events that senders may post to one kind of stream, by their names over HTTP.</summary>
public sealed class EventFamily
{
    public static readonly EventFamily Waybills = new(typeof(WaybillEvent)), Reference = new(typeof(ReferenceEvent)),
        Cases = new(typeof(CaseEvent));

    private readonly Dictionary<string, EventType> byWire;

    /// <param name="of">Events of these types, and of types derived from them.</param>
    public EventFamily(params IReadOnlyList<Type> of) =>
        byWire = EventTypes.All.Where(type => of.Any(type.Type.IsAssignableTo)).ToDictionary(type => type.Wire);

    public IReadOnlyCollection<string> Names => byWire.Keys;

    /// <summary>The type of a name; null when it is none of the family.</summary>
    public EventType? Find(string wire) => byWire.GetValueOrDefault(wire);
}
