using OrderTracking.Bench.Figures;

namespace OrderTracking.Bench;

/// <summary>Measures a figure: limit and service in turn, so that whatever the machine goes through happens to both.</summary>
internal static class Rounds
{
    public static async Task<Outcome> RunAsync(Bench bench, Figure figure)
    {
        var service = new List<Measurement>();
        var limit = new List<Measurement>();
        try
        {
            await bench.SetAsync(figure.Stage);
            Bench.Say($"{figure.Name}: preparing");
            await figure.PrepareAsync(bench);
            for (var round = 1; round <= bench.Options.Rounds; round++)
            {
                await bench.QuietAsync();
                service.Add(await figure.ServiceAsync(bench));
                await bench.QuietAsync();
                if (await figure.LimitAsync(bench) is { } measured)
                    limit.Add(measured);
                Bench.Say(FormattableString.Invariant(
                    $"{figure.Name}: round {round} of {bench.Options.Rounds}: service {service[^1].Value:0.0}, limit {(limit.Count > 0 ? limit[^1].Value : double.NaN):0.0} {figure.Unit}"));
            }

            return new Outcome(figure, service, limit);
        }
#pragma warning disable CA1031 // One figure that cannot be measured, for whatever reason, must not take the others with it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Bench.Say($"{figure.Name}: FAILED: {failure.Message}");
            if (await bench.LastWordsAsync() is { } words)
                Bench.Say($"The service's last words:\n{words}");
            return new Outcome(figure, service, limit, failure.Message);
        }
    }
}
