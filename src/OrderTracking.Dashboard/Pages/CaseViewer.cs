using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reports;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Dashboard.Pages;

/// <param name="Facts">The members of the event's data that the caller may see, as over HTTP.</param>
/// <param name="CorrectedBy">Null where the event counts.</param>
/// <param name="MayBeCorrected">Whether the caller may correct it.</param>
public sealed record ShownCaseEvent(
    RecordedEvent<DomainEvent> Entry, JsonObject Facts, RecordedEvent<DomainEvent>? CorrectedBy, bool MayBeCorrected);

/// <summary>What the page of a case shows.</summary>
/// <param name="Part">What only its kind has: amounts and the like.</param>
/// <param name="Next">The events that its state allows and the caller may record.</param>
public sealed record ShownCase(
    CaseRow Row, JsonObject Part, IReadOnlyList<ShownCaseEvent> Events, IReadOnlyList<CaseForm> Next, long Position);

/// <summary>Reads a case for its page: the same history, with as much of it shown, as the API's answers about it.</summary>
public sealed class CaseViewer(
    IEventLog log, CaseActs acts, IPagePolicy policy, IAccessLog accessLog, RoundReports rounds, IViewPosition position)
{
    public const string Route = "/cases/{kind}/{number}";

    /// <returns>Null where there is no such case for the caller.</returns>
    /// <exception cref="UnreadableEventException">It has an event that cannot be read, and the caller may know of it.</exception>
    public async Task<ShownCase?> Read(Caller caller, CaseType type, string text, CancellationToken cancellationToken)
    {
        // Kinds of cases differ in whom they are for, and this page is for all kinds.
        if (WaybillNumber.Parse(text) is not { } number
            || await policy.Admit(caller, $"GET /v1/{type.Route}/{{number}}", cancellationToken) is not { } who) return null;
        CaseHistory history;
        try
        {
            history = (await log.ReadCases([type.Stream(number)], cancellationToken))[0];
        }
        catch (UnreadableEventException) when (!who.Scope.IsEverything)
        {
            return null;
        }
        if (who.Scope.Of(history) is not { } disclosure || type.Row(history) is not { } row) return null;
        // Whoever is shown persons is put on record before.
        if (disclosure == Disclosure.Full && history.Events.Any(entry => PersonalData.AreIn(entry.Event)))
            await accessLog.Note(
                new(caller.Subject, caller.Roles, Route, [history.Stream], $"/cases/{type.Route}/{number}"), cancellationToken);
        var data = disclosure == Disclosure.Full ? EventJson.Data : EventJson.MaskedData;
        var author = await acts.Author(caller, type, cancellationToken);
        return new(
            row, Members(row, typeof(CaseRow), EventJson.Rows)[row.Kind] as JsonObject ?? [],
            [
                .. from entry in history.Timeline
                   where entry.Event is not Corrected
                   select new ShownCaseEvent(entry, Members(entry.Event, entry.Event.GetType(), data), CorrectionOf(history, entry),
                       author is not null && MayCorrect(author, type, history, entry)),
            ],
            await acts.Forms(caller, type, type.PossibleNext(history), row.Account, cancellationToken), history.Position);
    }

    /// <summary>What the report of a round says, and the position of the views that the round before was read at.</summary>
    /// <returns>Null where there is no such round for the caller.</returns>
    public async Task<(RoundReport Report, long Position)?> ReadRound(Caller caller, string text, CancellationToken cancellationToken)
    {
        var type = AllCases.Rounds;
        if (WaybillNumber.Parse(text) is not { } number
            || await policy.Admit(caller, $"GET /v1/{type.Route}/{{number}}/report", cancellationToken) is not { } who) return null;
        var reached = await position.Now(cancellationToken);
        CaseHistory history;
        try
        {
            history = (await log.ReadCases([type.Stream(number)], cancellationToken))[0];
        }
        catch (UnreadableEventException)
        {
            return null;
        }
        return who.Scope.Of(history) is null || type.Row(history) is not { } row ? null
            : (await rounds.Compare(row, who.Scope, cancellationToken), reached.Position);
    }

    // What a rule made of a corrected event does not count either.
    private static RecordedEvent<DomainEvent>? CorrectionOf(CaseHistory history, RecordedEvent<DomainEvent> entry) =>
        history.Corrections.GetValueOrDefault(entry.Id)
            ?? (entry is { Source: EventSource.System, Causation: { } cause } ? history.Corrections.GetValueOrDefault(cause) : null);

    private static bool MayCorrect(Author author, CaseType type, CaseHistory history, RecordedEvent<DomainEvent> entry) =>
        entry.Source == EventSource.Person && !history.Corrections.ContainsKey(entry.Id)
        && author.Check(type, history,
        [
            new(Guid.Empty, new Corrected(entry.Id, "")
                { OccurredAt = entry.Event.OccurredAt, Station = entry.Event.Station, By = author.Caller.Handle }),
        ]) is null;

    private static JsonObject Members(object value, Type type, JsonSerializerOptions options) =>
        JsonSerializer.SerializeToNode(value, options.GetTypeInfo(type))!.AsObject();
}
