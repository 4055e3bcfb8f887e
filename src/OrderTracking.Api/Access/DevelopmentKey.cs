using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace OrderTracking.Api.Access;

/// <summary>The key of the development identity: made at the first start, readable by its owner alone. ops/token signs with it.</summary>
internal static class DevelopmentKey
{
    public const string Issuer = "urn:ordertracking:development", FileName = "development-identity.pem";

    /// <exception cref="IOException">It can be neither read nor made.</exception>
    public static ECDsaSecurityKey At(string file)
    {
        if (!File.Exists(file)) Make(file);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
        }
        catch (ArgumentException fault)
        {
            throw new IOException($"{file} holds no key; remove it, and another is made at the next start.", fault);
        }
        return new(key);
    }

    // Two nodes may start at once on one folder: whoever comes second takes what is there.
    private static void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var beside = $"{file}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(new FileStream(beside, options))) writer.Write(key.ExportPkcs8PrivateKeyPem());
        try
        {
            File.Move(beside, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(beside);
        }
    }
}
