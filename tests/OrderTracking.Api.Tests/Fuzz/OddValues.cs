using System.Globalization;
using System.Text;

namespace OrderTracking.Api.Tests.Fuzz;

/// <summary>Values that no client should send, and bodies made of them.</summary>
internal sealed class OddValues(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "null", "0", "-1", "1.5", "1e309", "99999999999999999999", "9223372036854775807", "true", "[]", "{}", "ZB-1", "SHA~CTU",
        "运单", "🚚🚚", "\u202Egnorw\u202C",
        "\u0000", "a\u0000b", "\u0007", "'; drop table x; --", "%", "_", "\\", "\"", "../../etc", "<b>", "2026-02-30", "0001-01-01",
        "9999-12-31", "2026-01-05T09:00:00", "2026-01-05T09:00:00+08:00",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-05T24:00:00Z", "00000000-0000-0000-0000-000000000000", "YQ",
        "MQox", "received", "signed", "\uFEFF", "e\u0301", "Ａ",
    ];

    // Valid escapes, lone surrogates in UTF-8, bytes that are no UTF-8, and escapes cut off.
    private static readonly string[] Escapes = ["%00", "%2F", "%2f..%2f", "%25", "%ED%A0%80", "%FF", "%C0%AF", "%E2%80%AE", "%F0%9F%9A%9A",
        "%", "%4", "%zz", "+", ";", "//", "..", "%2e%2e"];

    private static readonly string[] Raw =
    [
        "null", "true", "0", "-1", "1e400", "1e-400", "123456789012345678901234567890", "0.1e1", "-0", "01", "NaN", "\"\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\u202E\"", "\"🚚\"",
        "[]", "{}", "[[]]", "{\"a\":{\"a\":1,\"a\":2}}", "\"2026-01-05T09:00:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"\\x\"", "\"", "tru", "[1,", "{\"a\"", "/* */", "'a'",
        "2147483648", "-2147483649", "9223372036854775808",
    ];

    public T Of<T>(params IReadOnlyList<T> values) => values[random.Next(values.Count)];

    public bool Chance(double part) => random.NextDouble() < part;

    public string Text() => random.Next(12) switch
    {
        0 => new string('9', random.Next(1, 400)),
        1 => new string('运', random.Next(1, 300)),
        _ => Of(Texts),
    };

    /// <summary>A segment of a path, percent-encoded or nearly so.</summary>
    public string Escaped() => random.Next(3) == 0 ? Of(Escapes) + (Chance(0.5) ? Of(Escapes) : "x") : Uri.EscapeDataString(Text());

    /// <summary>A JSON value, or text that is not JSON.</summary>
    public string Json() => random.Next(10) switch
    {
        0 => string.Concat(Enumerable.Repeat("[", random.Next(1, 300))),
        1 => Nested(random.Next(1, 120)),
        2 => new string('9', random.Next(1, 3_000)),
        3 => $"\"{new string('x', random.Next(1, 20_000))}\"",
        _ => Of(Raw),
    };

    public string Header() => random.Next(8) switch
    {
        0 => new string('"', random.Next(1, 20)),
        1 => new string('x', random.Next(1, 4_000)),
        2 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        _ => Of("*", "\"\"", "\"1-1\"", "W/\"1-1\"", "\"1\", \"2\"", "\"99999999999999999999-1\"", "\"-\"", "bytes=0-0", "bytes=-1",
            "bytes=9-1", "bytes=0-0,1-1", "items=0-1", "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-01",
            "00-00000000000000000000000000000000-0000000000000000-00", "ff-1-1-1", "运单", "a\tb", ",", ";", "gzip;q=0",
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 99 Foo 0000 99:99:99 GMT"),
    };

    public byte[] Bytes()
    {
        var bytes = new byte[random.Next(0, 200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Nested(int depth)
    {
        var text = new StringBuilder();
        for (var i = 0; i < depth; i++) text.Append("{\"data\":");
        return text.Append('1').Append('}', depth).ToString();
    }
}
