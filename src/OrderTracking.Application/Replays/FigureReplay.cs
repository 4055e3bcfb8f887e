using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Replays;

/// <summary>A figure over histories, one after the other, by the live rules and by others.</summary>
internal sealed class FigureReplay(ReplayRequest request, ReferenceSnapshot reference, Company company, DateTimeOffset now)
{
    private readonly Judgement judgement = new(company, now, Figure.Find(request.Figure!));
    private readonly ReplayRules rules = request.Rules ?? ReplayRules.Live;
    private readonly ReferenceSnapshot other = OtherRules.Of(request.Rules ?? ReplayRules.Live, reference);
    private readonly Tally liveTally = new(), otherTally = new();

    /// <summary>Counts a waybill on both sides; what is different of it, or null.</summary>
    public ReplayChange? Add(History history)
    {
        var live = InPeriod(judgement.Of(history, reference, ReplayRules.Live));
        var replayed = InPeriod(judgement.Of(
            rules.ChangeStandards() ? OtherRules.Of(history, other, company) : history, other, rules));
        foreach (var judged in live.Values) liveTally.Add(judged);
        foreach (var judged in replayed.Values) otherTally.Add(judged);
        List<ReplayDifference> differences = [];
        foreach (var of in live.Keys.Union(replayed.Keys).Order(StringComparer.Ordinal))
        {
            Judged? before = live.TryGetValue(of, out var one) ? one : null, after = replayed.TryGetValue(of, out var two) ? two : null;
            if ((before?.Side, before?.Fine ?? 0, before?.Count, before?.Stay)
                != (after?.Side, after?.Fine ?? 0, after?.Count, after?.Stay))
                differences.Add(new(of, before?.Side, after?.Side, Fine(before), Fine(after)));
        }
        return differences.Count == 0 ? null : new(history.Waybill, differences);
    }

    public ReplayResult Result() => new(liveTally.Side(judgement), otherTally.Side(judgement));

    private decimal? Fine(Judged? judged) => judgement.HasFines ? judged?.Fine : null;

    private Dictionary<string, Judged> InPeriod(IEnumerable<Judged> all) => all
        .Where(judged => (request.From, request.To) is (null, null)
            || (judged.Day is { } day && !(day < request.From) && !(day >= request.To)))
        .ToDictionary(judged => judged.Of);
}
