using System.Net;
using System.Net.Sockets;

namespace OrderTracking.Bench.Load;

/// <summary>One kept-alive connection with at most one request under way.</summary>
internal sealed class Connection : IDisposable
{
    private readonly IPEndPoint _service;
    private readonly Epoll _epoll;
    private readonly int _tag;
    private Socket _socket;
    private byte[] _own = new byte[2048];
    private ReadOnlyMemory<byte> _request;
    private int _sent;
    private bool _watchesWrites;

    public Connection(IPEndPoint service, Epoll epoll, int tag)
    {
        (_service, _epoll, _tag) = (service, epoll, tag);
        _socket = Connect();
    }

    public Answer Answer { get; } = new();

    public bool Busy { get; private set; }

    /// <summary>When the request under way was sent, in Stopwatch ticks.</summary>
    public long SentAt { get; private set; }

    /// <summary>A number that the workload keeps with the request under way.</summary>
    public long Note { get; set; }

    /// <summary>The connection's own buffer, for a request that is composed.</summary>
    public Span<byte> Own(int length)
    {
        if (_own.Length < length)
            _own = new byte[length];
        _request = _own.AsMemory(0, length);
        return _own.AsSpan(0, length);
    }

    /// <summary>Sends a request that was rendered beforehand, as it is.</summary>
    public void Use(ReadOnlyMemory<byte> request) => _request = request;

    public void Start(long now)
    {
        (Busy, SentAt, _sent) = (true, now, 0);
        Answer.Clear();
        Write();
    }

    public void Write()
    {
        while (_sent < _request.Length)
        {
            var count = _socket.Send(_request.Span[_sent..], SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                break;
            if (error != SocketError.Success)
                return; // the read that follows finds the connection closed
            _sent += count;
        }

        var unfinished = _sent < _request.Length;
        if (unfinished == _watchesWrites)
            return;
        _epoll.WatchWrites(_socket, _tag, unfinished);
        _watchesWrites = unfinished;
    }

    /// <summary>True: the answer is complete. False: more is to come. Null: the service closed the connection.</summary>
    public bool? Read()
    {
        while (true)
        {
            var room = Answer.Room;
            var count = _socket.Receive(room, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return false;
            if (error != SocketError.Success || count == 0)
                return null;

            if (Answer.Took(count))
            {
                Busy = false;
                return true;
            }

            if (count < room.Length)
                return false;
        }
    }

    public void Reconnect()
    {
        _socket.Dispose();
        _socket = Connect();
        (Busy, _watchesWrites) = (false, false);
    }

    public void Dispose() => _socket.Dispose();

    private Socket Connect()
    {
        var socket = new Socket(_service.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(_service);
        socket.Blocking = false;
        _epoll.Watch(socket, _tag);
        return socket;
    }
}
