using System.Text.Json;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

// The shapes, for the OpenAPI document, of answers that are written member by member.

/// <summary>An event of a raw stream.</summary>
/// <param name="By">Who reported it; not shown to customers, as source, correlation, sender and causation.</param>
/// <param name="Source">person, system or clock.</param>
/// <param name="Stream">Where it is not of a waybill: its stream.</param>
public sealed record EventShape(
    long Position, long Version, Guid Id, string Type, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, string Station,
    JsonElement Data, string? By = null, string? Source = null, string? Correlation = null, string? Sender = null, Guid? Causation = null,
    string? Stream = null);

/// <summary>A waybill's raw stream.</summary>
public sealed record WaybillEventsAnswer(string Waybill, long Version, long Position, IReadOnlyList<EventShape> Items, string? Next);

/// <summary>Reference events.</summary>
public sealed record ReferenceEventsAnswer(IReadOnlyList<EventShape> Items, string? Next);

/// <summary>What happened to a waybill, and what is still due.</summary>
public sealed record TimelineAnswer(
    string Waybill, long Version, long Position, IReadOnlyList<TimelineItemShape> Items, IReadOnlyList<TimelineDueShape> Due);

/// <summary>An event of a timeline.</summary>
/// <param name="Corrected">Where it was corrected: by what.</param>
/// <param name="Odd">What is unusual about it.</param>
public sealed record TimelineItemShape(
    long Position, long Version, Guid Id, string Type, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, string Station,
    JsonElement Data, string Label, CorrectionShape? Corrected = null, IReadOnlyList<string>? Odd = null, string? By = null,
    string? Source = null, string? Correlation = null, string? Sender = null, Guid? Causation = null);

public sealed record CorrectionShape(
    Guid EventId, DateTimeOffset RecordedAt, string? By = null, string? Reason = null, Guid? ReplacedBy = null);

/// <param name="What">The rule: promise, reportBack, sorting, …</param>
public sealed record TimelineDueShape(string What, DateTimeOffset At, string Station, string? About = null, PromiseBasis? Basis = null);

/// <summary>A report for programs.</summary>
/// <param name="Account">Null where it is of none.</param>
/// <param name="To">The day after the last.</param>
/// <param name="Zone">The company's time zone.</param>
public sealed record ReportAnswer(
    string Report, ReportTextShape Title, string? Account, DateOnly From, DateOnly To, string Zone, bool IsPeriodOver,
    DateTimeOffset MadeAt, long Position, IReadOnlyList<RateDefinition> Definitions, IReadOnlyList<ReportSectionShape> Sections,
    IReadOnlyList<string>? Stations = null);

public sealed record ReportTextShape(string Zh, string En);

/// <param name="Rows">Objects with the columns' keys, and a link to what a figure counts in behind.</param>
public sealed record ReportSectionShape(
    string Key, ReportTextShape Heading, IReadOnlyList<ReportColumnShape> Columns, IReadOnlyList<JsonElement> Rows,
    JsonElement? Total = null);

public sealed record ReportColumnShape(string Key, ReportTextShape Heading, string Kind);
