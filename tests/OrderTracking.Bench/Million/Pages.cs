using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace OrderTracking.Bench.Million;

/// <summary>A page of the dashboard, as the manager of the largest account opens it.</summary>
/// <param name="FirstByte">Until the page's head has arrived.</param>
/// <param name="Whole">Until the document and the files that it names have arrived, with nothing in the browser's cache.</param>
/// <param name="Bytes">What all of them take on the wire.</param>
internal sealed record PageTimes(string Path, Latency FirstByte, Latency Whole, long Bytes);

internal static partial class Pages
{
    private const int Times = 100, WarmUps = 5;

    public static IReadOnlyList<string> All(Network network, DateTimeOffset now)
    {
        var month = now.AddDays(-30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return ["/today", "/waybills", $"/waybills?account={network.LargestAccount}", "/exceptions", "/on-time", $"/on-time?from={month}",
            "/receipts", "/loading", "/reports"];
    }

    /// <summary>One visit after the other, by the manager of the largest account.</summary>
    /// <exception cref="HttpRequestException">An answer was not of the 2xx kind.</exception>
    public static async Task<IReadOnlyList<PageTimes>> MeasureAsync(Uri service, IEnumerable<string> paths)
    {
        // A page that has to be signed in for would answer with the sign-in, which must not be taken for it.
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = service };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        await SignInAsync(http, Network.BusiestManager);
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br, gzip");
        var times = new List<PageTimes>();
        foreach (var path in paths)
        {
            List<double> heads = [], wholes = [];
            var bytes = 0L;
            for (var visit = -WarmUps; visit < Times; visit++)
            {
                var (head, whole, size) = await VisitAsync(http, path);
                if (visit < 0) continue;
                heads.Add(head);
                wholes.Add(whole);
                bytes = Math.Max(bytes, size);
            }
            times.Add(new(path, Latency.Of(heads), Latency.Of(wholes), bytes));
        }
        return times;
    }

    // By the form of the development identity. Cookies are kept by the handler.
    private static async Task SignInAsync(HttpClient http, string person)
    {
        var form = await http.GetStringAsync("/sign-in");
        var fields = Hidden().Matches(form).ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value);
        fields["Who"] = person;
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await http.PostAsync("/sign-in", content);
        if (answer.StatusCode != HttpStatusCode.Found) throw new HttpRequestException($"{person} cannot sign in: {answer.StatusCode}.");
    }

    private static async Task<(double Head, double Whole, long Bytes)> VisitAsync(HttpClient http, string path)
    {
        var asked = Stopwatch.GetTimestamp();
        using var answer = (await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var first = new byte[1];
        await body.ReadExactlyAsync(first);
        var head = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
        using var rest = new MemoryStream();
        rest.Write(first);
        await body.CopyToAsync(rest);
        var document = await TextAsync(answer.Content.Headers.ContentEncoding, rest.ToArray());
        if (!document.Contains("<main", StringComparison.Ordinal))
            throw new HttpRequestException($"{path} is not a page of the dashboard.");
        var files = await Task.WhenAll(Named().Matches(document).Select(match => match.Groups[1].Value).Distinct()
            .Select(async file => (await http.GetByteArrayAsync(file)).LongLength));
        return (head, Stopwatch.GetElapsedTime(asked).TotalMilliseconds, rest.Length + files.Sum());
    }

    private static async Task<string> TextAsync(ICollection<string> encoding, byte[] bytes)
    {
        using var stored = new MemoryStream(bytes);
        await using Stream plain = encoding.SingleOrDefault() switch
        {
            "br" => new System.IO.Compression.BrotliStream(stored, System.IO.Compression.CompressionMode.Decompress),
            "gzip" => new System.IO.Compression.GZipStream(stored, System.IO.Compression.CompressionMode.Decompress),
            _ => stored,
        };
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync();
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" />""")]
    private static partial Regex Hidden();

    [GeneratedRegex("""<(?:script|link)[^>]*? (?:src|href)="([^"]+\.(?:css|js)[^"]*)"[^>]*>""")]
    private static partial Regex Named();
}
