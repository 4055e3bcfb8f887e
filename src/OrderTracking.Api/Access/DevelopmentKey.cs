using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace OrderTracking.Api.Access;

/// <summary>The development identity's signing key: made at the first start, readable by its owner only, used by ops/token.</summary>
internal static class DevelopmentKey
{
    public const string Issuer = "urn:ordertracking:development", FileName = "development-identity.pem";

    /// <exception cref="IOException">The key can be neither read nor made.</exception>
    public static ECDsaSecurityKey At(string file)
    {
        if (!File.Exists(file))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Make(file, made.ExportPkcs8PrivateKeyPem());
        }
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
        }
        catch (ArgumentException fault)
        {
            throw new IOException($"{file} holds no key; remove it, and the next start makes another.", fault);
        }
        return new(key);
    }

    // Two nodes may start at once on one folder: the second takes the key of the first. The file gets its name only when it is complete
    // and on disk, so that a start that dies in between leaves only a temporary file that nobody reads.
    internal static void Make(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var beside = $"{file}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var stream = new FileStream(beside, options))
            {
                stream.Write(Encoding.ASCII.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            TryName(beside, file);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Gives a complete file its final name in one step; false if a file of that name exists.</summary>
    /// <exception cref="IOException">The name cannot be given for another reason.</exception>
    internal static bool TryName(string beside, string file)
    {
        // File.Move without overwriting is atomic on Windows only: elsewhere it checks for the name first and then replaces it.
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(beside, file, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(file))
            {
                return false;
            }
        }
        if (link(Encoding.UTF8.GetBytes(beside + '\0'), Encoding.UTF8.GetBytes(file + '\0')) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return File.Exists(file) ? false : throw new IOException($"{file} cannot be made: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int link(byte[] existing, byte[] name);
}
