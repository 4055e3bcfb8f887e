using System.Globalization;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Application.Ports;

/// <summary>The past that a question is about, by either clock or by both.</summary>
/// <param name="AsOf">What had happened by then, by what is known.</param>
/// <param name="KnownAt">What was known then, as the service would have answered then.</param>
/// <param name="KnownAtPosition">The same by a position of the log.</param>
public sealed record PastQuestion(DateTimeOffset? AsOf, DateTimeOffset? KnownAt, long? KnownAtPosition)
{
    public bool IsOfKnowledge => (KnownAt, KnownAtPosition) is not (null, null);

    /// <summary>The query parameters that ask about the same past; those that were not given have no value.</summary>
    public IReadOnlyList<(string Name, string? Value)> Parameters =>
    [
        ("asOf", Text(AsOf)), ("knownAt", Text(KnownAt)), ("knownAtPosition", KnownAtPosition?.ToString(CultureInfo.InvariantCulture)),
    ];

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>
/// The time and the reference data by which a question about the past is judged. It is set for the calls that answer the question; what
/// judges by the clock or by reference data asks for it, and takes the present where there is none.
/// </summary>
/// <param name="Position">What had been recorded up to this position of the log.</param>
/// <param name="Question">As it was asked, for links that ask about the same past.</param>
public sealed record QuestionMoment(DateTimeOffset Now, long Position, ReferenceSnapshot Reference, PastQuestion Question)
{
    private static readonly AsyncLocal<QuestionMoment?> Ambient = new();

    /// <summary>It is set for the calls made from here on; the caller of an async method that sets it keeps its own value.</summary>
    public static QuestionMoment? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}

public static class QuestionTime
{
    /// <summary>The time by which the question is judged that is being answered: now, unless it is about the past.</summary>
    public static DateTimeOffset OfQuestion(this TimeProvider clock) => QuestionMoment.Current?.Now ?? clock.GetUtcNow();
}
