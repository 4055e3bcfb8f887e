using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrderTracking.Client;

/// <summary>What is read.</summary>
public sealed partial class OrderTrackingClient
{
    /// <summary>Reads an answer.</summary>
    /// <param name="path">With its query, without a slash at the beginning: <c>v1/receipts?waybill=ZB-1</c>.</param>
    /// <param name="waitFor">
    /// The position of an answer to what was recorded: the service answers once its views have it. Views that need longer than its 10
    /// seconds are asked again, as long as <see cref="RetryOptions.GiveUpAfter"/> allows.
    /// </param>
    /// <exception cref="OrderTrackingException">It was refused, or there was no answer.</exception>
    public Task<T> GetAsync<T>(string path, long? waitFor = null, CancellationToken cancellationToken = default)
    {
        var address = new Uri(waitFor is { } position ? With(path, "waitFor", position.ToString(CultureInfo.InvariantCulture)) : path,
            UriKind.Relative);
        return tries.Run(cancel => http.GetAsync(address, cancel), Read<T>, cancellationToken);
    }

    /// <summary>All items of a list, page by page.</summary>
    /// <param name="path">As <see cref="GetAsync"/>, without <c>after</c>.</param>
    /// <exception cref="OrderTrackingException">It was refused, or there was no answer.</exception>
    public async IAsyncEnumerable<T> ListAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var next = path; next is not null;)
        {
            var page = await GetAsync<Page<T>>(next, null, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items) yield return item;
            next = page.Next is null ? null : With(path, "after", page.Next);
        }
    }

    /// <summary>The on-time rate (运送准时率).</summary>
    /// <param name="from">The first day, in the company's time zone, of the promises that count.</param>
    /// <param name="to">The day after the last.</param>
    /// <param name="waitFor">As of <see cref="GetAsync"/>.</param>
    /// <exception cref="OrderTrackingException">It was refused, or there was no answer.</exception>
    public Task<RateAnswer> OnTimeAsync(string? account = null, DateOnly? from = null, DateOnly? to = null, long? waitFor = null,
        CancellationToken cancellationToken = default)
    {
        var path = "v1/on-time";
        if (account is not null) path = With(path, "account", account);
        if (from is { } first) path = With(path, "from", first.ToString("O", CultureInfo.InvariantCulture));
        if (to is { } end) path = With(path, "to", end.ToString("O", CultureInfo.InvariantCulture));
        return GetAsync<RateAnswer>(path, waitFor, cancellationToken);
    }

    /// <summary>The raw stream of a waybill, in order of version.</summary>
    /// <exception cref="OrderTrackingException">There is no such waybill for the caller, or there was no answer.</exception>
    public IAsyncEnumerable<RecordedEvent> EventsAsync(string waybill, CancellationToken cancellationToken = default) =>
        ListAsync<RecordedEvent>($"v1/waybills/{Uri.EscapeDataString(waybill)}/events", cancellationToken);

    internal static string With(string path, string name, string value) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
}
