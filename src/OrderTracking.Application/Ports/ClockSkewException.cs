namespace OrderTracking.Application.Ports;

/// <summary>Nothing was appended, because the clocks of this node and of the store are too far apart to give events their times.</summary>
public sealed class ClockSkewException(string message, Exception cause) : Exception(message, cause);
