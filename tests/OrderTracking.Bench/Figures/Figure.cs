using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Figures;

/// <summary>One measurement.</summary>
/// <param name="Value">In the figure's unit.</param>
/// <param name="Note">Further details of this run.</param>
/// <param name="Cpu">Who used the processors during the run.</param>
/// <param name="Fault">Why the value is not valid; null if it is.</param>
internal sealed record Measurement(double Value, string Note, Cpu Cpu, string? Fault = null);

/// <summary>
/// A figure of the service, and the limit that it is compared with. To add one: derive from this class and list it in
/// <see cref="Catalogue"/>.
/// </summary>
internal abstract class Figure
{
    /// <summary>The figure's name on the command line.</summary>
    public abstract string Name { get; }

    public abstract string Unit { get; }

    /// <summary>What the service and what the limit does, in words.</summary>
    public abstract string Workload { get; }

    public abstract Aim Aim { get; }

    /// <summary>The data that must be in the database before.</summary>
    public abstract Stage Stage { get; }

    /// <summary>Printed in the report besides the rounds, such as how the limit was tuned.</summary>
    public List<string> Notes { get; } = [];

    public virtual Task PrepareAsync(Bench bench) => Task.CompletedTask;

    public abstract Task<Measurement> ServiceAsync(Bench bench);

    /// <returns>Null where the figure has no limit, only an aim.</returns>
    public virtual Task<Measurement?> LimitAsync(Bench bench) => Task.FromResult<Measurement?>(null);
}

/// <summary>What the figure should reach.</summary>
internal abstract record Aim
{
    /// <summary>The service's median, divided by the limit's, should be at least this.</summary>
    internal sealed record Ratio(double AtLeast) : Aim;

    /// <summary>The service's median should be at most this, in the figure's unit.</summary>
    internal sealed record Ceiling(double AtMost) : Aim;
}
