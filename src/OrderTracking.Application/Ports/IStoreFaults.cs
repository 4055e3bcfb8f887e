namespace OrderTracking.Application.Ports;

/// <summary>Tells the store's exceptions from others.</summary>
public interface IStoreFaults
{
    /// <summary>Whether the store has thrown it.</summary>
    bool IsFromStore(Exception fault);

    /// <summary>Whether the store takes no writes, such as a standby.</summary>
    bool IsReadOnly(Exception fault);

    /// <summary>
    /// Whether the store does not answer now, so that sending the same again may help. False for an error of a statement.
    /// </summary>
    bool IsUnavailable(Exception fault);
}
