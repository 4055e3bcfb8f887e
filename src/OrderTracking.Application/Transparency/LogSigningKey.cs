using System.Security.Cryptography;
using System.Text;

namespace OrderTracking.Application.Transparency;

/// <summary>
/// The key that signs the tree's heads, in a folder outside the database, and beside it the last head that was signed of each log. The
/// database may be an old backup; what was signed is not forgotten with it.
/// </summary>
/// <param name="folder">Null for a node without a key: the tree is built, but not signed.</param>
public sealed class LogSigningKey(string? folder)
{
    public const string FileName = "log-signing-key";

    private readonly Lock gate = new();
    private byte[]? seed;

    /// <summary>The key of a log, by its origin; null for a node without a key. Made at the first use.</summary>
    /// <exception cref="IOException">The key can be neither read nor made.</exception>
    internal NoteSigner? SignerOf(string origin)
    {
        if (folder is null) return null;
        lock (gate) return new(origin, seed ??= Read(Path.Combine(folder, FileName)));
    }

    /// <summary>The head that was signed last; null if there is none.</summary>
    internal string? LastSigned(string origin) =>
        File.Exists(HeadFile(origin)) ? File.ReadAllText(HeadFile(origin), Encoding.UTF8) : null;

    /// <summary>Keeps a signed head; it is on disk when this returns, so before anybody sees the head.</summary>
    internal void Keep(string origin, string checkpoint) => Write(HeadFile(origin), checkpoint, overwrite: true);

    // The origin ends with the log's id.
    private string HeadFile(string origin) => Path.Combine(folder!, $"log-{origin[(origin.LastIndexOf('/') + 1)..]}.checkpoint");

    private static byte[] Read(string file)
    {
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            try
            {
                Write(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(NoteSigner.SeedBytes)) + "\n", overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another node made it first.
            }
        }
        var bytes = new byte[NoteSigner.SeedBytes + 3];
        return Convert.TryFromBase64String(File.ReadAllText(file).Trim(), bytes, out var length) && length == NoteSigner.SeedBytes
            ? bytes[..length] : throw new IOException($"{file} holds no key: expected 32 bytes in base64.");
    }

    // Complete and on disk before it has its name, so that a node that dies in between leaves the file as it was.
    private static void Write(string file, string text, bool overwrite)
    {
        var beside = $"{file}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var stream = new FileStream(beside, options))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, file, overwrite);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
