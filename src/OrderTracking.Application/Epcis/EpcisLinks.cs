using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Epcis;

/// <summary>
/// How EPCIS names what the company has to do with, and back: a waybill by its GS1 Digital Link (AI 401, the number of a consignment), all
/// else by addresses beside it. All of them lie under one base of the company's.
/// </summary>
public sealed class EpcisLinks
{
    public const string DefaultBase = "https://id.ordertracking.example";

    private const string Waybills = "401", PiecesOf = "pieces", Stations = "stations", Vehicles = "vehicles", Lists = "loading-lists",
        Loads = "loads", Accounts = "accounts", Orders = "orders";

    private readonly string root;

    /// <param name="root">An https address without query and fragment.</param>
    public EpcisLinks(Uri root)
    {
        this.root = root.AbsoluteUri.TrimEnd('/');
        Vocabulary = $"{this.root}/vocabulary/";
    }

    /// <summary>The namespace of what EPCIS has no word for.</summary>
    public string Vocabulary { get; }

    public string Waybill(string number) => Of(Waybills, number);

    /// <summary>The class of the pieces of one waybill.</summary>
    public string Pieces(string number) => Of(PiecesOf, number);

    public string Station(string code) => Of(Stations, code);

    public string Vehicle(string plate) => Of(Vehicles, plate);

    public string LoadingList(string number) => Of(Lists, number);

    /// <summary>What an event loaded, where neither the vehicle nor its loading list is known.</summary>
    public string Load(Guid id) => Of(Loads, id.ToString());

    public string Account(string account) => Of(Accounts, account);

    /// <summary>A customer's order, by the customer's number of it.</summary>
    public string Order(string number) => Of(Orders, number);

    /// <summary>The number of a waybill that is named; null where the address is another's.</summary>
    public string? WaybillOf(string address) => WaybillNumber.Parse(Find(Waybills, address));

    public string? PiecesIn(string address) => WaybillNumber.Parse(Find(PiecesOf, address));

    public string? StationOf(string address) => Find(Stations, address);

    public string? VehicleOf(string address) => Find(Vehicles, address);

    public string? LoadingListOf(string address) => Find(Lists, address);

    public Guid? LoadOf(string address) => Guid.TryParseExact(Find(Loads, address), "D", out var id) ? id : null;

    public string? AccountOf(string address) => Find(Accounts, address);

    public string? OrderOf(string address) => Find(Orders, address);

    private string Of(string kind, string name) => $"{root}/{kind}/{Uri.EscapeDataString(name)}";

    private string? Find(string kind, string address)
    {
        var prefix = $"{root}/{kind}/";
        if (!address.StartsWith(prefix, StringComparison.Ordinal) || address.Length == prefix.Length) return null;
        var rest = address[prefix.Length..];
        return rest.AsSpan().IndexOfAny("/?#") >= 0 ? null : Uri.UnescapeDataString(rest);
    }
}
