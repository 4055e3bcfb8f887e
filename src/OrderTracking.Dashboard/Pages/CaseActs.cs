using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Recording;
using OrderTracking.Dashboard.Acting;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Dashboard.Reference;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Dashboard.Pages;

/// <summary>A form for an event of a case.</summary>
/// <param name="Stations">Where its sender may record it; empty where at any station.</param>
public sealed record CaseForm(EventType Type, IReadOnlyList<ReferenceField> Fields, IReadOnlyCollection<string> Stations)
{
    /// <summary>The station that stands in the form: the case's own where that is permitted.</summary>
    public string StationFor(string station) => Stations.Count == 0 || Stations.Contains(station) ? station : Stations.First();
}

/// <summary>What was sent by such a form: everything is text until it is checked.</summary>
/// <param name="Id">The event's id, made with the form: sent twice, it is recorded once.</param>
public sealed record SentCaseForm(string Type, Guid Id, string Number, string Station, IReadOnlyDictionary<string, string> Values)
{
    public static SentCaseForm Read(CaseType type, IFormCollection form)
    {
        var wire = Text(form, "Event.Type");
        var fields = type.Events.Find(wire) is { } eventType && eventType.Type.IsAssignableTo(typeof(CaseEvent))
            ? CaseFields.Of(eventType) : [];
        return new(wire, Guid.TryParse(Text(form, "Event.Id"), out var id) ? id : Guid.NewGuid(), Text(form, "Event.Number"),
            Text(form, "Event.Station"), fields.ToDictionary(field => field.Path, field => Text(form, field.Path)));
    }

    internal static string Text(IFormCollection form, string name) =>
        string.Join('\n', form[name].OfType<string>()).ReplaceLineEndings("\n").Trim();
}

/// <summary>The next steps of a case as forms, and what they record: with the same rules and rights as an event over HTTP.</summary>
public sealed class CaseActs(
    CaseRecorder recorder, IEventLog log, ViewGate gate, IPagePolicy policy, Company company, TimeProvider clock)
{
    /// <summary>The forms of these types that a caller may record for an account; null for whatever account.</summary>
    public async Task<IReadOnlyList<CaseForm>> Forms(
        Caller caller, CaseType type, IEnumerable<EventType> possible, string? account, CancellationToken cancellationToken)
    {
        if (await Author(caller, type, cancellationToken) is not { } author) return [];
        return
        [
            .. from eventType in possible
               let permissions = author.Permissions.Where(permission => permission.Types?.Contains(eventType.Wire) is not false
                   && (account is null || permission.Accounts?.Contains(account) is not false)).ToList()
               where permissions.Count > 0
               select new CaseForm(eventType, CaseFields.Of(eventType), permissions.Exists(permission => permission.Stations is null)
                   ? [] : [.. permissions.SelectMany(permission => permission.Stations!).Distinct().Order(StringComparer.Ordinal)]),
        ];
    }

    /// <summary>The kinds of which a caller may open a case.</summary>
    public async Task<IReadOnlyList<CaseType>> Openings(Caller caller, CancellationToken cancellationToken)
    {
        List<CaseType> opened = [];
        foreach (var type in AllCases.All)
            if (await Author(caller, type, cancellationToken) is { } author
                && author.Permissions.Any(permission => permission.Types?.Contains(type.Opening.Wire) is not false)) opened.Add(type);
        return opened;
    }

    /// <returns>What is wrong with the form; null when it is recorded.</returns>
    public async Task<string?> Record(CallerContext who, CaseType type, SentCaseForm sent, CancellationToken cancellationToken)
    {
        if (WaybillNumber.Parse(sent.Number) is not { } number) return CaseTexts.NumberWrong;
        if (await Author(who.Caller, type, cancellationToken) is not { } author) return CaseTexts.NotYours;
        var members = new JsonObject();
        if (type.Events.Find(sent.Type) is { } eventType && eventType.Type.IsAssignableTo(typeof(CaseEvent)))
            foreach (var field in CaseFields.Of(eventType)) field.Write(members, sent.Values[field.Path], company);
        var history = (await log.ReadCases([type.Stream(number)], cancellationToken))[0];
        return await Record(who, author, type, number,
            [Read(who.Caller, type, new(sent.Id, sent.Type, sent.Station, TimeOf(history, sent.Id), members))], cancellationToken);
    }

    /// <summary>Records what was read of forms, all of it or nothing.</summary>
    internal async Task<string?> Record(
        CallerContext who, Author author, CaseType type, string number, IReadOnlyList<WireEvent> read, CancellationToken cancellationToken)
    {
        foreach (var one in read)
            if (one.Malformed is { } wrong) return CaseTexts.NotRecorded.With(Faults.Of(wrong.Code, wrong.Field, wrong.Expected));
        var origin = PageOrigin.Of(who);
        switch (await recorder.Record(author, type, number, [.. read.Select(one => one.Case!.From(origin))], null, cancellationToken))
        {
            case CaseRecorded recorded:
                await gate.Reach(recorded.Position, cancellationToken);
                return null;
            case RefusedByRule { Refusal: var refusal }:
                return ActTexts.Refused.With(Names.OfRefusal(refusal.Code), refusal.Expected);
            case IdReused:
                return CaseTexts.IdReused;
            default:
                return ActTexts.Unreadable;
        }
    }

    internal async ValueTask<Author?> Author(Caller caller, CaseType type, CancellationToken cancellationToken) =>
        (await policy.Admit(caller, $"POST /v1/{type.Route}/{{number}}/events", cancellationToken))?.Author;

    /// <summary>
    /// When an event happened that is recorded now: sent again, it is the event of the first time, and happened when that was recorded.
    /// </summary>
    internal string TimeOf(CaseHistory history, Guid id) =>
        // To the second: what a person did has no microseconds.
        (history.Find(id)?.Event.OccurredAt ?? TimeZoneInfo.ConvertTime(clock.GetUtcNow(), company.Zone))
            .ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Reads what a form says as a body of the API is read, so that both say the same of what is wrong.</summary>
    internal static WireEvent Read(Caller caller, CaseType type, TypedCaseEvent typed)
    {
        var line = new JsonObject
        {
            ["id"] = typed.Id.ToString(), ["type"] = typed.Type, ["occurredAt"] = typed.OccurredAt, ["station"] = typed.Station,
            ["by"] = caller.Handle, ["data"] = typed.Members,
        };
        return WireEvent.Read(Encoding.UTF8.GetBytes(line.ToJsonString()), namesWaybill: false, type.Events);
    }
}

/// <summary>An event of a case as it stands in a form's fields.</summary>
internal sealed record TypedCaseEvent(Guid Id, string Type, string Station, string OccurredAt, JsonObject Members);
