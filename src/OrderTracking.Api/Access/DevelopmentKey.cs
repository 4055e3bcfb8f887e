using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
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

    // Two nodes may start at once on one folder: whoever comes second takes what is there. The key gets its name only when it is whole
    // and on disk, so that a start that dies on the way leaves a file beside it that nobody reads.
    private static void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var beside = $"{file}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var stream = new FileStream(beside, options))
            {
                stream.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
                stream.Flush(flushToDisk: true);
            }
            TryName(beside, file);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Gives a file that is whole a name that nobody has taken, in one step; says no where somebody has.</summary>
    /// <exception cref="IOException">It cannot be given.</exception>
    internal static bool TryName(string beside, string file)
    {
        // File.Move would do on Windows alone: elsewhere it looks whether the name is taken, and then takes it all the same.
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
