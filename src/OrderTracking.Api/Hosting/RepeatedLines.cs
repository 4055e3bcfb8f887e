using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace OrderTracking.Api.Hosting;

/// <summary>
/// Writes a warning or an error once a minute, and at the end of the minute how often the same one came again. Callers can cause some
/// lines as often as they can send requests; written each time, these would fill the disk, or push the others out of a rotated log.
/// </summary>
internal sealed class RepeatedLines : ILogEventSink, IDisposable
{
    /// <summary>
    /// Different lines of one message template in a minute. Callers choose some of the values in lines, so there can be any number.
    /// </summary>
    public const int MaxDifferent = 100;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly MessageTemplate Repeated = new MessageTemplateParser().Parse("{Times} more within a minute: {Line}");

    private readonly ILogEventSink log;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Lines> byTemplate = [];
    private readonly Timer timer;

    public RepeatedLines(ILogEventSink log)
    {
        this.log = log;
        timer = new(_ => WriteCounts(), null, Period, Period);
    }

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Warning || IsNew(logEvent)) log.Emit(logEvent);
    }

    /// <summary>Writes how often each line came again, and begins anew.</summary>
    public void WriteCounts()
    {
        List<KeyValuePair<string, Lines>> counted;
        lock (gate)
        {
            counted = [.. byTemplate];
            byTemplate.Clear();
        }
        foreach (var (template, lines) in counted)
        {
            foreach (var (line, times) in lines.Again)
                if (times > 0) Write(lines.Level, times, line);
            if (lines.Others > 0) Write(lines.Level, lines.Others, template);
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        WriteCounts();
        (log as IDisposable)?.Dispose();
    }

    private bool IsNew(LogEvent logEvent)
    {
        var line = logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture);
        // The same line with another fault is another line.
        if (logEvent.Exception is { } fault) line += $" {fault.GetType().Name}: {fault.Message}";
        lock (gate)
        {
            if (!byTemplate.TryGetValue(logEvent.MessageTemplate.Text, out var lines))
                byTemplate.Add(logEvent.MessageTemplate.Text, lines = new(logEvent.Level));
            if (lines.Again.TryGetValue(line, out var times)) lines.Again[line] = times + 1;
            else if (lines.Again.Count < MaxDifferent)
            {
                lines.Again.Add(line, 0);
                return true;
            }
            else lines.Others++;
            return false;
        }
    }

    private void Write(LogEventLevel level, long times, string line) => log.Emit(new(DateTimeOffset.Now, level, null, Repeated,
        [new("Times", new ScalarValue(times)), new("Line", new ScalarValue(line))]));

    /// <summary>The lines of one message template within this minute.</summary>
    private sealed class Lines(LogEventLevel level)
    {
        public LogEventLevel Level { get; } = level;

        /// <summary>How often each came again after it was written.</summary>
        public Dictionary<string, long> Again { get; } = [];

        /// <summary>How many came after <see cref="MaxDifferent"/> different ones; none of them was written.</summary>
        public long Others { get; set; }
    }
}
