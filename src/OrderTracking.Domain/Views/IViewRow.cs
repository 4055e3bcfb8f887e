namespace OrderTracking.Domain.Views;

/// <summary>A row of a view: computed from one waybill's history, and comparable by value.</summary>
public interface IViewRow
{
    string Waybill { get; }

    /// <summary>Distinguishes the rows of one waybill; empty where a waybill has at most one.</summary>
    string Key { get; }
}
