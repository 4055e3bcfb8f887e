using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Pages;

/// <summary>The form that corrects an event of a case: what the event says stands in the fields of what is recorded in its place.</summary>
/// <param name="At">When the event happened, on the company's clock, as a field for times has it.</param>
public sealed record CaseCorrectionForm(
    RecordedEvent<DomainEvent> Wrong, CaseForm Form, IReadOnlyDictionary<string, string> Values, string At);

/// <summary>What was sent by such a form: everything is text until it is checked.</summary>
/// <param name="Wrong">The id of the event that is corrected.</param>
/// <param name="Id">The correction's id, made with the form: sent twice, it is recorded once.</param>
/// <param name="IsReplaced">Whether another event is recorded in its place.</param>
/// <param name="At">When that happened.</param>
public sealed record SentCaseCorrection(Guid Wrong, Guid Id, string Reason, bool IsReplaced, string At, SentCaseForm Instead)
{
    /// <returns>Null where the form is another one.</returns>
    public static SentCaseCorrection? Read(CaseType type, IFormCollection form)
    {
        if (!Guid.TryParse(SentCaseForm.Text(form, "Correct.Event"), out var wrong)) return null;
        return new(wrong, Guid.TryParse(SentCaseForm.Text(form, "Correct.Id"), out var id) ? id : Guid.NewGuid(),
            SentCaseForm.Text(form, "Correct.Reason"), SentCaseForm.Text(form, "Correct.Instead") != "no",
            SentCaseForm.Text(form, "Correct.At"), SentCaseForm.Read(type, form));
    }
}

/// <summary>Corrects events of a case, with the same rules and rights as over HTTP.</summary>
public sealed class CaseCorrections(CaseActs acts, IEventLog log, Company company)
{
    private const string TimeField = "yyyy-MM-ddTHH:mm";

    /// <summary>The form for an event of a case; null where the caller may not correct it.</summary>
    public async Task<CaseCorrectionForm?> Form(
        Caller caller, CaseType type, ShownCase found, Guid wrong, CancellationToken cancellationToken)
    {
        if (found.Events.FirstOrDefault(shown => shown.Entry.Id == wrong) is not { MayBeCorrected: true } shown
            || (await acts.Forms(caller, type, [EventTypes.Of(shown.Entry.Event)], found.Row.Account, cancellationToken)) is not [var form])
            return null;
        return new(shown.Entry, form, Values(form, shown), TimeOf(shown));
    }

    /// <returns>What is wrong with the form; null when it is recorded.</returns>
    public async Task<string?> Record(
        CallerContext who, CaseType type, ShownCase found, SentCaseCorrection sent, CancellationToken cancellationToken)
    {
        if (await acts.Author(who.Caller, type, cancellationToken) is not { } author) return CaseTexts.NotYours;
        if (sent.Reason.Length == 0) return CaseTexts.ReasonNeeded;
        if (found.Events.FirstOrDefault(shown => shown.Entry.Id == sent.Wrong) is not { } shown) return CaseTexts.NotCorrectable;
        var wrong = shown.Entry.Event;
        var history = (await log.ReadCases([found.Row.Stream], cancellationToken))[0];
        var correction = new JsonObject { ["eventId"] = sent.Wrong.ToString(), ["reason"] = sent.Reason };
        if (sent.IsReplaced) correction["replacedBy"] = sent.Instead.Id.ToString();
        List<TypedCaseEvent> typed = [new(sent.Id, "corrected", wrong.Station, acts.TimeOf(history, sent.Id), correction)];
        if (sent.IsReplaced)
        {
            var fields = CaseFields.Of(EventTypes.Of(wrong));
            var members = JsonSerializer.SerializeToNode(wrong, EventJson.Data.GetTypeInfo(wrong.GetType()))!.AsObject();
            foreach (var field in fields)
                // What was not changed stays as it was, also where the caller is shown it masked.
                if (sent.Instead.Values.GetValueOrDefault(field.Path) is { } now && !field.IsSame(field.Read(shown.Facts, company), now))
                    field.Replace(members, now, company);
            typed.Add(new(sent.Instead.Id, EventTypes.Of(wrong).Wire, sent.Instead.Station, TypedTime(shown, sent.At), members));
        }
        return await acts.Record(
            who, author, type, found.Row.Number, [.. typed.Select(one => CaseActs.Read(who.Caller, type, one))], cancellationToken);
    }

    private Dictionary<string, string> Values(CaseForm form, ShownCaseEvent shown) =>
        form.Fields.ToDictionary(field => field.Path, field => field.Read(shown.Facts, company));

    private string TimeOf(ShownCaseEvent shown) =>
        TimeZoneInfo.ConvertTime(shown.Entry.Event.OccurredAt, company.Zone).ToString(TimeField, CultureInfo.InvariantCulture);

    // A field for times has no seconds: a time that was not changed keeps its own. What cannot be read is left to the codec.
    private string TypedTime(ShownCaseEvent shown, string typed) =>
        typed == TimeOf(shown) ? shown.Entry.Event.OccurredAt.ToString("O", CultureInfo.InvariantCulture)
        : DateTime.TryParseExact(typed, TimeField, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? company.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)).ToString("O", CultureInfo.InvariantCulture) : typed;
}
