using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OrderTracking.Application.Diagnostics;

namespace OrderTracking.Api.Hosting;

/// <summary>
/// Sends traces and metrics to a collector, where OpenTelemetry's own variable names one; all that there is to set are its standard
/// variables (OTEL_…). Without it nothing is made, nobody listens, and requests cost what they cost.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    private TelemetryExport()
    {
        traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Telemetry.Name, "Npgsql").AddOtlpExporter().Build();
        metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe)
            .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddOtlpExporter().Build();
    }

    /// <returns>What sends until it is disposed, which sends the rest; null where nobody collects.</returns>
    public static TelemetryExport? Start(Func<string, string?> variable) => string.IsNullOrEmpty(variable(Endpoint)) ? null : new();

    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
    private static void Describe(ResourceBuilder resource) =>
        resource.AddService("ordertracking", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString()).AddEnvironmentVariableDetector();
}
