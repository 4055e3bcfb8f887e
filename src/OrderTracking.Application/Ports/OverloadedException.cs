namespace OrderTracking.Application.Ports;

/// <summary>The service has no capacity for the request; nothing was done, and the request may be sent again later.</summary>
public sealed class OverloadedException(string message) : Exception(message);
