using System.Net;
using OrderTracking.Application.Diagnostics;

namespace OrderTracking.Api.Access;

/// <summary>
/// Counts public tracking requests with wrong digits in a quarter of an hour: by waybill number, also of numbers that do not exist; by the
/// network that they come from; and all together. Four digits can be guessed in ten thousand tries, and whoever has many addresses can
/// spread the tries over many numbers.
/// </summary>
internal sealed partial class WrongDigitLimits(
    LimitSettings limits, Telemetry telemetry, TimeProvider clock, ILogger<WrongDigitLimits> logger)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly Tries ofNumbers = new(), ofNetworks = new(), ofAll = new(slots: 1);
    private readonly Lock changing = new();

    /// <summary>Takes a try before the digits are checked, so that concurrent tries are limited like successive ones.</summary>
    /// <returns>False when there is no try left.</returns>
    public bool Try(string number, IPAddress? address, out TimeSpan retryAfter)
    {
        var (now, network) = (clock.GetUtcNow().UtcTicks, ClientAddress.Network(address));
        string? spent;
        bool isLastOfNumber, isLastOfNetwork, isLastOfAll;
        lock (changing)
        {
            ref var byNumber = ref ofNumbers.Of(number, now);
            ref var byNetwork = ref ofNetworks.Of(network, now);
            ref var byAll = ref ofAll.Of("", now);
            // Anybody can use up what all have together. From then on, networks without a wrong try still have one, so that a few guessers
            // cannot close public tracking to everybody else.
            spent = byNumber.Count >= limits.WrongDigits ? "number"
                : byNetwork.Count >= limits.WrongDigitsOfNetwork ? "network"
                : byAll.Count >= limits.WrongDigitsOfAll && byNetwork.Count > 0 ? "all" : null;
            retryAfter = TimeSpan.FromTicks((spent switch { "number" => byNumber, "network" => byNetwork, _ => byAll }).Begun
                + Window.Ticks - now);
            if (spent is null) (byNumber.Count, byNetwork.Count, byAll.Count) = (byNumber.Count + 1, byNetwork.Count + 1, byAll.Count + 1);
            (isLastOfNumber, isLastOfNetwork, isLastOfAll) = (byNumber.Count == limits.WrongDigits,
                byNetwork.Count == limits.WrongDigitsOfNetwork, byAll.Count == limits.WrongDigitsOfAll);
        }
        if (spent is not null)
        {
            telemetry.CountTracking($"no-try-left-of-{spent}");
            return false;
        }
        // Logged once in a window, and never with the digits.
        if (isLastOfNumber) LogNumber(number, limits.WrongDigits);
        if (isLastOfNetwork) LogNetwork(network, limits.WrongDigitsOfNetwork);
        if (isLastOfAll) LogAll(limits.WrongDigitsOfAll);
        return true;
    }

    /// <summary>The digits were wrong: the try stays taken.</summary>
    public void Wrong() => telemetry.CountTracking("wrong-digits");

    /// <summary>Gives a try back: the digits were right.</summary>
    public void GiveBack(string number, IPAddress? address)
    {
        telemetry.CountTracking("right-digits");
        var now = clock.GetUtcNow().UtcTicks;
        lock (changing)
        {
            ofNumbers.Return(number, now);
            ofNetworks.Return(ClientAddress.Network(address), now);
            ofAll.Return("", now);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Public tracking of {Number}: {Tries} tries, locked for now")]
    private partial void LogNumber(string number, int tries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Public tracking from the network {Network}: {Tries} tries, locked for now")]
    private partial void LogNetwork(string network, int tries);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Public tracking: {Tries} tries from all networks; each network without a wrong one has one more for now")]
    private partial void LogAll(int tries);

    /// <summary>
    /// Tries by name. A guesser may invent any number of names, so they share a fixed number of slots; two names in one slot share its
    /// tries.
    /// </summary>
    private sealed class Tries(int slots = 1 << 18)
    {
        private readonly Slot[] table = new Slot[slots];

        /// <summary>The name's slot in the window that has begun.</summary>
        public ref Slot Of(string name, long now)
        {
            // String hash codes differ in each process, so nobody can choose names that share a slot with another.
            ref var slot = ref table[(uint)name.GetHashCode(StringComparison.Ordinal) % (uint)table.Length];
            if (slot.Count == 0 || now - slot.Begun >= Window.Ticks) slot = new() { Begun = now };
            return ref slot;
        }

        public void Return(string name, long now)
        {
            ref var slot = ref Of(name, now);
            if (slot.Count > 0) slot.Count--;
        }
    }

    private struct Slot
    {
        public long Begun;
        public int Count;
    }
}
