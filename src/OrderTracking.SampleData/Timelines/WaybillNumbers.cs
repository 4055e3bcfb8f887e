using System.Security.Cryptography;
using System.Text;

namespace OrderTracking.SampleData.Timelines;

/// <summary>
/// A waybill number for each timeline: the tracking number in capitals, without the characters that a number may not have. Responses about
/// one tracking number were recorded at different times and contradict each other, so each is a waybill of its own, with a suffix made
/// from its file's name; so is a response whose tracking number is unusable.
/// </summary>
internal static class WaybillNumbers
{
    private const int Shortest = 3, Longest = 32, Mark = 6;

    public static IReadOnlyDictionary<string, string> For(IReadOnlyCollection<CarrierTimeline> timelines)
    {
        var shared = timelines.CountBy(timeline => Clean(timeline.Tracking)).Where(pair => pair.Value > 1).Select(pair => pair.Key)
            .ToHashSet();
        return timelines.ToDictionary(timeline => timeline.File, timeline =>
        {
            var number = Clean(timeline.Tracking);
            return number.Length is >= Shortest and <= Longest && !shared.Contains(number) ? number : Marked(number, timeline.File);
        });
    }

    private static string Marked(string number, string file)
    {
        if (number.Length < Shortest) number = Clean(Path.GetFileNameWithoutExtension(file).Replace('_', '-'));
        var mark = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(file)))[..Mark];
        return $"{number[..Math.Min(number.Length, Longest - Mark - 1)]}-{mark}";
    }

    private static string Clean(string text) =>
        string.Concat(text.Trim().ToUpperInvariant().Where(letter => letter is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-'));
}
