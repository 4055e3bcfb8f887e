using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Feed;
using OrderTracking.Application.Insurance;
using OrderTracking.Application.Keys;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Past;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Replays;
using OrderTracking.Application.Reports;
using OrderTracking.Application.Transparency;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application;

/// <summary>Registers the application's services; an engine is registered beside them.</summary>
public static class ServiceParts
{
    public static IServiceCollection AddOrderTracking(this IServiceCollection services, TimeZoneInfo zone)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new Company(zone));
        services.AddSingleton<Telemetry>();
        services.AddSingleton<LagGauges>();
        services.AddSingleton<CompanyCalendar>();
        services.AddSingleton<Projection>();
        services.AddSingleton<RebuildCatchUp>();
        services.AddSingleton<LogEpoch>();
        services.AddSingleton(provider => new WaybillCache(provider.GetRequiredService<LogEpoch>()));
        services.AddSingleton<PersonKeys>();
        services.AddSingleton<SealedPersons>();
        services.AddSingleton<SealedLines>();
        services.AddSingleton<Erasures>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<KeyRewrapping>();
        services.AddSingleton<ILeaderTask>(provider => provider.GetRequiredService<KeyRewrapping>());
        services.AddSingleton<WaybillReader>();
        services.AddSingleton<WaybillTurns>();
        services.AddSingleton<FeedReader>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<ReferenceDataCache>();
        services.AddSingleton<AccountInstructions>();
        services.AddSingleton<ReferenceRecorder>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<CaseRecorder>();
        services.AddSingleton<CaseLineRecorder>();
        services.AddSingleton<ChunkRecorder>();
        services.AddSingleton<BatchRecorder>();
        services.TryAddSingleton(QuarantineQuota.OfMegabytes(QuarantineQuota.DefaultMegabytes));
        services.AddSingleton<HeldLineReleaser>();
        services.AddSingleton<ILeaderTask, QuarantineRetention>();
        services.TryAddSingleton(new LogSigningKey(null));
        services.AddSingleton<CheckpointSigner>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<LogImporter>();
        services.AddSingleton<ILeaderTask, TreeBuilder>();
        services.TryAddSingleton(new Witnesses([]));
        services.AddSingleton<ILeaderTask, WitnessLoop>();
        services.AddSingleton<MissedRecorder>();
        services.AddSingleton<ILeaderTask, StandardsUpdater>();
        services.AddSingleton<InsuranceLists>();
        services.AddSingleton<Worklists>();
        services.AddSingleton<GroupReader>();
        services.AddSingleton<ReportBuilder>();
        services.AddSingleton<RoundReports>();
        services.AddSingleton<ReportHandOut>();
        services.AddSingleton<ReportNotes>();
        services.AddSingleton<HandOvers>();
        services.AddSingleton<DueReports>();
        services.AddSingleton<ILeaderTask, ReportDeadlineClock>();
        services.AddSingleton<LeaderTasks>();
        services.AddSingleton<Leader>();
        services.AddSingleton<ViewGate>();
        services.TryAddSingleton(new PastLimits(PastLimits.DefaultEvents, PastLimits.DefaultTime));
        services.AddSingleton<PastReader>();
        services.AddSingleton<KnowledgeDifferences>();
        services.TryAddSingleton(new DriftCheckTime(DriftCheckTime.Default));
        services.AddSingleton<Replayer>();
        services.AddSingleton<ILeaderTask, ReplayRunner>();
        services.AddSingleton<ILeaderTask, DriftCheck>();
        services.AddSingleton(provider => new Definitions(provider.GetRequiredService<CompanyCalendar>().Zone));
        services.AddSingleton<FigureReader>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton(new OffWayLimit());
        services.AddSingleton<OffWaySightings>();
        services.AddSingleton<UnreadableFinder>();
        services.AddSingleton<UnreadableEventRemoval>();
        return services;
    }
}
