namespace OrderTracking.Application.Ports;

/// <summary>
/// Which log this node is connected to. A promotion and a restore may lose events, whose positions and versions are then given to others:
/// another epoch begins, and what was read in the one before is not to be relied on.
/// </summary>
public sealed class LogEpoch
{
    private volatile Known known = new(Guid.Empty, "");

    /// <summary>Raised before another epoch is taken over. A handler that throws refuses it, and the connection that met it.</summary>
    public event Action? Changing;

    public Guid Current => known.Id;

    public string CurrentText => known.Text;

    /// <summary>A connection has met this epoch; a new one tells before anything else is asked of it.</summary>
    public void Meet(Guid epoch)
    {
        if (epoch == Current) return;
        if (Current != Guid.Empty) Changing?.Invoke();
        known = new(epoch, epoch.ToString());
    }

    private sealed record Known(Guid Id, string Text);
}
