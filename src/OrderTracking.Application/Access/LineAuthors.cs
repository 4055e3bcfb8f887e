using OrderTracking.Application.Codec;
using OrderTracking.Domain.Cases;

namespace OrderTracking.Application.Access;

/// <summary>Who records the lines of a batch: of each stream no more than its own route would take.</summary>
/// <param name="OfCases">By kind; an author who may record of waybills only has none.</param>
public sealed record LineAuthors(Author OfWaybills, IReadOnlyDictionary<string, Author> OfCases)
{
    public static implicit operator LineAuthors(Author ofWaybills) => new(ofWaybills, new Dictionary<string, Author>());

    public Author Of(WireEvent line) => line.CaseStream is { } stream
        ? OfCases.GetValueOrDefault(CaseStreams.TypeOf(stream)!.Kind, OfWaybills with { Permissions = [] }) : OfWaybills;
}
