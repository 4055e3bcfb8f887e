using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests;

/// <summary>Compares the service's answers over HTTP with the oracle's: figures, deadlines, breaches and reports.</summary>
/// <param name="asked">Put to each question: the past that it is about; null for the present.</param>
internal sealed class FiguresCompared(
    Compared compared, RunningService node, Company company, Chance chance, string? asked = null)
{
    // Links to the rows behind a figure; the oracle has none.
    private static readonly string[] Links = ["numerators", "others", "of"];

    public async Task Compare()
    {
        foreach (var name in Figures.Names)
        {
            await Figure(name, new());
            await Figure(name, Some());
        }
        await Deadlines();
        await BreachLedger();
        await ExceptionReport();
        await ReceiptReport();
        await ClaimReport();
        await ComplaintReport();
        await GroupReport();
        await InsuranceReport();
        await InquiryReport();
        await Insured();
        await RoundReports();
        await DeskReport();
        if (asked is null) await DueReports();
    }

    private async Task ClaimReport()
    {
        foreach (var account in company.Cases.Where(row => row.Kind == "claim").Select(row => (string?)row.Account).Distinct().Append(null))
            foreach (var from in new DateOnly?[] { null, company.Days.Of(company.Now).AddDays(-chance.Between(10, 30)) })
            {
                var to = from?.AddDays(chance.Between(1, 30));
                var path = "/v1/claims/report?" + string.Join('&', new[]
                    {
                        account is null ? null : $"account={account}", from is null ? null : $"from={from:yyyy-MM-dd}",
                        to is null ? null : $"to={to:yyyy-MM-dd}",
                    }.OfType<string>());
                var answer = (await Get(path.TrimEnd('?'))).Body;
                var rate = answer.GetProperty("rates").GetProperty("claims-settled-in-time").GetProperty("rate");
                var claims = new Claims([.. company.Cases.Where(row => row.Kind == "claim")], company.Now, company.BranchOf);
                compared.Row(path, Compared.Json(claims.Report(
                    account, from is { } begin ? company.Days.At(begin, default) : null,
                    to is { } end ? company.Days.At(end, default) : null)),
                    Compared.Json(new
                    {
                        Cases = answer.GetProperty("cases"), Open = answer.GetProperty("open"), Amounts = answer.GetProperty("amounts"),
                        Numerator = rate.GetProperty("numerator"), Denominator = rate.GetProperty("denominator"),
                        NotDue = rate.GetProperty("excluded").GetProperty("notDue"),
                        Suspended = rate.GetProperty("excluded").GetProperty("suspended"), Groups = answer.GetProperty("groups"),
                    }));
            }
    }

    private async Task ComplaintReport()
    {
        var rows = company.Cases.Where(row => row.Kind == "complaint").ToList();
        foreach (var account in rows.Select(row => (string?)row.Account).Distinct().Append(null))
        {
            var path = $"/v1/complaints/report{(account is null ? "" : $"?account={account}")}";
            var answer = (await Get(path)).Body;
            var mine = rows.Where(row => account is null || row.Account == account).ToList();
            var answers = mine.Select(row => row.Steps.Single(step => step.Name == "answer").Verdict(null, company.Now)).ToList();
            var (founded, inTime) = (answer.GetProperty("rates").GetProperty("founded-complaints").GetProperty("rate"),
                answer.GetProperty("rates").GetProperty("complaints-answered-in-time").GetProperty("rate"));
            compared.Row(path, Compared.Json(new
            {
                Cases = mine.Count, Open = mine.Count(row => row.ClosedAt is null),
                Founded = mine.Count(row => row.Complaint!.Founded is true),
                Waybills = company.Volumes.Count(row => account is null || row.Account == account),
                Met = answers.Count(verdict => verdict == "met"),
                Judged = answers.Count(verdict => verdict is "met" or "late" or "missed"),
                Repeated = mine.Count(row => row.Complaint!.Reopened > 0
                    || mine.Exists(other => other.OpenedAt < row.OpenedAt && other.Waybills.Any(row.Waybills.Contains))),
            }), Compared.Json(new
            {
                Cases = answer.GetProperty("cases"), Open = answer.GetProperty("open"), Founded = founded.GetProperty("numerator"),
                Waybills = founded.GetProperty("denominator"), Met = inTime.GetProperty("numerator"),
                Judged = inTime.GetProperty("denominator"), Repeated = answer.GetProperty("amounts").GetProperty("repeated"),
            }));
        }
    }

    private async Task GroupReport()
    {
        foreach (var back in new[] { 0, 1 })
        {
            var today = company.Days.Of(company.Now);
            var month = new DateOnly(today.Year, today.Month, 1).AddMonths(-back);
            var path = string.Create(CultureInfo.InvariantCulture, $"/v1/group/report?month={month:yyyy-MM}");
            var answer = (await Get(path)).Body;
            var expected = new GroupMonth(company).Of(month);
            compared.Row(path, Compared.Json(new { Branches = expected.Select(row => row.Branch) }), Compared.Json(new
            {
                Branches = answer.GetProperty("branches").EnumerateArray().Select(row => row.GetProperty("branch")),
            }));
            var shown = answer.GetProperty("branches").EnumerateArray().Append(answer.GetProperty("total"));
            foreach (var (one, other) in expected.Append(new GroupMonth(company).Total(month)).Zip(shown))
                compared.Row($"{path} {one.Branch}", Compared.Json(one), Compared.Json(new
                {
                    Branch = other.GetProperty("branch"), Rank = other.GetProperty("rank"), RankBefore = other.GetProperty("rankBefore"),
                    Now = Of(other.GetProperty("now")), Before = other.GetProperty("before") is { ValueKind: not JsonValueKind.Null } before
                        ? Of(before) : null,
                    FoundedChange = other.GetProperty("change").GetProperty("founded"),
                    LossChange = other.GetProperty("change").GetProperty("loss"),
                }));
        }

        static object Of(JsonElement month) => new
        {
            Claims = month.GetProperty("claims"), Complaints = month.GetProperty("complaints"), Open = month.GetProperty("open"),
            Founded = month.GetProperty("founded").GetProperty("numerator"),
            Waybills = month.GetProperty("founded").GetProperty("denominator"),
            Met = month.GetProperty("settledInTime").GetProperty("numerator"),
            Judged = month.GetProperty("settledInTime").GetProperty("denominator"),
            Damaged = month.GetProperty("damaged").GetProperty("numerator"), Short = month.GetProperty("short").GetProperty("numerator"),
            Paid = month.GetProperty("amounts").GetProperty("paid"), Salvage = month.GetProperty("amounts").GetProperty("salvage"),
            Loss = month.GetProperty("amounts").GetProperty("loss"), SalvageToSell = month.GetProperty("salvageToSell"),
        };
    }

    private async Task InsuranceReport()
    {
        var mine = company.Cases.Where(row => row.Kind == "insurance").ToList();
        var papers = mine.SelectMany(row => row.Steps).Select(step => step.Verdict(null, company.Now)).ToList();
        var answer = (await Get("/v1/insurance/report")).Body;
        var (inTime, recovered) = (answer.GetProperty("rates").GetProperty("loss-papers-in-time").GetProperty("rate"),
            answer.GetProperty("rates").GetProperty("recovered-of-claimed").GetProperty("rate"));
        compared.Row("/v1/insurance/report", Compared.Json(new
        {
            Cases = mine.Count, Open = mine.Count(row => row.ClosedAt is null),
            Amounts = new
            {
                Cover = mine.Where(row => row.Insurance!.Policy is not null).Sum(row => row.Insurance!.Amount),
                Claimed = mine.Sum(row => row.Insurance!.Claimed ?? 0), Recovered = mine.Sum(row => row.Insurance!.Paid),
            },
            Met = papers.Count(verdict => verdict == "met"), Judged = papers.Count(verdict => verdict is "met" or "late" or "missed"),
            Fen = mine.Sum(row => (long)(row.Insurance!.Paid * 100)), OfFen = mine.Sum(row => (long)((row.Insurance!.Claimed ?? 0) * 100)),
            NotFiled = mine.Count(row => row.Steps.Count > 0 && row.Insurance!.Claimed is null),
            ByReason = Counted(mine, row => row.Insurance!.Reason),
        }), Compared.Json(new
        {
            Cases = answer.GetProperty("cases"), Open = answer.GetProperty("open"), Amounts = answer.GetProperty("amounts"),
            Met = inTime.GetProperty("numerator"), Judged = inTime.GetProperty("denominator"), Fen = recovered.GetProperty("numerator"),
            OfFen = recovered.GetProperty("denominator"), NotFiled = recovered.GetProperty("excluded").GetProperty("notFiled"),
            ByReason = Groups(answer, "reason"),
        }));
    }

    private async Task InquiryReport()
    {
        var mine = company.Cases.Where(row => row.Kind == "inquiry").ToList();
        var answers = mine.Select(row => row.Steps.Single().Verdict(null, company.Now)).ToList();
        var answer = (await Get("/v1/inquiries/report")).Body;
        var inTime = answer.GetProperty("rates").GetProperty("inquiries-answered-in-time").GetProperty("rate");
        compared.Row("/v1/inquiries/report", Compared.Json(new
        {
            Cases = mine.Count, Open = mine.Count(row => row.ClosedAt is null), Met = answers.Count(verdict => verdict == "met"),
            Judged = answers.Count(verdict => verdict is "met" or "late" or "missed"),
            ByChannel = Counted(mine, row => row.Inquiry!.Channel), ByTopic = Counted(mine, row => row.Inquiry!.Topic),
        }), Compared.Json(new
        {
            Cases = answer.GetProperty("cases"), Open = answer.GetProperty("open"), Met = inTime.GetProperty("numerator"),
            Judged = inTime.GetProperty("denominator"), ByChannel = Groups(answer, "channel"), ByTopic = Groups(answer, "topic"),
        }));
    }

    // The declaration list of each day on which something was received, of the day after the last, and the watch list.
    private async Task Insured()
    {
        var lists = new InsuranceLists(company);
        foreach (var day in company.Volumes.Select(row => row.Day).Append(company.Days.Of(company.Now)).Distinct())
        {
            var path = $"/v1/insurance/declarations?date={day:yyyy-MM-dd}";
            compared.Rows(path, lists.Declarations(day).Select(Compared.Json).ToDictionary(Key), (await All(path)).ToDictionary(
                line => line.GetProperty("waybill").GetString()!, line => Compared.Json(new
                {
                    Waybill = line.GetProperty("waybill"), Reason = line.GetProperty("reason"), State = line.GetProperty("state"),
                    Excluded = Or(line, "excluded"),
                    Insurance = Or(line, "insurance") is { } cover ? cover.GetProperty("number") : default(JsonElement?),
                    Carried = line.GetProperty("carried"),
                })));
        }
        compared.Rows("/v1/insurance/watchlist", lists.Watched().Select(Compared.Json).ToDictionary(Key),
            (await All("/v1/insurance/watchlist")).ToDictionary(line => line.GetProperty("waybill").GetString()!, line => Compared.Json(new
            {
                Waybill = line.GetProperty("waybill"), Value = line.GetProperty("value"), SilentAt = line.GetProperty("silentAt"),
                Silent = line.GetProperty("silent"),
            })));

        static string Key(JsonObject row) => row["waybill"]!.GetValue<string>();

        static JsonElement? Or(JsonElement line, string member) =>
            line.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private static Dictionary<string, int> Counted(IEnumerable<CaseRow> rows, Func<CaseRow, string> key) =>
        rows.CountBy(key).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary();

    private static Dictionary<string, long> Groups(JsonElement report, string by) => report.GetProperty("groups").EnumerateArray()
        .Where(group => group.GetProperty("by").GetString() == by)
        .OrderBy(group => group.GetProperty("key").GetString(), StringComparer.Ordinal)
        .ToDictionary(group => group.GetProperty("key").GetString()!, group => group.GetProperty("cases").GetInt64());

    private async Task RoundReports()
    {
        var rows = company.Cases.Where(row => row.Kind == "round").ToList();
        foreach (var account in rows.Select(row => (string?)row.Account).Distinct().Append(null))
        {
            var path = $"/v1/rounds/report{(account is null ? "" : $"?account={account}")}";
            var answer = (await Get(path)).Body;
            var mine = rows.Where(row => account is null || row.Account == account).ToList();
            var next = mine.Select(row => row.Steps[0].Verdict(null, company.Now)).ToList();
            var (counts, amounts, rates) = (RoundCounted.Of(mine), answer.GetProperty("amounts"), answer.GetProperty("rates"));
            compared.Row(path, Compared.Json(new
            {
                Cases = mine.Count, Open = mine.Count(row => row.ClosedAt is null),
                Counts = counts, Rated = counts[4], InTime = next.Count(verdict => verdict == "met"),
                Judged = next.Count(verdict => verdict is "met" or "late" or "missed"),
            }), Compared.Json(new
            {
                Cases = answer.GetProperty("cases"), Open = answer.GetProperty("open"),
                Counts = new[]
                {
                    amounts.GetProperty("sites").GetInt64(), amounts.GetProperty("inRound").GetInt64(),
                    amounts.GetProperty("called").GetInt64(), amounts.GetProperty("reached").GetInt64(), counts[4],
                    amounts.GetProperty("contented").GetInt64(), amounts.GetProperty("faults").GetInt64(),
                    amounts.GetProperty("openFaults").GetInt64(),
                },
                Rated = rates.GetProperty("sites-content").GetProperty("rate").GetProperty("denominator"),
                InTime = rates.GetProperty("rounds-followed-in-time").GetProperty("rate").GetProperty("numerator"),
                Judged = rates.GetProperty("rounds-followed-in-time").GetProperty("rate").GetProperty("denominator"),
            }));
        }
        foreach (var row in rows)
        {
            var before = rows.Where(other => other.Account == row.Account && other.OpenedAt < row.OpenedAt)
                .OrderBy(other => other.OpenedAt.UtcDateTime).ThenBy(other => other.Number, StringComparer.Ordinal).LastOrDefault();
            var path = $"/v1/rounds/{row.Number}/report";
            var sections = (await Get(path)).Body.GetProperty("sections");
            compared.Row(path, Compared.Json(new
            {
                Now = RoundCounted.Of([row]), Before = before is null ? null : RoundCounted.Of([before]),
                Sites = RoundCounted.Changes(row, before),
            }), Compared.Json(new
            {
                Now = Column(sections[0], "count"), Before = before is null ? null : Column(sections[0], "countBefore"),
                Sites = sections[1].GetProperty("rows").EnumerateArray()
                    .Select(line => $"{line.GetProperty("site").GetString()} {line.GetProperty("change").GetString()}"),
            }));
        }

        static IEnumerable<JsonElement> Column(JsonElement section, string key) =>
            section.GetProperty("rows").EnumerateArray().Select(line => line.GetProperty(key));
    }

    private async Task DeskReport()
    {
        var rows = company.Cases.Where(row => row.Kind == "desk").ToList();
        var answer = (await Get("/v1/desk-notes/report")).Body;
        var verdicts = rows.Select(row => row.Steps.Single(step => step.Name == "acceptance").Verdict(null, company.Now)).ToList();
        var left = rows.Where((row, index) => row.ClosedAt is null && verdicts[index] == "missed").ToList();
        var rate = answer.GetProperty("rates").GetProperty("notes-accepted-in-time").GetProperty("rate");
        compared.Row("/v1/desk-notes/report", Compared.Json(new
        {
            Cases = rows.Count, Open = rows.Count(row => row.ClosedAt is null), NotAccepted = left.Count,
            Refused = rows.Count(row => row.Desk!.IsRefused), Met = verdicts.Count(verdict => verdict == "met"),
            Judged = verdicts.Count(verdict => verdict is "met" or "late" or "missed"),
            Groups = left.CountBy(row => $"from {row.Station}").Concat(left.CountBy(row => $"to {row.ResponsibleStation ?? row.Station}"))
                .Select(group => $"{group.Key} {group.Value}").Order(StringComparer.Ordinal),
        }), Compared.Json(new
        {
            Cases = answer.GetProperty("cases"), Open = answer.GetProperty("open"),
            NotAccepted = answer.GetProperty("amounts").GetProperty("notAccepted"),
            Refused = answer.GetProperty("amounts").GetProperty("refused"), Met = rate.GetProperty("numerator"),
            Judged = rate.GetProperty("denominator"),
            Groups = answer.GetProperty("groups").EnumerateArray().Where(group => group.GetProperty("by").GetString() != "age")
                .Select(group =>
                    $"{group.GetProperty("by").GetString()} {group.GetProperty("key").GetString()} {group.GetProperty("cases")}")
                .Order(StringComparer.Ordinal),
        }));
    }

    private Task<Answer> Get(string path) => node.Get(OfPast(path));

    private Task<List<JsonElement>> All(string path) => node.All(OfPast(path));

    private string OfPast(string path) =>
        asked is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{asked}";

    private Scope Some()
    {
        // Of a past before the first order there is nothing to choose from.
        if (company.Volumes.Count == 0) return new();
        var received = chance.Of(company.Volumes);
        var from = received.Day.AddDays(chance.Between(-3, 3));
        return new(
            chance.In100(40) ? received.Account : null, chance.In100(30) ? received.Lane : null,
            chance.In100(30) ? received.Lane.Split('~')[chance.Between(0, 1)] : null,
            chance.In100(70) ? from : null, chance.In100(70) ? from.AddDays(chance.Between(1, 40)) : null);
    }

    private async Task Figure(string name, Scope scope)
    {
        var groupBy = chance.Of(Figures.Groupings);
        var path = Query($"/v1/figures/{name}", scope, groupBy);
        var (total, groups) = new Figures(company).Of(name, scope, groupBy);
        Answered(path, await Get(path), Shape(total), groups.ToDictionary(group => group.Key, group => Shape(group.Value)));
    }

    private async Task Deadlines()
    {
        var rows = await All("/v1/deadlines");
        compared.Rows(
            "/v1/deadlines",
            company.Deadlines.ToDictionary(row => $"{row.Waybill} {row.Deadline}", row => Compared.Json(new
            {
                row.Waybill, row.Deadline, row.Rule, Verdict = row.Verdict(company.Now), row.Account, row.Lane, row.Station, row.StartedAt,
                row.DueAt, row.KeptAt, row.About,
                row.Loading,
            })),
            rows.ToDictionary(row => $"{row.GetProperty("waybill").GetString()} {row.GetProperty("deadline").GetString()}", Json));
        foreach (var verdict in new[] { "met", "late", "missed", "open", "withdrawn" })
            compared.Value(
                $"/v1/deadlines?verdict={verdict}", company.Deadlines.Count(row => row.Verdict(company.Now) == verdict)
                .ToString(CultureInfo.InvariantCulture),
                (await All($"/v1/deadlines?verdict={verdict}")).Count.ToString(CultureInfo.InvariantCulture));
    }

    private async Task BreachLedger()
    {
        var rows = await All("/v1/breaches");
        compared.Rows(
            "/v1/breaches", new Breaches(company).All.ToDictionary(row => $"{row.Waybill} {row.Deadline}", row => Compared.Json(row)),
            rows.ToDictionary(row => $"{row.GetProperty("waybill").GetString()} {row.GetProperty("deadline").GetString()}", Json));
        var groupBy = chance.Of(Breaches.Groupings);
        var path = $"/v1/breaches/report?groupBy={groupBy}";
        var (total, groups) = new Breaches(company).Report(groupBy);
        Answered(path, await Get(path), Compared.Json(total),
            groups.ToDictionary(group => group.Key, group => Compared.Json(group.Value)));
    }

    private async Task ExceptionReport()
    {
        var groupBy = chance.Of(ExceptionReports.Groupings);
        var path = $"/v1/exceptions/report?groupBy={groupBy}";
        var (total, groups) = new ExceptionReports(company).Report(groupBy);
        Answered(path, await Get(path), Shape(total), groups.ToDictionary(group => group.Key, group => Shape(group.Value)));

        static JsonObject Shape(ExceptionCounts counts) =>
            Compared.Json(new { counts.Key, counts.Exceptions, counts.Waybills, ReportBack = Plain(counts.ReportBack) });
    }

    private async Task ReceiptReport()
    {
        var answer = await Get("/v1/receipts/report");
        var outstanding = company.Receipts.Where(row => row is { ClosedAt: not null, ReturnedAt: null } && row.Status != "lost")
            .Select(row => Math.Floor((company.Now - row.ClosedAt!.Value).TotalDays)).ToList();
        int?[] bounds = [3, 7, 15, 30, null];
        var ages = bounds.Select((bound, place) => new
        {
            UpToDays = bound, Receipts = outstanding.Count(age => (bound is null || age <= bound)
                && (place == 0 || age > bounds[place - 1])),
        });
        Answered("/v1/receipts/report", answer, Compared.Json(new
        {
            Receipts = company.Receipts.Count, Return = Plain(Rate("receipt-return")), Timeliness = Plain(Rate("receipt-timeliness")),
            Accuracy = Plain(Rate("receipt-accuracy")), Lost = company.Receipts.Count(row => row.Status == "lost"), Outstanding = ages,
        }), null);

        Rate Rate(string figure) => (Rate)new Figures(company).Of(figure, new(), null).Total;
    }

    private async Task DueReports()
    {
        var answer = await Get("/v1/reports/due");
        compared.Rows(
            "/v1/reports/due", company.Reports.All().ToDictionary(Key, row => Compared.Json(row)),
            answer.Items.Select(Json).ToDictionary(row => $"{row["account"]} {row["report"]} {row["from"]}"), Compared.IsSameMoment);

        static string Key(DueReport row) => $"{row.Account} {row.Report} {row.From:yyyy-MM-dd}";
    }

    private void Answered(string path, Answer answer, JsonObject total, Dictionary<string, JsonObject>? groups)
    {
        if (answer.Status != 200)
        {
            compared.Differs($"{OfPast(path)}: {answer}");
            return;
        }
        compared.Row($"{OfPast(path)} in all", total, Json(answer.Body.GetProperty("total")), IsNear);
        if (groups is null) return;
        // A group whose sums are all zero may be in the answer or not.
        var shown = answer.Body.GetProperty("groups").EnumerateArray().Select(Json).Where(group => !IsNothing(group))
            .ToDictionary(group => group["key"]!.GetValue<JsonElement>().GetString()!);
        compared.Rows(OfPast(path), groups.Where(group => !IsNothing(group.Value)).ToDictionary(), shown, IsNear);
    }

    private static bool IsNothing(JsonObject group) => group.All(member => member.Key == "key" || member.Value switch
    {
        null => true,
        JsonObject inside => IsNothing(inside),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => number.ToJsonString() is "0",
        _ => false,
    });

    private static JsonObject Shape(object figure) =>
        figure is Rate rate ? Compared.Json(Plain(rate, withKey: true)) : Compared.Json(figure);

    private static JsonObject Plain(Rate rate, bool withKey = false)
    {
        var plain = Compared.Json(new { rate.Numerator, rate.Denominator, Rate = rate.Value, rate.Excluded });
        if (withKey) plain["key"] = rate.Key;
        return plain;
    }

    private static JsonObject Json(JsonElement answer)
    {
        var json = JsonObject.Create(answer)!;
        foreach (var link in Links) json.Remove(link);
        return json;
    }

    // Means have many decimal places, so they are compared approximately.
    private static bool IsNear(string one, string other) =>
        decimal.TryParse(one, CultureInfo.InvariantCulture, out var first)
            && decimal.TryParse(other, CultureInfo.InvariantCulture, out var second)
        && one.Contains('.', StringComparison.Ordinal) && Math.Abs(first - second) < 0.0001m;

    private static string Query(string path, Scope scope, string groupBy)
    {
        (string Name, string? Value)[] given =
        [
            ("account", scope.Account), ("lane", scope.Lane), ("station", scope.Station),
            ("from", scope.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("to", scope.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("groupBy", groupBy),
        ];
        return path + "?" + string.Join('&', given.Where(item => item.Value is not null).Select(item => $"{item.Name}={item.Value}"));
    }
}
