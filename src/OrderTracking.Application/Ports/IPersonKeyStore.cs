namespace OrderTracking.Application.Ports;

/// <summary>The data keys of one waybill, as they are stored: wrapped together.</summary>
/// <param name="Kek">Which key-encryption key wraps them.</param>
/// <param name="Generations">For each part, how often its key was replaced.</param>
public sealed record WrappedKeys(string Stream, int Kek, short[] Generations, byte[] Wrapped);

/// <summary>A person's phone on a waybill, as the hash by which it is found again.</summary>
public sealed record PhoneHash(long Hash, string Stream, int Part);

/// <summary>
/// Where the data keys of persons are stored: apart from the log, so that no backup of the log brings a destroyed key back.
/// </summary>
public interface IPersonKeyStore
{
    /// <summary>The keys of these streams; those that have none are left out.</summary>
    Task<IReadOnlyList<WrappedKeys>> Find(IReadOnlyCollection<string> streams, CancellationToken cancellationToken);

    /// <summary>Stores keys of streams that have none, and hashes, durably; what is there already stays.</summary>
    /// <returns>Whether none of the streams had keys.</returns>
    Task<bool> Add(IReadOnlyCollection<WrappedKeys> keys, IReadOnlyCollection<PhoneHash> phones, CancellationToken cancellationToken);

    /// <summary>Replaces keys that are still as they were read, and says which streams' were.</summary>
    /// <param name="destroys">Whether they are other keys, and not the same in another wrapping.</param>
    Task<IReadOnlyList<string>> Replace(
        IReadOnlyCollection<(WrappedKeys Was, WrappedKeys Now)> keys, bool destroys, CancellationToken cancellationToken);

    /// <summary>Some of the keys that another key-encryption key wraps.</summary>
    Task<IReadOnlyList<WrappedKeys>> UnderOthers(int kek, int limit, CancellationToken cancellationToken);

    /// <summary>Some of what a phone was recorded on.</summary>
    Task<IReadOnlyList<PhoneHash>> OfPhone(long hash, int limit, CancellationToken cancellationToken);

    /// <summary>The phones recorded on these streams.</summary>
    Task<IReadOnlyList<PhoneHash>> PhonesOf(IReadOnlyCollection<string> streams, CancellationToken cancellationToken);

    Task DropPhones(IReadOnlyCollection<PhoneHash> phones, CancellationToken cancellationToken);

    /// <summary>A number that grows whenever keys are destroyed.</summary>
    Task<long> Destructions(CancellationToken cancellationToken);

    /// <summary>The secret that hashes are keyed by, wrapped; stores this one if there is none.</summary>
    Task<(int Kek, byte[] Wrapped)> HashKey(int kek, byte[] proposed, CancellationToken cancellationToken);

    /// <summary>Replaces that secret's wrapping, if it is still as it was read.</summary>
    Task ReplaceHashKey(byte[] was, int kek, byte[] wrapped, CancellationToken cancellationToken);
}
