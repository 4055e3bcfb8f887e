using System.Text.Json;

namespace OrderTracking.Api.Hosting;

/// <summary>
/// The environment variables, and the settings file that ORDERTRACKING_SETTINGS names. A variable overrides the file; an empty variable
/// does not. A key of the file is the name of its variable without the prefix, in upper or lower case.
/// </summary>
internal sealed class SettingsSources
{
    public const string Prefix = "ORDERTRACKING_";

    private const string FileKey = "SETTINGS";

    private readonly string? file;
    private readonly HashSet<string> variables;
    private readonly IConfiguration configuration;

    /// <param name="environment">The environment variables that have the prefix, without it.</param>
    /// <exception cref="SettingsException">The settings file cannot be read, is malformed, or has a key that is no setting.</exception>
    public SettingsSources(IConfiguration environment)
    {
        var set = environment.AsEnumerable().Where(variable => variable.Value is { Length: > 0 }).ToList();
        variables = new(set.Select(variable => variable.Key), StringComparer.OrdinalIgnoreCase);
        file = environment[FileKey] is { Length: > 0 } named ? named : null;
        var builder = new ConfigurationBuilder();
        if (file is not null) builder.AddConfiguration(Load(file));
        configuration = builder.AddInMemoryCollection(set).Build();
    }

    /// <summary>The value of a setting; null if it is not set or empty.</summary>
    public string? this[string key] => configuration[key] is { Length: > 0 } value ? value : null;

    /// <summary>The settings under a key.</summary>
    public IEnumerable<IConfigurationSection> Under(string key) => configuration.GetSection(key).GetChildren();

    /// <summary>How messages name a setting: by its variable, or by its key in the settings file, where the value is from that.</summary>
    public string NameOf(string key) => !variables.Contains(key) && configuration.GetSection(key).Exists()
        ? $"{key} in {file}" : $"{Prefix}{key.ToUpperInvariant().Replace(":", "__", StringComparison.Ordinal)}";

    /// <summary>An error in the value of a setting.</summary>
    public SettingsException Invalid(string key, string? value, string expected) => new($"{NameOf(key)} is '{value}'; {expected}");

    private static IConfigurationRoot Load(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var loaded = new ConfigurationBuilder().AddJsonStream(stream).Build();
            // A misspelled key would otherwise leave its setting at the default in silence.
            return loaded.GetChildren().FirstOrDefault(section => !SettingsReader.Keys.Contains(section.Key)) is not { } unknown
                ? loaded : throw new SettingsException(
                    $"{unknown.Key} in {file} is no setting; expected one of {string.Join(", ", SettingsReader.Keys)}.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"{Prefix}{FileKey} names '{file}', which cannot be read.");
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            var line = ((fault as JsonException) ?? fault.InnerException as JsonException)?.LineNumber;
            throw new SettingsException(
                $"{Prefix}{FileKey} names '{file}', which is malformed{(line is null ? "" : $" at line {line + 1}")}; expected a JSON "
                + "object.");
        }
    }
}
