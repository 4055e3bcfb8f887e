using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderTracking.Application.Access;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Reports;
using OrderTracking.Application.Signals;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application;

/// <summary>What the service does, on whatever engine is added beside it.</summary>
public static class ServiceParts
{
    public static IServiceCollection AddOrderTracking(this IServiceCollection services, TimeZoneInfo zone)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new Company(zone));
        services.AddSingleton<ServiceSignals>();
        services.AddSingleton<Standing>();
        services.AddSingleton<CompanyCalendar>();
        services.AddSingleton<Projection>();
        services.AddSingleton<CatchingUp>();
        services.AddSingleton(_ => new WaybillCache());
        services.AddSingleton<WaybillReader>();
        services.AddSingleton<ReferenceData>();
        services.AddSingleton<ReferenceRecorder>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<ChunkRecorder>();
        services.AddSingleton<BatchRecorder>();
        services.AddSingleton<Releasing>();
        services.AddSingleton<MissedRecorder>();
        services.AddSingleton<IDuty, StandardsKeeper>();
        services.AddSingleton<Worklists>();
        services.AddSingleton<Reporting>();
        services.AddSingleton<HandingOut>();
        services.AddSingleton<DueReports>();
        services.AddSingleton<IDuty, ReportDeadlineKeeper>();
        services.AddSingleton<LeaderDuties>();
        services.AddSingleton<Leader>();
        services.AddSingleton<ViewGate>();
        services.AddSingleton(provider => new Definitions(provider.GetRequiredService<CompanyCalendar>().Zone));
        services.AddSingleton<FigureReader>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<UnreadableFinder>();
        services.AddSingleton<SettingAside>();
        return services;
    }
}
