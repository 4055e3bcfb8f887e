using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Codec.Edi;

/// <summary>Makes the lines of a batch of the statuses of an interchange.</summary>
internal sealed class EdiLineWriter : IDisposable
{
    /// <summary>RFC 9562: the name space of the events that are made of statuses. It never changes.</summary>
    private static readonly Guid Space = new("b1d2a6f4-6a0e-4e0c-9c55-2f8d3f5b7a31");

    private readonly long mostBytes;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json;
    private readonly List<ReadOnlyMemory<byte>> lines = [];
    private long bytes;

    /// <param name="most">Writing stops one line behind.</param>
    /// <param name="mostBytes">Of all lines: what the header of a message says is in each of them.</param>
    public EdiLineWriter(EdiRules rules, int most, long mostBytes)
    {
        (Rules, Most, this.mostBytes) = (rules, most, mostBytes);
        json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public EdiRules Rules { get; }

    public int Most { get; }

    /// <summary>Who sends the interchange, and by which reference.</summary>
    public string? Sender { get; set; }

    public string? Interchange { get; set; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Lines => lines;

    public bool IsTooLarge => bytes > mostBytes;

    public void Dispose() => json.Dispose();

    public void Add(EdiStatus status, ref EdiReader reader)
    {
        if (lines.Count > Most || IsTooLarge)
        {
            reader.Fail("fewer statuses");
            return;
        }
        var rule = status.Beyond is null ? Rules.Find(status.Code, status.Reason) : null;
        var waybill = WaybillNumber.Parse(status.Waybill) ?? status.Waybill;
        var id = IdOf(status, waybill);
        json.WriteStartObject();
        json.WriteString("id", id);
        Write("waybill", waybill);
        json.WriteString("type", rule?.Event ?? Unruled(status));
        if (status.Time.At is { } time) json.WriteString("occurredAt", time);
        else Write("occurredAt", status.Time.Raw);
        Write("station", status.Station);
        Write("by", Sender);
        json.WriteString("correlation", string.Join('/', new[] { Interchange, status.Message }.OfType<string>()));
        json.WriteStartObject("data");
        WriteData(status, rule, id);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        lines.Add(buffer.WrittenSpan.ToArray());
        bytes += buffer.WrittenCount;
        buffer.ResetWrittenCount();
        json.Reset();
    }

    /// <summary>
    /// The same status of the same sender has the same id, in whichever interchange it comes: partners repeat in each what they have
    /// sent before. What a repetition says otherwise of it (pieces, say) is no part of the id, and is refused as another content.
    /// </summary>
    private Guid IdOf(EdiStatus status, string? waybill) => UuidV5.Create(Space, string.Join('\n', Rules.Name, Sender,
        waybill, status.Code, status.Reason,
        status.Time.At?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? status.Time.Raw, status.Station));

    private string Unruled(EdiStatus status) =>
        $"{Rules.Name}:{status.Code}" + (status.Beyond is null ? "" : $" with {status.Beyond}");

    // Of a status without a rule all that was read, for the person who decides what it is.
    private void WriteData(EdiStatus status, EdiRule? rule, Guid id)
    {
        if (Takes(rule, "pieces") && status.Pieces is { } pieces)
        {
            if (int.TryParse(pieces, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) json.WriteNumber("pieces", count);
            else json.WriteString("pieces", pieces);
        }
        if (Takes(rule, "vehicle")) Write("vehicle", status.Vehicle);
        if (rule?.Takes("exceptionId") is true) json.WriteString("exceptionId", id);
        if (rule?.Data is not null)
            foreach (var (member, value) in rule.Data) json.WriteString(member, value);
        Write(Takes(rule, "reason") ? "reason" : rule!.Takes("description") ? "description" : null, Why(status));
        if (Takes(rule, "signer") && status.Signer is { } signer)
        {
            json.WriteStartObject("signer");
            json.WriteString("name", signer);
            json.WriteEndObject();
        }
    }

    private static bool Takes(EdiRule? rule, string member) => rule is null || rule.Takes(member);

    private string? Why(EdiStatus status)
    {
        var reason = status.Reason is not { } code ? null
            : !Rules.Reasons.TryGetValue(code, out var meaning) ? code
            : meaning.Length == 0 ? null : $"{code}: {meaning}";
        return reason is null || status.Note is null ? reason ?? status.Note : $"{reason}; {status.Note}";
    }

    private void Write(string? member, string? value)
    {
        if (member is not null && value is not null) json.WriteString(member, value);
    }
}
