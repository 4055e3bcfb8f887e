using System.Security.Cryptography;
using System.Text;

namespace OrderTracking.Oracle;

/// <summary>Version 5 of RFC 9562, written from the RFC's text.</summary>
public static class DerivedId
{
    private static readonly Guid Deadlines = Guid.Parse("6f1d8c1e-52f7-5c0b-9d4e-0a7b3c2f9e51");

    public static Guid OfException(Guid cause, string kind) => Of(cause, char.ToUpperInvariant(kind[0]) + kind[1..]);

    public static Guid OfMissed(string stream, string deadline, DateTimeOffset due) => Of(Deadlines, $"{stream}/{deadline}@{Utc(due)}");

    public static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture);

#pragma warning disable CA5350 // The version is defined with SHA-1.
    private static Guid Of(Guid space, string name)
    {
        var hash = Convert.ToHexString(SHA1.HashData([.. Convert.FromHexString(space.ToString("N")), .. Encoding.UTF8.GetBytes(name)]))
            .ToCharArray(0, 32);
        hash[12] = '5';
        hash[16] = "89AB"[Convert.ToInt32(hash[16].ToString(), 16) & 3];
        return Guid.ParseExact(new string(hash), "N");
    }
#pragma warning restore CA5350
}
