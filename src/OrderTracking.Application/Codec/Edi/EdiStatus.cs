using System.Globalization;

namespace OrderTracking.Application.Codec.Edi;

/// <summary>A status of an interchange, as far as it says anything.</summary>
internal sealed class EdiStatus
{
    public required string? Code { get; init; }

    /// <summary>The code of the reason.</summary>
    public string? Reason { get; init; }

    /// <summary>What is beside the code that no rule speaks of, so that a person has to decide.</summary>
    public string? Beyond { get; set; }

    public string? Waybill { get; init; }

    /// <summary>The reference of its message.</summary>
    public string? Message { get; init; }

    public EdiTime Time { get; set; }

    public string? Station { get; set; }

    public string? Vehicle { get; set; }

    /// <summary>A whole number, or what stands in its place.</summary>
    public string? Pieces { get; set; }

    /// <summary>Free text.</summary>
    public string? Note { get; set; }

    public string? Signer { get; set; }

    /// <summary>The sum of two numbers of pieces, of which one can be missing; no number where one of them is none.</summary>
    public static string? Sum(string? one, string? other) =>
        one is null || other is null ? one ?? other
        : int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? ((long)first + second).ToString(CultureInfo.InvariantCulture) : "not whole numbers";

    /// <summary>Adds to the free text, as far as an event has room for it.</summary>
    public void Say(string? text)
    {
        if (text is null || Note?.Length + text.Length > EdiReader.MaxText) return;
        Note = Note is null ? text : $"{Note}; {text}";
    }
}
