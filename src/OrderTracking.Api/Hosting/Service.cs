using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Authorization;
using OrderTracking.Api.Access;
using OrderTracking.Api.Epcis;
using OrderTracking.Api.Http;
using OrderTracking.Application;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Epcis;
using OrderTracking.Application.Feed;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Past;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Replays;
using OrderTracking.Application.Reports;
using OrderTracking.Application.Sandbox;
using OrderTracking.Application.Transparency;
using OrderTracking.Application.Webhooks;
using OrderTracking.Dashboard;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Postgres.Privacy;
using OrderTracking.Reports.Files;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace OrderTracking.Api.Hosting;

/// <summary>Builds the service's host.</summary>
public static class Service
{
    // As JSON, so that no text in a message can begin a line of its own.
    private const string Line =
        "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {Message:j} {Properties:j} {TraceId}{NewLine}{Exception}";

    /// <summary>The service, not yet started, with its database made ready.</summary>
    public static async Task<WebApplication> Build(Settings settings, Action<IServiceCollection>? alter = null)
    {
        // Empty: settings come only from where Settings reads them, and no files are watched for changes.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRouting();
        builder.Services.AddCallerAuthentication(settings.Identity);
        builder.Services.AddRouteAuthorization();
        builder.Services.AddCookieKeys(settings.CookieKeys);
        builder.Services.AddDashboard();
        builder.Services.AddSingleton<IPagePolicy, PagePolicy>();
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // The framework logs each refused request at the level Information; the handler itself logs it once, as a warning.
        builder.Logging.AddFilter(typeof(TokenHandler).FullName, LogLevel.Warning);
        builder.Logging.AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning);
        // Not by AddSerilog, whose own filter for its provider takes precedence over these.
        builder.Logging.AddProvider(new SerilogLoggerProvider(Log(), dispose: true));
        var draining = new Draining();
        builder.Services.AddSingleton(draining);
        builder.Services.AddSingleton<IHostedService>(draining);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Draining.Timeout);
        // Handlers await everything that takes long, so they may run on the thread that receives their bytes, which spares a thread switch.
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBodies.MaxBytes + 1;
            kestrel.Limits.MaxConcurrentConnections = settings.Limits.Connections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            // A client slower than that keeps a place occupied; a branch's line is a hundred times as fast.
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 1_000, gracePeriod: TimeSpan.FromSeconds(10));
            kestrel.Limits.MinResponseDataRate = new(bytesPerSecond: 1_000, gracePeriod: TimeSpan.FromSeconds(10));
            if (IPAddress.TryParse(settings.Url.Host.Trim('[', ']'), out var address))
                kestrel.Listen(address, settings.Url.Port, draining.Count);
            else kestrel.ListenLocalhost(settings.Url.Port, draining.Count);
        });
        builder.Services.AddSingleton(QuarantineQuota.OfMegabytes(settings.Limits.QuarantineMegabytes));
        builder.Services.AddSingleton(new PastLimits(settings.Limits.PastEvents, settings.Limits.PastTimeout));
        builder.Services.AddSingleton(new DriftCheckTime(settings.DriftCheck));
        builder.Services.AddSingleton(new LogSigningKey(settings.LogKeys));
        builder.Services.AddSingleton(new Witnesses(settings.Witnesses));
        builder.Services.AddSingleton(new TimestampAuthority(settings.LogTimestamps));
        builder.Services.AddSingleton<ILeaderTask, TimestampLoop>();
        builder.Services.AddSingleton(KeksOf(settings));
        if (settings.Sandbox) builder.Services.AddSandbox();
        builder.Services.AddOrderTracking(settings.Zone);
        builder.Services.AddSingleton<IReportWriter, ReportWriter>();
        builder.Services.AddSingleton<ITableWriter, TableWriter>();
        builder.Services.AddSingleton<ISheetReader, SheetReader>();
        builder.Services.AddSingleton<IFeedWriter, FeedWriter>();
        builder.Services.AddSingleton<IWebhookWriter, WebhookWriter>();
        builder.Services.AddSingleton<IWebhookRights, WebhookOwners>();
        builder.Services.AddWebhooks(
            new(OnLoopback: settings.Identity is Identity.Development), new(settings.Limits.Webhooks, settings.Limits.AllWebhooks));
        builder.Services.AddEpcis(new EpcisLinks(settings.EpcisBase));
        builder.Services.AddSingleton<EpcisQuestions>();
        builder.Services.AddSingleton(new KeysConnection(settings.KeysDatabase));
        var engine = settings.ReadOnly ? Engines.Reader : Engines.Find(settings.Engine);
        engine.Add(builder.Services, settings.Database);
        if (!settings.ReadOnly) builder.Services.AddHostedService<EngineWatch>();
        else builder.Services.AddSingleton<ReadOnlyNode>();
        // The engine on Marten registers no election, because Wolverine assigns the leader, nor does a node that only reads.
        if (builder.Services.Any(service => service.ServiceType == typeof(IElection))) builder.Services.AddHostedService<LeaderHost>();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            EventJson.Configure(json.SerializerOptions);
            // Answers also have members that are null: a rate without data is null, not absent.
            json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never;
        });
        builder.Services.AddSingleton<PersonalDataAccessLog>();
        builder.Services.AddSingleton<IPersonalDataNotes>(services => services.GetRequiredService<PersonalDataAccessLog>());
        builder.Services.AddSingleton<ActRecord>();
        builder.Services.AddSingleton<ViewAnswers>();
        builder.Services.AddSingleton<ReadinessCheck>();
        builder.Services.AddSingleton<RenewedAuthorization>();
        builder.Services.AddSingleton(settings.Limits);
        builder.Services.AddSingleton(new OffWayLimit(settings.Limits.OffWaySightings));
        builder.Services.AddSingleton<NodeLimits>();
        builder.Services.AddSingleton<CallerLimits>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler>(parts => parts.GetRequiredService<CallerLimits>());
        builder.Services.AddSingleton<FailedSignInLimit>();
        builder.Services.AddSingleton<WrongDigitLimits>();
        builder.Services.AddSingleton<IPublicTracking, PublicTracking>();
        builder.Services.AddRequestTimeouts(timeouts => RequestCosts.Configure(timeouts, settings.Limits));
        builder.Services.AddOpenApi(OpenApi.Version, OpenApi.Configure);
        alter?.Invoke(builder.Services);

        var app = builder.Build();
        app.Services.GetRequiredService<LagGauges>();
        app.UseProxies(settings.Proxies);
        app.UseMiddleware<SecurityHeaders>();
        app.Use(draining.Run);
        if (settings.ReadOnly) app.Use(app.Services.GetRequiredService<ReadOnlyNode>().Tell);
        app.UseMiddleware<Tracing>();
        app.UseMiddleware<ExceptionHandling>();
        app.UseRouting();
        app.Use(app.Services.GetRequiredService<NodeLimits>().Run);
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(app.Services.GetRequiredService<CallerLimits>().Run);
        app.UseMiddleware<LogEpochHeader>();
        if (settings.ReadOnly) app.Use(ReadOnlyNode.Refuse);
        app.UseDashboard();
        app.UseMiddleware<Idempotency>();
        var routes = app.MapGroup("").WithRoutePolicies();
        routes.MapWaybillEvents();
        routes.MapBatches();
        routes.MapQuarantine();
        routes.MapWaybills();
        routes.MapCases();
        routes.MapInsurance();
        routes.MapRounds();
        routes.MapReferenceEvents();
        routes.MapReference();
        routes.MapExceptions();
        routes.MapOnTime();
        routes.MapReceipts();
        routes.MapDeadlines();
        routes.MapWorklists();
        routes.MapHeldFreight();
        routes.MapHandOvers();
        routes.MapLoadingLists();
        routes.MapReports();
        routes.MapFigures();
        routes.MapGroup();
        routes.MapTracking();
        routes.MapFeed();
        routes.MapWebhooks();
        routes.MapEpcis();
        routes.MapAudit();
        routes.MapPast();
        routes.MapReplays();
        routes.MapLog();
        routes.MapLogExports();
        routes.MapAccess();
        routes.MapActs();
        routes.MapSetAside();
        routes.MapViews();
        routes.MapDeadLetters();
        routes.MapKeys();
        routes.MapPrivacy();
        if (settings.Sandbox) routes.MapSandbox();
        routes.MapHealth();
        routes.MapOpenApiDocument();
        routes.MapAsyncApiDocument();
        routes.MapDashboard().Add(page =>
        {
            RequestCosts.Weigh(page, "/track", RequestCost.Tracking);
            // It is posted, but changes nothing that is stored.
            RequestCosts.Weigh(page, "/sign-in", RequestCost.Reads);
        });
        FreezeEndpoints(app);
        RouteAuthorization.Check(app);
        try
        {
            // Made now and not by the first request, so that the development key is there as soon as the service has started.
            app.Services.GetRequiredService<TokenValidation>();
            await engine.Prepare(app.Services, CancellationToken.None);
            if (settings.Sandbox) await app.Services.GetRequiredService<SandboxTime>().GoOn(CancellationToken.None);
            // Another key-encryption key than that of the other nodes ends the start, before anything is sealed by it.
            if (!settings.ReadOnly) await app.Services.GetRequiredService<PersonKeys>().Hashes(CancellationToken.None);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    // A source makes its endpoints and compiles their handlers each time that it is asked, and the check, routing and authorization all
    // ask: that was a quarter of what the start of a node cost. What is mapped afterwards is not among them.
    private static void FreezeEndpoints(IEndpointRouteBuilder routes)
    {
        List<Endpoint> endpoints = [.. routes.DataSources.SelectMany(source => source.Endpoints)];
        routes.DataSources.Clear();
        routes.DataSources.Add(new DefaultEndpointDataSource(endpoints));
    }

    private static KeyEncryptionKeys KeksOf(Settings settings) => (settings.PersonKek, settings.Identity) switch
    {
        ({ } text, _) => KeyEncryptionKeys.Parse(text),
        (null, Identity.Development identity) => DevelopmentKek.At(
            Path.Combine(Path.GetDirectoryName(Path.GetFullPath(identity.KeyFile))!, DevelopmentKek.FileName)),
        _ => throw new SettingsException("There is no key-encryption key."),
    };

    private static Logger Log()
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Npgsql", LogEventLevel.Warning)
            .MinimumLevel.Override("Marten", LogEventLevel.Warning)
            // It logs the parameters of failed statements, which may be personal data; the failure itself is logged by the caller.
            .MinimumLevel.Override("Marten.IDocumentStore", LogEventLevel.Fatal)
            .MinimumLevel.Override("Wolverine", LogEventLevel.Warning)
            // Handlers are registered explicitly, so its warning that it discovered none is noise.
            .MinimumLevel.Override("Wolverine.Configuration.HandlerDiscovery", LogEventLevel.Error);
        return LoggerSinkConfiguration.Wrap(log.WriteTo, console => new RepeatedLines(console),
            lines => lines.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture),
            LevelAlias.Minimum, null).CreateLogger();
    }
}
