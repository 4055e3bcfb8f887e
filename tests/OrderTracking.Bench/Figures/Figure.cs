using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Figures;

/// <summary>One measurement.</summary>
/// <param name="Value">In the figure's unit.</param>
/// <param name="Note">What else is worth knowing of this run.</param>
/// <param name="Cpu">Who used the machine meanwhile.</param>
/// <param name="Fault">Why the value must not be believed; null when all went as it should.</param>
internal sealed record Measurement(double Value, string Note, Cpu Cpu, string? Fault = null);

/// <summary>
/// Something the service is measured by, and what it is held against. To add one: derive from this and name it in
/// <see cref="Catalogue"/>.
/// </summary>
internal abstract class Figure
{
    /// <summary>As on the command line.</summary>
    public abstract string Name { get; }

    public abstract string Unit { get; }

    /// <summary>What is asked of the service and what of the limit, in plain words.</summary>
    public abstract string Workload { get; }

    public abstract Aim Aim { get; }

    /// <summary>What must be in the database before.</summary>
    public abstract Stage Stage { get; }

    /// <summary>Said in the report besides the rounds, such as what the limit was tuned to.</summary>
    public List<string> Notes { get; } = [];

    public virtual Task PrepareAsync(Bench bench) => Task.CompletedTask;

    public abstract Task<Measurement> ServiceAsync(Bench bench);

    /// <returns>Null where there is nothing to hold the figure against but its aim.</returns>
    public virtual Task<Measurement?> LimitAsync(Bench bench) => Task.FromResult<Measurement?>(null);
}

/// <summary>What the figure should come to.</summary>
internal abstract record Aim
{
    /// <summary>The service's median, divided by the limit's, is to be at least this.</summary>
    internal sealed record Ratio(double AtLeast) : Aim;

    /// <summary>The service's median is to be at most this, in the figure's unit.</summary>
    internal sealed record Ceiling(double AtMost) : Aim;
}
