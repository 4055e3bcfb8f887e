using System.Buffers.Text;
using System.Text;

namespace OrderTracking.Bench.Load;

/// <summary>
/// Parses one HTTP/1.1 answer as it comes in, only for its status and its end: the generator shares the machine, so whatever it spends
/// on reading is missing from the service.
/// </summary>
internal sealed class Answer
{
    private byte[] _bytes = new byte[8192];
    private int _length;
    private int _head;          // where the body starts; 0 while the header is not complete
    private int _bodyLength;    // -1: chunked
    private int _chunkAt;       // where the next chunk's size stands

    public int Status { get; private set; }

    public Span<byte> Room
    {
        get
        {
            if (_bytes.Length - _length < 2048)
                Array.Resize(ref _bytes, _bytes.Length * 2);
            return _bytes.AsSpan(_length);
        }
    }

    /// <summary>The body; a chunked one with its chunk sizes in between.</summary>
    public ReadOnlySpan<byte> Body => _bytes.AsSpan(_head, _length - _head);

    public void Clear() => (_length, _head, _bodyLength, _chunkAt, Status) = (0, 0, 0, 0, 0);

    /// <summary>Parses bytes that were put into <see cref="Room"/>; true when the answer is complete.</summary>
    public bool Took(int count)
    {
        _length += count;
        if (_head == 0 && !ReadHead())
            return false;

        return _bodyLength >= 0 ? _length - _head >= _bodyLength : ReadChunks();
    }

    /// <summary>The whole number after <paramref name="member"/> (<c>"position":</c>) in the body, or -1.</summary>
    public long Number(ReadOnlySpan<byte> member)
    {
        var at = Body.IndexOf(member);
        if (at < 0)
            return -1;

        var rest = Body[(at + member.Length)..].TrimStart((byte)' ');
        return Utf8Parser.TryParse(rest, out long number, out _) ? number : -1;
    }

    public string Text(int atMost) => Encoding.UTF8.GetString(Body[..Math.Min(atMost, Body.Length)]);

    private bool ReadHead()
    {
        var end = _bytes.AsSpan(0, _length).IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;

        var head = _bytes.AsSpan(0, end + 2);
        _head = end + 4;
        _chunkAt = _head;
        Status = Utf8Parser.TryParse(head[9..], out int status, out _) ? status : 0;
        if (Header(head, "\r\nContent-Length: "u8, "\r\ncontent-length: "u8) is { Length: > 0 } length)
            _bodyLength = Utf8Parser.TryParse(length, out int bytes, out _) ? bytes : 0;
        else if (Header(head, "\r\nTransfer-Encoding: "u8, "\r\ntransfer-encoding: "u8).StartsWith("chunked"u8))
            _bodyLength = -1;
        else
            _bodyLength = 0;
        return true;
    }

    // Kestrel writes header names in the first form, proxies often in the second.
    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower)
    {
        var at = head.IndexOf(name);
        if (at < 0)
            at = head.IndexOf(lower);
        return at < 0 ? default : head[(at + name.Length)..];
    }

    private bool ReadChunks()
    {
        while (true)
        {
            var rest = _bytes.AsSpan(_chunkAt, _length - _chunkAt);
            var line = rest.IndexOf("\r\n"u8);
            if (line < 0 || !Utf8Parser.TryParse(rest[..line], out int size, out _, 'X'))
                return false;

            var next = _chunkAt + line + 2 + size + 2;
            if (next > _length)
                return false;
            if (size == 0)
                return true;
            _chunkAt = next;
        }
    }
}
