namespace OrderTracking.Testing;

/// <summary>EDI interchanges of one message from PARTNER, with right counts.</summary>
public static class EdiFiles
{
    private const string Isa =
        "ISA*00*          *00*          *ZZ*PARTNER        *ZZ*TRACKING       *261120*1200*U*00401*000000001*0*P*>~";

    /// <summary>A transaction set 214 with these segments between ST and SE.</summary>
    public static string X12(params IReadOnlyList<string> segments) => Isa + string.Concat(
        ((string[])
        [
            "GS*QM*PARTNER*TRACKING*20261120*1200*1*X*004010", "ST*214*0001", .. segments, $"SE*{segments.Count + 2}*0001", "GE*1*1",
            "IEA*1*000000001",
        ]).Select(segment => segment + "~"));

    /// <summary>A message IFTSTA in UTF-8 with these segments behind BGM.</summary>
    public static string Iftsta(params IReadOnlyList<string> segments) => string.Concat(
        ((string[])
        [
            "UNB+UNOW:4+PARTNER+TRACKING+261120:1200+1", "UNH+1+IFTSTA:D:96A:UN", "BGM+23+1+9", .. segments, $"UNT+{segments.Count + 3}+1",
            "UNZ+1+1",
        ]).Select(segment => segment + "'"));
}
