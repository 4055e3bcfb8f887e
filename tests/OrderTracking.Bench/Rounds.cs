using System.Globalization;
using OrderTracking.Bench.Figures;

namespace OrderTracking.Bench;

/// <summary>Measures a figure: limit and service by turns, so that changes of the machine affect both.</summary>
internal static class Rounds
{
    public static async Task<Outcome> RunAsync(Bench bench, string engine, Figure figure)
    {
        var service = new List<Measurement>();
        var limit = new List<Measurement>();
        var outcome = new Outcome(engine, figure, service, limit);
        try
        {
            await bench.SetAsync(figure.Stage, engine);
            Bench.Say($"{outcome.Name}: preparing");
            await figure.PrepareAsync(bench);
            for (var round = 1; round <= bench.Options.Rounds; round++)
            {
                await bench.QuietAsync();
                service.Add(await figure.ServiceAsync(bench));
                await bench.QuietAsync();
                if (await figure.LimitAsync(bench) is { } measured)
                    limit.Add(measured);
                Bench.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{outcome.Name}: round {round} of {bench.Options.Rounds}: service {service[^1].Value:0.0}, limit "
                    + $"{(limit.Count > 0 ? limit[^1].Value : double.NaN):0.0} {figure.Unit}"));
            }

            return outcome;
        }
#pragma warning disable CA1031 // Whatever fails in one figure, the others are measured.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Bench.Say($"{outcome.Name}: FAILED: {failure.Message}");
            if (await bench.LastWordsAsync() is { } words)
                Bench.Say($"The service's last words:\n{words}");
            return outcome with { Failure = failure.Message };
        }
    }
}
