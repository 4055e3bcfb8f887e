namespace OrderTracking.Api.Access;

/// <summary>
/// Counts public tracking requests with wrong digits by waybill number, from all addresses, also for numbers that do not exist: four
/// digits can be guessed in ten thousand tries. A guesser may invent any number of numbers, so they share a fixed number of slots;
/// two numbers in one slot share its tries.
/// </summary>
internal sealed partial class NumberLocks(LimitSettings limits, TimeProvider clock, ILogger<NumberLocks> logger)
{
    private const int Slots = 1 << 18;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly (long Begun, int Tries)[] slots = new (long, int)[Slots];
    private readonly Lock changing = new();

    /// <summary>Takes a try before the digits are checked, so that concurrent tries are limited like successive ones.</summary>
    /// <returns>False when there is no try left.</returns>
    public bool Try(string number, out TimeSpan retryAfter)
    {
        var (now, isLocked) = (clock.GetUtcNow().UtcTicks, false);
        retryAfter = default;
        lock (changing)
        {
            ref var slot = ref Slot(number);
            if (slot.Tries == 0 || now - slot.Begun >= Window.Ticks) slot = (now, 0);
            if (slot.Tries >= limits.WrongDigits)
            {
                retryAfter = TimeSpan.FromTicks(slot.Begun + Window.Ticks - now);
                return false;
            }
            isLocked = ++slot.Tries == limits.WrongDigits;
        }
        // Logged once in a window, and never with the digits.
        if (isLocked) LogLocked(number, limits.WrongDigits);
        return true;
    }

    /// <summary>Gives a try back: the digits were right.</summary>
    public void GiveBack(string number)
    {
        lock (changing)
        {
            ref var slot = ref Slot(number);
            if (slot.Tries > 0) slot.Tries--;
        }
    }

    // String hash codes differ in each process, so nobody can choose numbers that share a slot with another.
    private ref (long Begun, int Tries) Slot(string number) => ref slots[(uint)number.GetHashCode(StringComparison.Ordinal) % Slots];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Public tracking of {Number}: {Tries} tries, locked for now")]
    private partial void LogLocked(string number, int tries);
}
