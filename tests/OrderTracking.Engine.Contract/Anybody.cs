using OrderTracking.Application.Access;

namespace OrderTracking.Engine.Contract;

/// <summary>An author who may record everything.</summary>
public static class Anybody
{
    public static Author Author { get; } = new(new("tests", "tests", [], [], []), AccessScope.Everything, [new(null, null)]);
}
