using System.Security.Cryptography;
using OrderTracking.Application.Privacy;

namespace OrderTracking.Api.Access;

/// <summary>The key-encryption key of a service with the development identity: made at the first start, beside that one's key.</summary>
internal static class DevelopmentKek
{
    public const string FileName = "person-kek";

    /// <exception cref="IOException">The key can be neither read nor made.</exception>
    public static KeyEncryptionKeys At(string file)
    {
        if (!File.Exists(file))
            DevelopmentKey.Make(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyEncryptionKeys.KeyBytes)));
        try
        {
            return KeyEncryptionKeys.Parse(File.ReadAllText(file));
        }
        catch (FormatException fault)
        {
            throw new IOException($"{file} holds no key-encryption key: {fault.Message}.", fault);
        }
    }
}
