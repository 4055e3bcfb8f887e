namespace OrderTracking.Domain.Views;

/// <summary>A row of a view: computed from the history of one waybill or one case, and comparable by value.</summary>
public interface IViewRow
{
    /// <summary>The waybill's number, or the key of the case's stream.</summary>
    string Waybill { get; }

    /// <summary>Distinguishes the rows of one waybill; empty where a waybill has at most one.</summary>
    string Key { get; }
}
