using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace OrderTracking.Bench.Load;

/// <summary>
/// Readiness of many sockets on one thread. Awaiting .NET's sockets instead would take a thread switch for each answer, which on a small
/// machine costs the service processor time.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Add = 1, Modify = 3;
    private const uint In = 0x1, Out = 0x4, Hangup = 0x10 | 0x8;

    // struct epoll_event is packed on x86-64 only.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int Stride = Packed ? 12 : 16;
    private static readonly int DataOffset = Packed ? 4 : 8;

    private readonly int _descriptor;
    private readonly byte[] _events = new byte[Stride * 512];

    public Epoll()
    {
        _descriptor = epoll_create1(0);
        if (_descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public void Watch(Socket socket, int tag) => Control(Add, socket, tag, In);

    /// <summary>Also waits until the socket can be written, or no longer does.</summary>
    public void WatchWrites(Socket socket, int tag, bool writes) => Control(Modify, socket, tag, writes ? In | Out : In);

    /// <summary>The number of sockets that are ready; <see cref="this[int]"/> gives each.</summary>
    public int Wait(int milliseconds)
    {
        var ready = epoll_wait(_descriptor, _events, 512, milliseconds);
        return Math.Max(ready, 0);
    }

    public (int Tag, bool Readable, bool Writable) this[int index]
    {
        get
        {
            var entry = _events.AsSpan(index * Stride, Stride);
            var flags = MemoryMarshal.Read<uint>(entry);
            return (MemoryMarshal.Read<int>(entry[DataOffset..]), (flags & (In | Hangup)) != 0, (flags & Out) != 0);
        }
    }

    public void Dispose() => _ = close(_descriptor);

    private void Control(int operation, Socket socket, int tag, uint flags)
    {
        var entry = new byte[Stride];
        MemoryMarshal.Write(entry, flags);
        MemoryMarshal.Write(entry.AsSpan(DataOffset), tag);
        if (epoll_ctl(_descriptor, operation, (int)socket.Handle, entry) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, byte[] entry);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, [In, Out] byte[] events, int room, int milliseconds);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
