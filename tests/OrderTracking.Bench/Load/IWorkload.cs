namespace OrderTracking.Bench.Load;

/// <summary>The requests to send, and when.</summary>
internal interface IWorkload
{
    /// <summary>Puts the next request on the connection; false if none is due now.</summary>
    bool TryNext(Connection connection, long now);

    /// <summary>True when no request will ever be due again.</summary>
    bool Exhausted { get; }

    /// <summary>Whether an answer is the one that is measured.</summary>
    bool Succeeds(int status) => status is >= 200 and <= 299;

    /// <summary>Such an answer has come; <paramref name="now"/> is when its last byte was read.</summary>
    void Answered(Connection connection, long now);

    /// <summary>Whether an answer with another status is expected and no failure.</summary>
    bool Expects(int status) => false;
}
