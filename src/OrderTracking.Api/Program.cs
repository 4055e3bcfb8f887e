using System.Security.Cryptography;
using Npgsql;
using OrderTracking.Api.Hosting;

try
{
    using var exporting = TelemetryExport.Start(Environment.GetEnvironmentVariable);
    var environment = new ConfigurationBuilder().AddEnvironmentVariables(SettingsSources.Prefix).Build();
    if (args is ["migrate"])
    {
        await Migration.Run(MigrationSettings.From(environment));
        return 0;
    }
    var settings = Settings.From(environment);
    await using var app = await Service.Build(settings);
    if (args.Length > 0) return await Engines.Find(settings.Engine).RunCommand(app, args);
    await app.RunAsync();
    return 0;
}
catch (Exception fault) when (fault is SettingsException or NpgsqlException or InvalidOperationException or IOException
    or CryptographicException)
{
    await Console.Error.WriteLineAsync($"OrderTracking cannot start: {fault.Message}");
    return 1;
}
