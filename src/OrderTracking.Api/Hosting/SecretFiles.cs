namespace OrderTracking.Api.Hosting;

/// <summary>Reads secret settings: from a setting, or from the file that the setting with the suffix _FILE names.</summary>
internal static class SecretFiles
{
    public const string Suffix = "_File";

    private const int MaxBytes = 65_536;

    /// <summary>The secret, trimmed if it is from a file; null if neither is set.</summary>
    /// <exception cref="SettingsException">Both are set, or the file cannot be read, is empty or is too large.</exception>
    public static string? Read(SettingsSources sources, string key)
    {
        var fileKey = key + Suffix;
        if (sources[fileKey] is not { } file) return sources[key];
        var name = sources.NameOf(fileKey);
        if (sources[key] is not null)
            throw new SettingsException($"{sources.NameOf(key)} and {name} are both set; expected one of them.");
        try
        {
            var info = new FileInfo(file);
            if (info.Length > MaxBytes) throw new SettingsException($"{name} names '{file}', which is too large for a secret.");
            return File.ReadAllText(file).Trim() is { Length: > 0 } text
                ? text : throw new SettingsException($"{name} names '{file}', which is empty.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"{name} names '{file}', which cannot be read.");
        }
    }
}
