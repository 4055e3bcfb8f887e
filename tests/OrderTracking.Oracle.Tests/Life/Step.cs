using System.Text.Json.Nodes;

namespace OrderTracking.Oracle.Tests.Life;

/// <summary>Something that is done to the service at a time.</summary>
internal abstract record Step(DateTimeOffset At);

/// <summary>A post about one waybill, recorded whole or not at all.</summary>
internal sealed record Post(DateTimeOffset At, string Waybill, IReadOnlyList<JsonObject> Events) : Step(At);

/// <summary>A post about one case.</summary>
internal sealed record CasePost(DateTimeOffset At, string Route, string Number, IReadOnlyList<JsonObject> Events) : Step(At);

/// <summary>Lines of a batch, each decided by itself.</summary>
internal sealed record Lines(DateTimeOffset At, IReadOnlyList<JsonObject> Events) : Step(At);

internal sealed record TruckList(DateTimeOffset At, string List, JsonObject Event) : Step(At);

/// <summary>A reference event is posted.</summary>
internal sealed record ReferenceHistory(DateTimeOffset At, JsonObject Event) : Step(At);

/// <summary>A report is handed out.</summary>
/// <param name="Account">Null for the department's.</param>
internal sealed record HandOut(DateTimeOffset At, string Report, string? Account, DateOnly From) : Step(At);

/// <summary>A view, or all with null, is rebuilt.</summary>
internal sealed record Rebuild(DateTimeOffset At, string? View) : Step(At);

/// <summary>A node dies and is started again.</summary>
internal sealed record NodeDies(DateTimeOffset At, int Node) : Step(At);

/// <summary>The leading node loses its connections to the database.</summary>
internal sealed record LeaderCutOff(DateTimeOffset At) : Step(At);

/// <summary>Nothing more is sent until the views and the clock have caught up.</summary>
internal sealed record Quiet(DateTimeOffset At) : Step(At);
