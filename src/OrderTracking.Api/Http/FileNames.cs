namespace OrderTracking.Api.Http;

/// <summary>Names of files on the reader's disk.</summary>
internal static class FileNames
{
    private const int Longest = 60;

    /// <summary>A part of a name from any text: only its letters, digits and hyphens are kept, at most 60.</summary>
    public static string Part(string text) =>
        string.Concat(text.Take(Longest).Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'));
}
