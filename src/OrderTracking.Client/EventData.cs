namespace OrderTracking.Client;

/// <summary>
/// The data of the events that most senders send. Members that are null are left out. Other events, and members that are not here, go with
/// an object of the sender's own.
/// </summary>
public abstract record EventData
{
    /// <summary>The event's name on the wire.</summary>
    internal abstract string Type { get; }
}

/// <summary>A person: personal data go nowhere else.</summary>
public sealed record Person(string? Name = null, string? Phone = null, string? Address = null);

/// <summary>What a consignee remarked when signing.</summary>
/// <param name="Kind">A kind of exceptions: <c>damage</c>, <c>shortage</c>, …</param>
public sealed record Remark(string Kind, string? Text = null);

/// <summary>受理. The order is taken.</summary>
/// <param name="Account">The customer's account.</param>
/// <param name="Origin">Code of the station that it leaves from.</param>
/// <param name="Destination">Code of the station that it goes to.</param>
/// <param name="Service"><c>selfPickup</c> or <c>delivery</c>.</param>
/// <param name="Freight">CNY.</param>
/// <param name="InsuredValue">CNY.</param>
/// <param name="PromisedAt">When the consignee should have the goods, where that was promised.</param>
public sealed record Received(string Account, string Origin, string Destination, int Pieces, string? OrderNumber = null,
    IReadOnlyList<string>? Transfers = null, string? Goods = null, decimal? WeightKg = null, decimal? VolumeM3 = null,
    string? Service = null, Person? Shipper = null, Person? Consignee = null, decimal? Freight = null, decimal? InsuredValue = null,
    int? ReceiptCopies = null, DateTimeOffset? PromisedAt = null) : EventData
{
    internal override string Type => "received";
}

/// <summary>派车. A vehicle is requested.</summary>
/// <param name="Purpose"><c>pickup</c> or <c>delivery</c>.</param>
public sealed record DispatchRequested(string Purpose, DateTimeOffset? WantedAt = null, string? Vehicle = null, Person? Driver = null)
    : EventData
{
    internal override string Type => "dispatchRequested";
}

/// <summary>装车. Pieces left a station on a vehicle.</summary>
public sealed record Loaded(int Pieces, string? NextStation = null, string? LoadingList = null, string? Vehicle = null) : EventData
{
    internal override string Type => "loaded";
}

/// <summary>到货. Pieces reached the station that reports it.</summary>
public sealed record Arrived(int Pieces, string? Condition = null, string? LoadingList = null, string? Vehicle = null) : EventData
{
    internal override string Type => "arrived";
}

/// <summary>签收. The consignee signed for some of the pieces or for all.</summary>
/// <param name="Proofs">References to proof photos.</param>
public sealed record Signed(int Pieces, Person? Signer = null, Remark? Remark = null, IReadOnlyList<string>? Proofs = null) : EventData
{
    internal override string Type => "signed";
}

/// <summary>异常. Something went wrong; it is to be reported back within four hours.</summary>
/// <param name="Kind"><c>shortage</c>, <c>damage</c>, <c>delay</c>, …</param>
/// <param name="Stage"><c>lineHaul</c>, <c>delivery</c>, …</param>
public sealed record ExceptionRaised(string ExceptionId, string Kind, string? Stage = null, string? ResponsibleStation = null,
    int? Pieces = null, string? Description = null) : EventData
{
    internal override string Type => "exceptionRaised";
}
