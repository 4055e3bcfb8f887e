namespace OrderTracking.Api.Http;

public sealed record Liveness(string Status);

/// <summary>What anybody may know. Positions and unreadable events are shown to callers only (<see cref="ViewStates"/>).</summary>
/// <param name="Status">
/// ready, or degraded: an unreadable event stops the views, or what needs reference data; or they drifted; or the transparency log is not
/// signed.
/// </param>
public sealed record Readiness(string Status);
