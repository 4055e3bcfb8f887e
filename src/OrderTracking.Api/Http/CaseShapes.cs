using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>A route that asks the view of cases: which rows a question about the past needs.</summary>
/// <param name="WithWaybills">Whether it asks the views of waybills as well.</param>
internal sealed record AskedCases(IReadOnlyCollection<string> Kinds, bool WithWaybills);

/// <summary>What became of events of a case.</summary>
public sealed record CaseRecordedAnswer(string Number, long Version, long Position, IReadOnlyList<AppendedEvent> Events);

/// <param name="Rates">By name, each with its definition.</param>
/// <param name="Amounts">CNY.</param>
public sealed record CaseReportAnswer(
    long Cases, long Open, IReadOnlyDictionary<string, decimal> Amounts, IReadOnlyDictionary<string, CaseRateShape> Rates,
    IReadOnlyList<CaseGroup> Groups, long Position, long LagMs)
{
    internal static CaseReportAnswer Of(CaseFigures figures, ViewPosition position) => new(
        figures.Cases, figures.Open, figures.Amounts,
        figures.Rates.ToDictionary(rate => rate.Definition.Name, rate => new CaseRateShape(PlainRate.Of(rate.Rate), rate.Definition)),
        figures.Groups, position.Position, position.LagMs);
}

public sealed record CaseRateShape(PlainRate Rate, RateDefinition Definition);

internal static class CaseShapes
{
    /// <summary>A row as it is answered: without the stream's key, and with labels.</summary>
    /// <param name="now">The time by which its steps are judged, where their verdicts are wanted.</param>
    public static JsonObject Of(CaseRow row, DateTimeOffset? now = null)
    {
        var shape = JsonSerializer.SerializeToNode(row, EventJson.Rows.GetTypeInfo(typeof(CaseRow)))!.AsObject();
        shape.Remove("stream");
        shape["statusLabel"] = CaseLabels.OfStatus(row.Kind, row.Status);
        foreach (var (step, node) in row.Steps.Zip(shape["steps"]!.AsArray()))
        {
            node!["label"] = CaseLabels.OfStep(row.Kind, step.Name);
            if (now is { } at) node["verdict"] = ResponseJson.Name(step.Verdict(row.SuspendedSince, at));
        }
        return shape;
    }
}
