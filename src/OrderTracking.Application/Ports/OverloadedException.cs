namespace OrderTracking.Application.Ports;

/// <summary>More is asked for than there is room for; nothing was done, and later there may be room again.</summary>
public sealed class OverloadedException(string message) : Exception(message);
