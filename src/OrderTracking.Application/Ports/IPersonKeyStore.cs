using OrderTracking.Application.Privacy;

namespace OrderTracking.Application.Ports;

/// <summary>A person's phone on a waybill, as the hash by which it is found again.</summary>
public sealed record PhoneHash(long Hash, string Stream, int Part);

/// <summary>
/// Where the data keys of persons are stored: apart from the log, so that no backup of the log brings a destroyed key back.
/// </summary>
public interface IPersonKeyStore
{
    /// <summary>The keys of these streams; those that have none are left out.</summary>
    Task<IReadOnlyList<WrappedKeys>> Find(IReadOnlyCollection<string> streams, CancellationToken cancellationToken);

    /// <summary>Stores keys of streams that have none, and hashes; what is there already stays.</summary>
    Task Add(IReadOnlyCollection<WrappedKeys> keys, IReadOnlyCollection<PhoneHash> phones, CancellationToken cancellationToken);

    /// <summary>A number that grows whenever keys are destroyed.</summary>
    Task<long> Destructions(CancellationToken cancellationToken);

    /// <summary>The secret that hashes are keyed by, wrapped; stores this one if there is none.</summary>
    Task<(int Kek, byte[] Wrapped)> HashKey(int kek, byte[] proposed, CancellationToken cancellationToken);
}
