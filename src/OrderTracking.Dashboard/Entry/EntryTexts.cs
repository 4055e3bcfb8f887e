using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Entry;

internal static class EntryTexts
{
    public static Text Title { get; } = new("快速录入", "Entry");

    public static Text About { get; } = new("同一操作,一次录入多票。", "One event for many waybills at once.");

    public static Text Event { get; } = new("操作", "Event");

    public static Text LoadingList { get; } = new("装载清单", "Loading list");

    public static Text Open { get; } = new("打开", "Open");

    public static Text UnknownList { get; } = new("清单上没有您可见的运单:{0}", "No waybill that you may see is on the list {0}");

    public static Text Time { get; } = new("时间", "Time");

    public static Text TimeOr { get; } = new("时间(可空)", "Time, if another");

    public static Text Station { get; } = new("网点", "Station");

    public static Text NextStation { get; } = new("下一站", "Next station");

    public static Text Vehicle { get; } = new("车辆", "Vehicle");

    public static Text Waybill { get; } = new("运单号", "Waybill");

    public static Text Pieces { get; } = new("件数", "Pieces");

    public static Text Rows { get; } = new("运单", "Waybills");

    public static Text Row { get; } = new("第 {0} 行", "Row {0}");

    public static Text Check { get; } = new("检查", "Check");

    public static Text Record { get; } = new("录入", "Record");

    public static Text MoreRows { get; } = new("再加 10 行", "10 more rows");

    public static Text File { get; } = new("Excel 或 CSV 文件(可拖入)", "An Excel or CSV file (drop it here)");

    public static Text FileHelp { get; } = new(
        "列:运单号、件数、时间、备注。读入后先检查,不会直接录入。", "Columns: waybill, pieces, time, note. It is read and checked, not recorded.");

    public static Text Read { get; } = new("读入并检查", "Read and check");

    public static Text NoWorkbook { get; } = new(
        "文件无法读取:不是 .xlsx 工作簿,或内容过大。请另存为 .xlsx 或 CSV 后重试。",
        "The file cannot be read: it is no .xlsx workbook, or too large. Save it as .xlsx or CSV and try again.");

    public static Text NoFile { get; } = new("请先选择文件。", "Choose a file first.");

    public static Text FileTooLarge { get; } = new("文件过大:最多 1 MB、{0} 行。", "The file is too large: at most 1 MB and {0} rows.");

    public static Text UnknownColumn { get; } = new("没有读入:列“{0}”无法识别。", "Not read: the column “{0}” is not known.");

    public static Text NothingTyped { get; } = new("还没有填写运单。", "No waybill is filled in yet.");

    public static Text AllGood { get; } = new("{0} 行可以录入,尚未录入。", "All {0} rows can be recorded; nothing is recorded yet.");

    public static Text SomeWrong { get; } = new("{0} 行有问题,见各行说明。尚未录入。", "{0} rows are wrong: see beside each. Nothing is recorded yet.");

    public static Text Recorded { get; } = new("已录入 {0} 行。", "{0} rows recorded.");

    public static Text Left { get; } = new("{0} 行没有送出:请改正后再录入。", "{0} rows were not sent: mend them and record again.");

    public static Text Kept { get; } = new("已转入待处理", "Kept in quarantine");

    public static Text KeptWhy { get; } = new(
        "规则没有接受这些行。可在待处理中改正后重试,或放弃。", "The rules did not accept these. Mend and retry them in the quarantine, or give them up.");

    public static Text ToQuarantine { get; } = new("打开待处理", "Open the quarantine");

    public static Text Waits { get; } = new("等待受理。", "Waits for its waybill.");

    public static string Note(string? member) => member switch
    {
        "condition" => new Text("货物状况", "Condition"),
        "channel" => new Text("通知方式", "Channel"),
        "reason" => new Text("原因", "Reason"),
        "trackingNumber" => new Text("快递单号", "Tracking number"),
        _ => "",
    };
}
