using System.Collections.Concurrent;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Cases;

/// <summary>An event of each type that says nothing: by it a rule tells what a state makes impossible, whatever is said.</summary>
internal static class BlankEvents
{
    private static readonly ConcurrentDictionary<Type, CaseEvent> All = new();

    public static CaseEvent Of(EventType type) => All.GetOrAdd(type.Type, Make);

    private static CaseEvent Make(Type type)
    {
        var constructor = type.GetConstructors().Single();
        return (CaseEvent)constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            parameter.HasDefaultValue ? parameter.DefaultValue
            : parameter.ParameterType == typeof(string) ? ""
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)]);
    }
}
