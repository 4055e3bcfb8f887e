using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Dashboard.Reference;

/// <summary>Something that is in force, with its members as they stand in a form's fields.</summary>
/// <param name="Key">Its key fields, by which the page's address names it.</param>
public sealed record ReferenceItem(string Key, ReferenceInForce InForce, IReadOnlyDictionary<string, string> Values);

/// <summary>What a form would change.</summary>
/// <param name="Before">Null where nothing of the kind and key is in force.</param>
/// <param name="Fault">Why the rules would not accept it.</param>
public sealed record ReferenceChange(
    ReferenceItem? Before, IReadOnlyList<(ReferenceField Field, string Before, string After)> Members, string? Fault);

/// <summary>Reads what reference data is in force, works out what a form changes, and records it as the API does.</summary>
public sealed class ReferenceEditor(
    ReferenceDataCache data, ReferenceRecorder recorder, IPagePolicy policy, Company company, TimeProvider clock)
{
    private const string Route = "POST /v1/reference/events", HeadOffice = "HQ";

    public async Task<IReadOnlyList<ReferenceItem>> List(ReferenceKind kind, CancellationToken cancellationToken)
    {
        var reference = await data.Now(cancellationToken);
        return [.. kind.InForce(reference, clock.GetUtcNow(), company).OfType<ReferenceInForce>().Select(found =>
        {
            var members = Members(found);
            var values = kind.Fields.ToDictionary(field => field.Path, field => field.Read(members, company));
            return new ReferenceItem(KeyOf(kind, values), found, values);
        })];
    }

    public async Task<bool> MayRecord(Caller caller, CancellationToken cancellationToken) =>
        await policy.Admit(caller, Route, cancellationToken) is not null;

    public async Task<ReferenceChange> Preview(
        Caller caller, ReferenceKind kind, IReadOnlyDictionary<string, string> typed, CancellationToken cancellationToken)
    {
        var before = (await List(kind, cancellationToken)).FirstOrDefault(item => item.Key == KeyOf(kind, typed));
        var members = (from field in kind.Fields
                       let old = before?.Values[field.Path] ?? ""
                       where !field.IsKey && !field.IsSame(old, typed[field.Path])
                       select (field, field.Without(old, typed[field.Path]), field.Without(typed[field.Path], old))).ToList();
        var read = Read(caller, kind, Guid.NewGuid(), before, typed);
        var fault = read.Malformed is { } wrong ? Faults.Of(wrong.Code, wrong.Field, wrong.Expected)
            : ReferenceRules.Decide(await data.Now(cancellationToken), [read.Reference!], company, clock.GetUtcNow()) is Refusal refusal
                ? Faults.Of(refusal.Code, refusal.Field, refusal.Expected) : null;
        return new(before, members, fault);
    }

    /// <param name="id">The event's id, made with the form: sent twice, it is recorded once.</param>
    /// <returns>Why it was not recorded; null if it was.</returns>
    public async Task<string?> Record(
        Caller caller, ReferenceKind kind, Guid id, IReadOnlyDictionary<string, string> typed, CancellationToken cancellationToken)
    {
        if (await policy.Admit(caller, Route, cancellationToken) is not { } who) return ReferenceTexts.NotYours;
        var before = (await List(kind, cancellationToken)).FirstOrDefault(item => item.Key == KeyOf(kind, typed));
        var read = Read(caller, kind, id, before, typed);
        if (read.Malformed is { } wrong) return ReferenceTexts.NotRecorded.With(Faults.Of(wrong.Code, wrong.Field, wrong.Expected));
        return await recorder.Record([read.Reference!.From(PageOrigin.Of(who))], cancellationToken) switch
        {
            ReferenceRecorded => null,
            RefusedByRule { Refusal: var refusal } =>
                ReferenceTexts.NotRecorded.With(Faults.Of(refusal.Code, refusal.Field, refusal.Expected)),
            _ => ReferenceTexts.IdReused,
        };
    }

    public static string KeyOf(ReferenceKind kind, IReadOnlyDictionary<string, string> values) =>
        string.Join('~', kind.Fields.Where(field => field.IsKey).Select(field => values[field.Path])).TrimEnd('~');

    private static JsonObject Members(ReferenceInForce found) =>
        JsonSerializer.SerializeToNode(found.Event, EventJson.Data.GetTypeInfo(found.Event.GetType()))!.AsObject();

    // Read as a body of the API is, so that both say the same of what is wrong. An event states all of its members anew: those that the
    // form did not change stay as they are in force, also where a field cannot show them exactly.
    private WireEvent Read(
        Caller caller, ReferenceKind kind, Guid id, ReferenceItem? before, IReadOnlyDictionary<string, string> typed)
    {
        var members = before is null ? [] : Members(before.InForce);
        foreach (var field in kind.Fields)
            if (field.IsStart || before is null || !field.IsSame(before.Values[field.Path], typed[field.Path]))
                field.Replace(members, typed[field.Path], company);
        // To the second: what a person did has no microseconds.
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), company.Zone)
            .ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        var line = new JsonObject
        {
            ["id"] = id.ToString(), ["type"] = kind.Wire, ["occurredAt"] = now, ["station"] = HeadOffice, ["by"] = caller.Handle,
            ["data"] = members,
        };
        return WireEvent.Read(Encoding.UTF8.GetBytes(line.ToJsonString()), namesWaybill: false, EventFamily.Reference);
    }
}
