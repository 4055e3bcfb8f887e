using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Access;

/// <summary>Puts what a caller is about to do into the record of administrative acts, by the caller's credential.</summary>
internal sealed class ActRecord(IAdministrativeActs acts)
{
    /// <summary>To be awaited after the request was found valid, and before anything is done.</summary>
    public Task Note(HttpContext context, ActKind kind, string target, params ReadOnlySpan<(string Name, string Value)> detail)
    {
        var all = new Dictionary<string, string>();
        foreach (var (name, value) in detail) all.Add(name, value);
        return acts.Note(new(context.CallerContext().Caller.Subject, kind, target, all), context.RequestAborted);
    }
}
