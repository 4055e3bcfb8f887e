using Npgsql;
using OrderTracking.Api.Hosting;

try
{
    using var exporting = TelemetryExport.Start(Environment.GetEnvironmentVariable);
    var settings = Settings.From(new ConfigurationBuilder().AddEnvironmentVariables(SettingsSources.Prefix).Build());
    await using var app = await Service.Build(settings);
    if (args.Length > 0) return await Engines.Find(settings.Engine).RunCommand(app, args);
    await app.RunAsync();
    return 0;
}
catch (Exception fault) when (fault is SettingsException or NpgsqlException or InvalidOperationException or IOException)
{
    await Console.Error.WriteLineAsync($"OrderTracking cannot start: {fault.Message}");
    return 1;
}
