namespace OrderTracking.Engine.Contract;

/// <summary>Compares the view tables with the streams.</summary>
public static class Agreement
{
    /// <summary>Whether every view is at the end of the log.</summary>
    public static async Task<bool> IsLevel(EngineOnDatabase engine, Node node, CancellationToken cancellationToken)
    {
        var head = (long)(await engine.Ask("select max(seq_id) from mt_events where type <> 'tombstone'"))!;
        return (await node.Views.States(cancellationToken)).All(state => state.Position >= head);
    }

    public static async Task RowsAreThoseOfTheStreams(Node node, CancellationToken cancellationToken)
    {
        var histories = await node.AllHistories(cancellationToken);
        (await ViewRows.Read(node, cancellationToken)).ShouldEqual(ViewRows.Of(histories));
    }
}
