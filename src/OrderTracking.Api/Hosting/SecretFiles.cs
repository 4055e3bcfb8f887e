namespace OrderTracking.Api.Hosting;

/// <summary>Reads secret settings: from a variable, or from the file that the variable with the suffix _FILE names.</summary>
internal static class SecretFiles
{
    private const int MaxBytes = 65_536;

    /// <summary>The secret, trimmed if it is from a file; null if neither variable is set.</summary>
    /// <exception cref="SettingsException">Both are set, or the file cannot be read, is empty or is too large.</exception>
    public static string? Read(Func<string, string?> variable, string name)
    {
        var (said, file) = (variable(name), variable(name + "_FILE"));
        if (string.IsNullOrEmpty(file)) return string.IsNullOrEmpty(said) ? null : said;
        if (!string.IsNullOrEmpty(said)) throw new SettingsException($"{name} and {name}_FILE are both set; expected one of them.");
        try
        {
            var info = new FileInfo(file);
            if (info.Length > MaxBytes) throw new SettingsException($"{name}_FILE names '{file}', which is too large for a secret.");
            return File.ReadAllText(file).Trim() is { Length: > 0 } text
                ? text : throw new SettingsException($"{name}_FILE names '{file}', which is empty.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"{name}_FILE names '{file}', which cannot be read.");
        }
    }
}
