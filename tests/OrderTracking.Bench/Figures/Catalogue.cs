namespace OrderTracking.Bench.Figures;

/// <summary>All figures, in the order in which they are measured and shown; those that share a stage follow each other.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Figure> All()
    {
        var (limit, ingest) = (new SingleEventLimit(), new IngestRate());
        return [new SingleEventFigure(256, 1.8, limit, ingest), new SingleEventFigure(1, 0.5, limit, null), new LagFigure(ingest),
            new TimelineFigure(unchanged: false, 0.6), new TimelineFigure(unchanged: true, 0.9), new RebuildFigure(), new BatchFigure()];
    }
}
