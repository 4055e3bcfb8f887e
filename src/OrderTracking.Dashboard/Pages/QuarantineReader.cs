using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

/// <summary>Lists what is in quarantine, decides lines again and gives lines up, by the same rights as the API's routes.</summary>
public sealed class QuarantineReader(IQuarantine quarantine, HeldLineReleaser releaser, IPagePolicy policy)
{
    public const int PageSize = 20, LongestReason = 500;

    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A page of lines, newest first, each of them whole; one more than a page where there are more.</summary>
    public async Task<IReadOnlyList<StoredQuarantinedLine>> List(
        CallerContext who, QuarantineStatus status, long? before, CancellationToken cancellationToken)
    {
        var scope = QuarantineScope.Of(who.Caller, who.Scope);
        var lines = (await quarantine.List(scope, status, null, before, PageSize + 1, cancellationToken)).ToArray();
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].Line.Line.Length < lines[i].Bytes)
                lines[i] = await quarantine.Find(scope, lines[i].Id, cancellationToken) ?? lines[i];
        return lines;
    }

    /// <summary>A line as people read and mend it: a member a line of the text; what is no JSON as it was sent.</summary>
    public static string Text(StoredQuarantinedLine stored)
    {
        try
        {
            return JsonNode.Parse(stored.Line.Line)?.ToJsonString(Readable) ?? "";
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            return Encoding.UTF8.GetString(stored.Line.Line);
        }
    }

    /// <param name="text">The line as it was mended.</param>
    /// <returns>Why it was not recorded; null if it was.</returns>
    public async Task<string?> Retry(Caller caller, long id, string text, CancellationToken cancellationToken)
    {
        if (await policy.Admit(caller, "POST /v1/quarantine/{id}/retry", cancellationToken) is not { } who) return QuarantineTexts.NotYours;
        if (await Find(who, id, cancellationToken) is not { } stored) return QuarantineTexts.Unknown;
        if (stored.Line.Status == QuarantineStatus.Discarded) return QuarantineTexts.WasGivenUp;
        // Browsers send line ends as CR LF.
        var isMended = text.ReplaceLineEndings() != Text(stored).ReplaceLineEndings();
        var result = await releaser.Retry(who.Author, stored, isMended ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(text) : null,
            PageOrigin.Of(who), cancellationToken);
        return result.Status is LineStatus.Refused or LineStatus.Held
            ? Faults.Of(result.Code!, result.Field!, result.Expected!) : null;
    }

    /// <returns>Why it was not given up; null if it was.</returns>
    public async Task<string?> Discard(Caller caller, long id, string reason, CancellationToken cancellationToken)
    {
        if (await policy.Admit(caller, "POST /v1/quarantine/{id}/discard", cancellationToken) is not { } who)
            return QuarantineTexts.NotYours;
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason) return QuarantineTexts.ReasonNeeded.With(LongestReason);
        if (await Find(who, id, cancellationToken) is not { } stored) return QuarantineTexts.Unknown;
        return await quarantine.Discard(stored.Id, who.Caller.Subject, reason, cancellationToken) ? null : QuarantineTexts.WasSettled;
    }

    private Task<StoredQuarantinedLine?> Find(CallerContext who, long id, CancellationToken cancellationToken) =>
        quarantine.Find(QuarantineScope.Of(who.Caller, who.Scope), id, cancellationToken);
}
