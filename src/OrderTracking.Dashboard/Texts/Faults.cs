namespace OrderTracking.Dashboard.Texts;

/// <summary>What is wrong with something that was sent, in the words of its refusal.</summary>
public static class Faults
{
    private static readonly Text Wrong = new("{0}:{1}(应为:{2})", "{0}: {1} (expected: {2})"),
        WithoutField = new("{0}(应为:{2})", "{0} (expected: {2})");

    public static string Of(string code, string field, string expected) =>
        (field.Length == 0 ? WithoutField : Wrong).With(Names.OfRefusal(code), field, expected);
}
