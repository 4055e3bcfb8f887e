using System.ComponentModel.DataAnnotations;
using OrderTracking.Application.Past;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Webhooks;

namespace OrderTracking.Api.Access;

/// <summary>
/// How much one caller, and all callers together, may ask of this node at a time. Limits on the size of a request are with its route.
/// A settings file may set each, by its name in the section <c>Limits</c>.
/// </summary>
public sealed record LimitSettings
{
    public const int DefaultRate = 200;

    /// <summary>Requests a second of one caller, sustained; <see cref="Burst"/> is how many may come at once.</summary>
    [Range(1, 1_000_000)]
    public int Rate { get; init; } = DefaultRate;

    public int Burst => 2 * Rate;

    /// <summary>Events a second that one caller may send in arrays; <see cref="EventBurst"/> is how many may come at once.</summary>
    public int EventRate => 10 * Rate;

    /// <summary>At least an array of the greatest length.</summary>
    public int EventBurst => Math.Max(2 * EventRate, Http.EventRequestBody.MaxEvents);

    /// <summary>Concurrent reads of one caller: far fewer than there are database connections, so that others get some too.</summary>
    [Range(1, 1_000_000)]
    public int Reads { get; init; } = 16;

    [Range(0, 1_000_000)]
    public int ReadsWaiting { get; init; } = 256;

    /// <summary>Concurrent posts of one caller. Many, because they share commits.</summary>
    [Range(1, 1_000_000)]
    public int Posts { get; init; } = 512;

    /// <summary>Open feeds of one caller.</summary>
    [Range(1, 1_000_000)]
    public int Feeds { get; init; } = 16;

    /// <summary>Open feeds of all callers; they are not among <see cref="Requests"/>, but among <see cref="Connections"/>.</summary>
    [Range(1, 1_000_000)]
    public int AllFeeds { get; init; } = 1_024;

    /// <summary>Webhooks of one owner, on all nodes, unlike the other limits.</summary>
    [Range(0, 10_000)]
    public int Webhooks { get; init; } = WebhookLimits.DefaultOfOwner;

    /// <summary>Webhooks of all owners. Each active one is delivered to with up to 8 connections.</summary>
    [Range(0, 10_000)]
    public int AllWebhooks { get; init; } = WebhookLimits.DefaultOfAll;

    [Range(1, 1_000_000)]
    public int Batches { get; init; } = 1;

    [Range(0, 1_000_000)]
    public int BatchesWaiting { get; init; } = 4;

    /// <summary>Concurrent batches of all callers: each may take 64 MB of memory.</summary>
    [Range(1, 1_000_000)]
    public int AllBatches { get; init; } = 2;

    [Range(0, 1_000_000)]
    public int AllBatchesWaiting { get; init; } = 16;

    /// <summary>Concurrent requests of all callers.</summary>
    [Range(1, 1_000_000)]
    public int Requests { get; init; } = 1_024;

    /// <summary>Bytes of all request bodies in memory, in MB.</summary>
    [Range(64, 65_536)]
    public int BodyMegabytes { get; init; } = 256;

    /// <summary>What the open lines of one sender may take in quarantine, in MB; of all nodes, unlike the other limits.</summary>
    [Range(1, 65_536)]
    public int QuarantineMegabytes { get; init; } = QuarantineQuota.DefaultMegabytes;

    [Range(1, 1_000_000)]
    public int Connections { get; init; } = 4_096;

    /// <summary>How long an ordinary request may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a batch, an export or a report file may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Events that one answer about the past may read, where the kept rows do not give it.</summary>
    [Range(1, 10_000_000)]
    public int PastEvents { get; init; } = PastLimits.DefaultEvents;

    /// <summary>How long it may take; less than <see cref="Timeout"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PastTimeout { get; init; } = PastLimits.DefaultTime;

    /// <summary>Failed sign-ins a minute from one client address; of an existing key, with that key.</summary>
    [Range(1, 1_000_000)]
    public int Guesses { get; init; } = 30;

    /// <summary>Public tracking requests a minute from one client address.</summary>
    [Range(1, 1_000_000)]
    public int Tracks { get; init; } = 10;

    /// <summary>Public tracking requests with wrong digits for one waybill number in a quarter of an hour, from all addresses.</summary>
    [Range(1, 1_000_000)]
    public int WrongDigits { get; init; } = 10;

    /// <summary>Waybills that one caller may come to see in a day by recording events off their ways.</summary>
    [Range(0, 1_000_000)]
    public int OffWaySightings { get; init; } = OffWayLimit.Default;

    /// <summary>The same from one network, the /24 of an IPv4 address or the /48 of an IPv6 one, for all numbers.</summary>
    [Range(1, 1_000_000)]
    public int WrongDigitsOfNetwork { get; init; } = 30;

    /// <summary>The same from all networks, for all numbers. Beyond it, a network without a wrong try still has one.</summary>
    [Range(1, 1_000_000)]
    public int WrongDigitsOfAll { get; init; } = 300;

    /// <summary>Concurrent public tracking requests from all addresses.</summary>
    [Range(1, 1_000_000)]
    public int TracksAtOnce { get; init; } = 16;
}
