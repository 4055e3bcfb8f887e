using System.Diagnostics;

namespace OrderTracking.SampleData.Sending;

/// <summary>A progress bar on a terminal; elsewhere a line for every tenth, so that logs stay readable.</summary>
internal sealed class Progress(string what, int total, TextWriter output, bool terminal)
{
    private const int Width = 40;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _done;
    private int _shown = -1;

    /// <summary>Progress goes to standard error, so that standard output holds results only.</summary>
    public static Progress Of(string what, int total) => new(what, total, Console.Error, !Console.IsErrorRedirected);

    public void Add(int lines)
    {
        _done += lines;
        var share = total == 0 ? 1 : Math.Min(1, (double)_done / total);
        var step = (int)(share * (terminal ? 200 : 10));
        if (step == _shown) return;
        _shown = step;
        var filled = (int)(share * Width);
        var figures = $"{share,4:P0}  {_done:N0} of {total:N0}  {Rate:N0}/s";
        if (terminal) output.Write($"\r{what} [{new string('█', filled)}{new string('░', Width - filled)}] {figures} ");
        else output.WriteLine($"{what} {figures}");
    }

    public void End()
    {
        if (terminal && _shown >= 0) output.WriteLine();
    }

    private double Rate => _done / Math.Max(0.001, _watch.Elapsed.TotalSeconds);
}
