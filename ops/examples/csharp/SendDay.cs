#!/usr/bin/env dotnet
// Sends a day's file (NDJSON) and waits until it is in the figures, with the package OrderTracking.Client.
//   ORDERTRACKING_TOKEN=… dotnet run ops/examples/csharp/SendDay.cs ops/examples/day.ndjson EXAMPLE
// Outside this repository the next line is: #:package OrderTracking.Client@1.0.0
#:project ../../../src/OrderTracking.Client
using OrderTracking.Client;

var (file, account) = (args[0], args[1]);
using var http = new HttpClient
{
    BaseAddress = new Uri(Environment.GetEnvironmentVariable("ORDERTRACKING_URL") ?? "http://127.0.0.1:5080"),
    Timeout = TimeSpan.FromMinutes(10),
};
http.DefaultRequestHeaders.Authorization = new("Bearer", Environment.GetEnvironmentVariable("ORDERTRACKING_TOKEN"));
var client = new OrderTrackingClient(http);

var (accepted, duplicates, held, refused, position) = (0, 0, 0, 0, 0L);
await using var lines = File.OpenRead(file);
await foreach (var part in client.SendFileAsync(lines))
{
    foreach (var line in part.Results.Where(line => line.Status == LineStatus.Refused))
        Console.WriteLine($"line {line.Line} refused: {line.Code} {line.Field}, expected {line.Expected}");
    (accepted, duplicates, held, refused) =
        (accepted + part.Accepted, duplicates + part.Duplicates, held + part.Held, refused + part.Refused);
    position = Math.Max(position, part.Position);
}
Console.WriteLine($"sent: {accepted} accepted, {duplicates} duplicates, {held} held, {refused} refused");

var rate = await client.OnTimeAsync(account, waitFor: position);
Console.WriteLine($"on time: {rate.Total.Numerator} of {rate.Total.Denominator}");
