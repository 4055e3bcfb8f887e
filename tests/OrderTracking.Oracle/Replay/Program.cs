using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrderTracking.Oracle.Replay;

// Reads the exported log (NDJSON) and writes the result of each waybill, one line each, by waybill number.
if (args.Contains("--help") || args.Length > 2)
{
    Console.Error.WriteLine("usage: OrderTracking.Oracle [file|-] [now as RFC 3339]     the log from a file or standard input");
    return 2;
}

var now = args.Length > 1 ? DateTimeOffset.Parse(args[1], CultureInfo.InvariantCulture) : DateTimeOffset.UtcNow;
var byWaybill = new SortedDictionary<string, List<LogLine>>(StringComparer.Ordinal);
using (var log = args.Length > 0 && args[0] != "-" ? File.OpenText(args[0]) : Console.In)
{
    for (var number = 1; await log.ReadLineAsync() is { } line; number++)
    {
        if (line.Length == 0) continue;
        try
        {
            if (LogLine.IsSetAside(line)) continue;
            var happened = LogLine.Parse(line);
            if (!byWaybill.TryGetValue(happened.Waybill, out var events)) byWaybill.Add(happened.Waybill, events = []);
            events.Add(happened);
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            Console.Error.WriteLine($"line {number}: {wrong.Message}");
            return 1;
        }
    }
}

var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
await using var output = new StreamWriter(Console.OpenStandardOutput());
foreach (var (waybill, events) in byWaybill)
    await output.WriteLineAsync(JsonSerializer.Serialize(Fold.Waybill(waybill, events, now), options));
return 0;
