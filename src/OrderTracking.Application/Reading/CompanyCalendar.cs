using OrderTracking.Application.Ports;
using OrderTracking.Domain;

namespace OrderTracking.Application.Reading;

/// <summary>Periods of the company's days.</summary>
public sealed class CompanyCalendar(Company company)
{
    public string Zone => company.Zone.Id;

    /// <summary>From the beginning of the first day up to, but not including, the beginning of the last.</summary>
    public Period Days(DateOnly? from, DateOnly? to) => new(Begin(from), Begin(to));

    private DateTimeOffset? Begin(DateOnly? day) => day is { } date ? company.Begin(date) : null;
}
