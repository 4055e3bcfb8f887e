namespace OrderTracking.Testing;

/// <summary>Keys that all nodes of a test share.</summary>
public static class TestKeys
{
    /// <summary>A key-encryption key for the data keys of persons.</summary>
    public static readonly string PersonKek = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(number => (byte)number)]);
}
