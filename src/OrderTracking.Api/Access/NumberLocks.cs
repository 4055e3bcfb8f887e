namespace OrderTracking.Api.Access;

/// <summary>
/// Counts public tracking with wrong digits by waybill number, also of numbers that do not exist, from all addresses: four digits are
/// guessed in ten thousand tries. Whoever guesses makes up the numbers, so they are counted in as many slots as there ever are; two
/// numbers that fall into one slot share its tries.
/// </summary>
internal sealed partial class NumberLocks(CallLimits limits, TimeProvider clock, ILogger<NumberLocks> logger)
{
    private const int Slots = 1 << 18;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly (long Begun, int Tries)[] slots = new (long, int)[Slots];
    private readonly Lock changing = new();

    /// <summary>Takes a try before it is known to be wrong: so many at once are no more than one after the other.</summary>
    /// <returns>False when there is none left.</returns>
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
        // Once in a window; never the digits.
        if (isLocked) LogLocked(number, limits.WrongDigits);
        return true;
    }

    /// <summary>It was right, and does not count.</summary>
    public void GiveBack(string number)
    {
        lock (changing)
        {
            ref var slot = ref Slot(number);
            if (slot.Tries > 0) slot.Tries--;
        }
    }

    // The runtime hashes texts differently in each process: nobody can choose numbers that share a slot with another.
    private ref (long Begun, int Tries) Slot(string number) => ref slots[(uint)number.GetHashCode(StringComparison.Ordinal) % Slots];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Public tracking of {Number}: {Tries} tries, no more for now")]
    private partial void LogLocked(string number, int tries);
}
