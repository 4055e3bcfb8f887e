namespace OrderTracking.Application.Access;

/// <summary>An authorized caller, and what the caller may see on this route.</summary>
/// <param name="Author">What the caller may record; nothing, where the route does not record.</param>
public sealed record CallerContext(Caller Caller, AccessScope Scope, Author Author);
