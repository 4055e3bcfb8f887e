using System.Globalization;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reports;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Pages;

/// <summary>A report that somebody asks for: its kind, the account it is of, and a day of its period.</summary>
public sealed record WantedReport(ReportPeriod Period, string? Account)
{
    /// <returns>Null if the address or the form does not name a report.</returns>
    public static WantedReport? Of(string? kind, string? account, string? day)
    {
        if (Enum.GetValues<ReportKind>().Where(one => one.Wire() == kind).Select(one => (ReportKind?)one).FirstOrDefault() is not { } known
            || !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || date.Year is < 2000 or > 2199) return null;
        var isOfDepartment = known.IsOfDepartment();
        var name = isOfDepartment || string.IsNullOrWhiteSpace(account) ? null : account.Trim();
        return name is null && !isOfDepartment && known != ReportKind.DailyExceptions ? null : new(ReportPeriod.Of(known, date), name);
    }

    private string Query => string.Create(CultureInfo.InvariantCulture,
        $"from={Period.From:yyyy-MM-dd}{(Account is null ? "" : "&account=" + Uri.EscapeDataString(Account))}");

    /// <summary>The page with the report's preview.</summary>
    public string Address => $"/reports?kind={Period.Kind.Wire()}&{Query}#preview";

    public string File(string extension) => $"/v1/reports/{Period.Kind.Wire()}.{extension}?{Query}";
}

/// <summary>
/// Reads which reports are due and were handed out, makes previews, and hands reports out, by the rights of the API's routes.
/// </summary>
public sealed class ReportsReader(
    DueReports due, IHandedOutReports handedOut, ReportBuilder builder, ReportHandOut handOut, IPagePolicy policy, TimeProvider clock)
{
    public const int Shown = 50;

    private const int SoonDays = 14;

    /// <summary>What is to be handed out yet, the longest due first.</summary>
    public async Task<IReadOnlyList<ReportDeadline>> Due(CallerContext who, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return [.. (await due.List(who.Scope, now, cancellationToken))
            .Where(row => row.Verdict(now) is DeadlineVerdict.Open or DeadlineVerdict.Missed)];
    }

    /// <summary>
    /// What the caller has to hand out within some days, or is late with: the department's first, which are few and seen while their month
    /// still runs. Of a caller who hands out no report, what others have to.
    /// </summary>
    public async Task<IReadOnlyList<ReportDeadline>> DueSoon(CallerContext who, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow().AddDays(SoonDays);
        var soon = (await Due(who, cancellationToken)).Where(row => row.Account is null || row.DueAt < until)
            .OrderBy(row => row.Account is not null).ToList();
        var own = await Admitted("POST");
        var concerned = own.Count > 0 ? own : await Admitted("GET");
        return [.. soon.Where(row => concerned.Contains(row.Report))];

        async Task<HashSet<ReportKind>> Admitted(string method)
        {
            HashSet<ReportKind> admitted = [];
            foreach (var kind in soon.Select(row => row.Report).Distinct())
                if (await policy.Admit(who.Caller, $"{method} /v1/reports/{kind.Wire()}", cancellationToken) is not null)
                    admitted.Add(kind);
            return admitted;
        }
    }

    public Task<IReadOnlyList<HandedOutReport>> HandedOut(CallerContext who, CancellationToken cancellationToken) =>
        handedOut.List(who.Scope, null, null, null, Shown, cancellationToken);

    /// <summary>The report as it is now; null if it is not the caller's to see.</summary>
    public async Task<Report?> Preview(Caller caller, WantedReport wanted, CancellationToken cancellationToken) =>
        await policy.Admit(caller, $"GET /v1/reports/{wanted.Period.Kind.Wire()}", cancellationToken) is { } who
        && (wanted.Account is null || who.Scope.IncludesAccount(wanted.Account))
            ? await builder.Make(who.Scope, wanted.Period, wanted.Account, null, cancellationToken) : null;

    /// <summary>Whether the caller may hand out reports of that kind and account.</summary>
    public async Task<bool> MayHandOut(Caller caller, WantedReport wanted, CancellationToken cancellationToken) =>
        await Recipient(caller, wanted, cancellationToken) is not null;

    /// <returns>Why it was not handed out; null if it was.</returns>
    public async Task<string?> HandOut(Caller caller, WantedReport wanted, ReportFormat format, CancellationToken cancellationToken)
    {
        if (await Recipient(caller, wanted, cancellationToken) is not { } who) return ReportsTexts.NotYours;
        var report = await builder.Make(who.Scope, wanted.Period, wanted.Account, null, cancellationToken);
        await handOut.HandOut(report, format, who.Caller.Subject, cancellationToken);
        return null;
    }

    // A report of all accounts is nobody's: only the department's has no account.
    private async Task<CallerContext?> Recipient(Caller caller, WantedReport wanted, CancellationToken cancellationToken)
    {
        if (wanted.Account is null && !wanted.Period.Kind.IsOfDepartment()) return null;
        var who = await policy.Admit(caller, $"POST /v1/reports/{wanted.Period.Kind.Wire()}", cancellationToken);
        return who is not null && (wanted.Account is null || who.Scope.IncludesAccount(wanted.Account)) ? who : null;
    }
}
