using System.Security.Cryptography;
using Npgsql;
using OrderTracking.Api.Hosting;
using OrderTracking.Application.Transparency;

try
{
    using var exporting = TelemetryExport.Start(Environment.GetEnvironmentVariable);
    var environment = new ConfigurationBuilder().AddEnvironmentVariables(SettingsSources.Prefix).Build();
    if (args is ["migrate"])
    {
        await Migration.Run(MigrationSettings.From(environment));
        return 0;
    }
    if (args is ["import", var file, .. { Length: <= 1 } key])
    {
        Console.WriteLine(await Migration.Import(MigrationSettings.From(environment), file, key.FirstOrDefault()));
        return 0;
    }
    var settings = Settings.From(environment);
    await using var app = await Service.Build(settings);
    if (args.Length > 0) return await Engines.Find(settings.Engine).RunCommand(app, args);
    await app.RunAsync();
    return 0;
}
catch (Exception fault) when (fault is SettingsException or NpgsqlException or InvalidOperationException or IOException
    or LogImportException or CryptographicException)
{
    await Console.Error.WriteLineAsync($"OrderTracking cannot start: {fault.Message}");
    return 1;
}
