using System.Diagnostics;
using System.Globalization;
using OrderTracking.Application.Access;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Recording;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Dashboard.Acting;

/// <summary>
/// Records what a form says, with the same rules and rights as an event over HTTP, and waits until the views show it.
/// </summary>
public sealed class ActRecorder(Recorder recorder, ViewGate gate, Company company, TimeProvider clock, IPagePolicy policy)
{
    private const string Route = "POST /v1/waybills/{number}/events";

    /// <summary>Whether somebody may record events of some kind on some waybills. Others see the same pages without forms.</summary>
    public async ValueTask<bool> MayRecord(Caller caller, CancellationToken cancellationToken) =>
        (await policy.Admit(caller, Route, cancellationToken))?.Author.Permissions.Count > 0;

    /// <returns>What is wrong with the form; null when it is recorded.</returns>
    public async Task<string?> Record(CallerContext who, ActForm form, CancellationToken cancellationToken)
    {
        if (WaybillNumber.Parse(form.Waybill ?? "") is not { } waybill || !Guid.TryParse(form.Id, out var id)) return ActTexts.Unreadable;
        var (act, wrong) = Read(form, who.Caller.Handle);
        if (act is null) return wrong ?? ActTexts.Unreadable;
        var origin = new SubmissionOrigin(who.Caller.Subject,
            Activity.Current?.TraceId is { } trace && trace != default ? trace.ToHexString() : null);
        // The page may be for more people than record events, and for one of somebody's roles only.
        var author = (await policy.Admit(who.Caller, Route, cancellationToken) ?? who).Author;
        var outcome = await recorder.Record(author, waybill, [new SubmittedEvent(id, act).From(origin)], null, cancellationToken);
        switch (outcome)
        {
            case EventsRecorded recorded:
                await gate.Reach(recorded.Position, cancellationToken);
                return null;
            case RefusedByRule { Refusal: var refusal }:
                return ActTexts.Refused.With(Names.OfRefusal(refusal.Code), refusal.Expected);
            default:
                return ActTexts.Unreadable;
        }
    }

    private (WaybillEvent? Act, string? Wrong) Read(ActForm form, string by)
    {
        var (now, station) = (TimeZoneInfo.ConvertTime(clock.GetUtcNow(), company.Zone), form.Station ?? "");
        // To the second: what a person did has no microseconds.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        switch (form.Kind)
        {
            case ActKinds.ConfirmLoading:
                if (!DateOnly.TryParseExact(form.About, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    return (null, null);
                var canLeave = form.Answer == "yes";
                if (!canLeave && Text(form.Text) is null) return (null, ActTexts.ReasonNeeded);
                if (!TryTime(form.NewTime, out var newTime)) return (null, ActTexts.TimeUnreadable);
                return (new LoadingConfirmed(day, canLeave, Text(form.NextStation), Text(form.Text), newTime)
                    { OccurredAt = now, Station = station, By = by }, null);
            case ActKinds.TellCustomer:
                return (new CustomerNotified(Text(form.Channel), Text(form.About), Text(form.ExceptionId),
                    form.Answer switch { "yes" => true, "no" => false, _ => null }) { OccurredAt = now, Station = station, By = by }, null);
            case ActKinds.ReportBack:
                if (Text(form.ExceptionId) is not { } reported) return (null, null);
                if (Text(form.Text) is null) return (null, ActTexts.ReportNeeded);
                return (new ExceptionReportedBack(reported, Text(form.Text), Text(form.Measure))
                    { OccurredAt = now, Station = station, By = by }, null);
            case ActKinds.Resolve:
                if (Text(form.ExceptionId) is not { } resolved) return (null, null);
                if (!Enum.TryParse<ExceptionCause>(form.Cause, out var cause)) return (null, ActTexts.CauseNeeded);
                return (new ExceptionResolved(resolved, cause) { OccurredAt = now, Station = station, By = by }, null);
            case ActKinds.VerifyAction:
                return Text(form.About) is { } action
                    ? (new CorrectiveActionVerified(action, Text(form.Text)) { OccurredAt = now, Station = station, By = by }, null)
                    : (null, null);
            case ActKinds.Note:
                return Text(form.Text) is { } note
                    ? (new OrderAmended(Remarks: note) { OccurredAt = now, Station = station, By = by }, null)
                    : (null, ActTexts.NoteNeeded);
            default:
                return (null, null);
        }
    }

    private bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (Text(text) is null) return true;
        if (!DateTime.TryParseExact(text, "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return false;
        time = company.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        return true;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
