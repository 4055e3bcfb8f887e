namespace OrderTracking.Api.Access;

/// <summary>How much one caller, and all together, may ask of this node at a time. Limits of what is asked stand with the routes.</summary>
public sealed record CallLimits
{
    public const int DefaultRate = 200;

    /// <summary>Requests a second and caller, on and on; for a moment twice as many (<see cref="Burst"/>).</summary>
    public int Rate { get; init; } = DefaultRate;

    public int Burst => 2 * Rate;

    /// <summary>Reads of one caller under way: far fewer than there are connections to the database, so that some are left for others.</summary>
    public int Reads { get; init; } = 16;

    public int ReadsWaiting { get; init; } = 256;

    /// <summary>Posts of one caller under way. Many, because they share commits.</summary>
    public int Posts { get; init; } = 512;

    public int Batches { get; init; } = 1;

    public int BatchesWaiting { get; init; } = 4;

    /// <summary>Batches of all callers under way: each may hold 64 MB.</summary>
    public int AllBatches { get; init; } = 2;

    public int AllBatchesWaiting { get; init; } = 16;

    /// <summary>Requests of all callers in the service.</summary>
    public int Requests { get; init; } = 1_024;

    /// <summary>Bodies of all requests in the service, in MB.</summary>
    public int BodyMegabytes { get; init; } = 256;

    public int Connections { get; init; } = 4_096;

    /// <summary>For how long an ordinary request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same of batches, exports and report files.</summary>
    public TimeSpan LongTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Failed attempts to be let in, a minute and client address.</summary>
    public int Guesses { get; init; } = 30;

    /// <summary>Public tracking, a minute and client address.</summary>
    public int Tracks { get; init; } = 10;

    /// <summary>Public tracking with other digits than the waybill's, a quarter of an hour and waybill number, of all addresses.</summary>
    public int WrongDigits { get; init; } = 10;

    /// <summary>Public tracking of all addresses under way.</summary>
    public int TracksAtOnce { get; init; } = 16;
}
