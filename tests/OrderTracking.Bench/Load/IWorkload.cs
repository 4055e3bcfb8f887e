namespace OrderTracking.Bench.Load;

/// <summary>What is asked of the service, and when.</summary>
internal interface IWorkload
{
    /// <summary>Puts the next request on the connection. False when there is none due now.</summary>
    bool TryNext(Connection connection, long now);

    /// <summary>True when no request will ever be due again.</summary>
    bool Exhausted { get; }

    /// <summary>An answer of the 2xx kind is in; <paramref name="now"/> is when its last byte was read.</summary>
    void Answered(Connection connection, long now);

    /// <summary>Whether an answer of another kind is what the workload is out for, and no fault.</summary>
    bool Expects(int status) => false;
}
