using System.Diagnostics;
using System.Globalization;

namespace OrderTracking.Bench.Server;

/// <summary>
/// Measures twenty times a second how long a flush of 8 kB to disk takes, which every acknowledged event waits for. On a disk that others
/// use too, this shows which part of a slow answer is the disk's.
/// </summary>
internal sealed class Disk : IAsyncDisposable
{
    private const int Room = 16 * 1024 * 1024;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly string _file;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _looking;
    private readonly List<int> _microseconds = [];

    public Disk(string folder)
    {
        _file = Path.Combine(folder, "disk.probe");
        _looking = Task.Factory.StartNew(Look, TaskCreationOptions.LongRunning);
    }

    /// <summary>The flush times since this was last called.</summary>
    public string Since()
    {
        List<int> sorted;
        lock (_microseconds)
        {
            sorted = [.. _microseconds.Order()];
            _microseconds.Clear();
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"disk: a flush takes p50 {Milliseconds(0.5):0.0} ms, p99 {Milliseconds(0.99):0.0} ms, {Milliseconds(1):0} ms at the most");

        double Milliseconds(double quantile) => Load.LoadResult.Quantile(sorted, quantile) / 1000.0;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _looking;
        _over.Dispose();
        File.Delete(_file);
    }

    private void Look()
    {
        using var file = File.OpenHandle(_file, FileMode.Create, FileAccess.Write, preallocationSize: Room);
        var page = new byte[8192];
        for (long at = 0; !_over.Token.WaitHandle.WaitOne(Every); at = (at + page.Length) % Room)
        {
            RandomAccess.Write(file, page, at);
            var since = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(file);
            lock (_microseconds)
                _microseconds.Add((int)Stopwatch.GetElapsedTime(since).TotalMicroseconds);
        }
    }
}
