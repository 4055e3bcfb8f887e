namespace OrderTracking.Domain;

/// <summary>A list that is equal to every list with the same items in the same order. Rows are compared by value, so theirs are.</summary>
public sealed class ValueList<T> : List<T>, IEquatable<ValueList<T>>
{
    public bool Equals(ValueList<T>? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in this) hash.Add(item);
        return hash.ToHashCode();
    }
}
