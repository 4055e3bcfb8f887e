using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OrderTracking.Application.Diagnostics;

namespace OrderTracking.Api.Hosting;

/// <summary>
/// Sends traces and metrics to a collector if OpenTelemetry's own variable names one; it is configured only by the standard variables
/// (OTEL_…). Without one nothing is collected, and requests cost nothing more.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    private TelemetryExport()
    {
        traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Telemetry.Name, "Npgsql").AddOtlpExporter()
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe)
            .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter().Build();
    }

    /// <returns>The exporter, which sends what is left when it is disposed; null if no collector is named.</returns>
    public static TelemetryExport? Start(Func<string, string?> variable) => string.IsNullOrEmpty(variable(Endpoint)) ? null : new();

    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }

    // Added last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override these.
    private static void Describe(ResourceBuilder resource) =>
        resource.AddService("ordertracking", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString())
            .AddEnvironmentVariableDetector();
}
