namespace OrderTracking.Application.Reports;

/// <summary>Reads the first sheet of a workbook (.xlsx) that somebody sent. Nothing in it is trusted.</summary>
public interface ISheetReader
{
    /// <param name="maxRows">Reading stops after one more row than that.</param>
    /// <returns>The rows, their cells as text; null where it is no workbook, or is larger than one that people fill in.</returns>
    IReadOnlyList<IReadOnlyList<string>>? Read(byte[] file, int maxRows);
}
