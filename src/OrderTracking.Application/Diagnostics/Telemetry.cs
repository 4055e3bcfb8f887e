using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Diagnostics;

/// <summary>
/// The service's traces and metrics, under one name. Without a listener they cost next to nothing. Tag values come from closed lists; they
/// are never a waybill, an account or a person.
/// </summary>
public sealed class Telemetry : IDisposable
{
    public const string Name = "OrderTracking";

    /// <summary>Bucket bounds in seconds, fine enough to tell fast operations from slow ones.</summary>
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10] };

    /// <summary>Bucket bounds from a quarter of a second to a day: a deadline is raised at once, or after downtime.</summary>
    private static readonly InstrumentAdvice<double> Standstills =
        new() { HistogramBucketBoundaries = [.25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400] };

    private static readonly InstrumentAdvice<int> Sizes =
        new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000] };

    private readonly Counter<long> ingested, refused, offWaySightings, tracked, feedDrops;
    private readonly Histogram<int> appendSize;
    private readonly Histogram<double> appendDuration, deadlineLag, webhookDuration;

    public Telemetry()
    {
        ingested = Meter.CreateCounter<long>("ordertracking.events.ingested", "{event}",
            "Events recorded for senders, by the kind of route.");
        refused = Meter.CreateCounter<long>("ordertracking.refusals", "{refusal}",
            "Requests answered with a problem, and lines of batches refused or held, by code.");
        Meter.CreateObservableGauge("ordertracking.views.drift", () => Volatile.Read(ref drift), "{waybill}",
            "Waybills whose rows were not what the log says when the views were last checked by this node.");
        Meter.CreateObservableGauge("ordertracking.rollups.drift", () => Volatile.Read(ref sumDrift), "{sum}",
            "Sums that were not those of the rows when the views were last checked by this node.");
        offWaySightings = Meter.CreateCounter<long>("ordertracking.off_way.sightings", "{waybill}",
            "Waybills that callers came to see only by recording an event off their way, within and beyond the day's limit.");
        tracked = Meter.CreateCounter<long>("ordertracking.tracking.tries", "{try}", "Public tracking requests with digits, by outcome.");
        feedDrops = Meter.CreateCounter<long>("ordertracking.feed.dropped", "{subscriber}",
            "Subscribers of the feed that were disconnected because they read too slowly.");
        appendSize = Meter.CreateHistogram("ordertracking.append.events", "{event}", "Events that shared one commit.", advice: Sizes);
        appendDuration = Meter.CreateHistogram("ordertracking.append.duration", "s", "One round trip to the log, with its commit.",
            advice: Seconds);
        deadlineLag = Meter.CreateHistogram("ordertracking.deadline.lag",
            "s", "How long after its due time a missed deadline was recorded.", advice: Standstills);
        webhookDuration = Meter.CreateHistogram("ordertracking.webhook.duration", "s",
            "One try of a delivery to a webhook, by what came of it.", advice: Seconds);
    }

    private long drift, sumDrift;

    public ActivitySource Traces { get; } = new(Name);

    public Meter Meter { get; } = new(Name);

    /// <summary>What the last check of the views on this node found.</summary>
    /// <param name="waybills">With other rows than the log gives.</param>
    /// <param name="sums">Other than those of the rows.</param>
    public void SetDrift(long waybills, long sums)
    {
        Volatile.Write(ref drift, waybills);
        Volatile.Write(ref sumDrift, sums);
    }

    /// <param name="events">How many events were recorded; those recorded before are not counted again.</param>
    public void CountIngested(string route, int events)
    {
        if (events > 0) ingested.Add(events, new KeyValuePair<string, object?>("route", route));
    }

    public void CountRefusal(string code, int times = 1) => refused.Add(times, new KeyValuePair<string, object?>("code", code));

    public void CountOffWaySighting(bool isBeyondLimit) =>
        offWaySightings.Add(1, new KeyValuePair<string, object?>("limit", isBeyondLimit ? "beyond" : "within"));

    /// <param name="outcome">From a closed list.</param>
    public void CountTracking(string outcome) => tracked.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void CountFeedDrops(int subscribers) => feedDrops.Add(subscribers);

    /// <summary>Measures a commit of so many events; dispose it when the commit was tried.</summary>
    public Appending Append(int events) => new(this, events);

    public void RecordDeadlineLag(IEnumerable<NewEvent> missed, DateTimeOffset now)
    {
        if (!deadlineLag.Enabled) return;
        foreach (var newEvent in missed)
            if (newEvent.Event is DeadlineMissed late) deadlineLag.Record((now - late.DueAt).TotalSeconds);
    }

    /// <param name="outcome">From a closed list.</param>
    public void RecordWebhookTry(string outcome, TimeSpan duration) =>
        webhookDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose()
    {
        Traces.Dispose();
        Meter.Dispose();
    }

    /// <summary>Measures one commit, from its creation to its disposal.</summary>
    public readonly struct Appending : IDisposable
    {
        private readonly Telemetry? telemetry;
        private readonly Activity? activity;
        private readonly long started;

        internal Appending(Telemetry telemetry, int events)
        {
            if (telemetry.Traces.HasListeners())
            {
                // A commit serves many requests, so its span belongs to none of their traces.
                Activity.Current = null;
                activity = telemetry.Traces.StartActivity("append");
                activity?.SetTag("ordertracking.events", events);
            }
            telemetry.appendSize.Record(events);
            if (!telemetry.appendDuration.Enabled) return;
            (this.telemetry, started) = (telemetry, Stopwatch.GetTimestamp());
        }

        public void Dispose()
        {
            telemetry?.appendDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            activity?.Dispose();
        }
    }
}
