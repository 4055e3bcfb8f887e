using System.Collections.Frozen;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;

namespace OrderTracking.Api.Access;

/// <summary>The claims that say who a caller is, named as in the issuer's tokens. Every scheme makes a principal of them.</summary>
internal static class CallerClaims
{
    public const string Subject = "sub", Handle = "preferred_username", Roles = "roles", Stations = "stations", Accounts = "accounts";

    private static readonly FrozenDictionary<string, Role> RoleByName =
        Enum.GetValues<Role>().ToFrozenDictionary(role => ResponseJson.Name(role));

    /// <summary>The principal with those of the claims that describe a caller.</summary>
    public static ClaimsPrincipal Principal(IEnumerable<Claim> claims, string scheme) => new CallerPrincipal(new ClaimsIdentity(
        claims.Where(Describes).Select(claim => new Claim(claim.Type, claim.Value)), scheme, Subject, Roles));

    public static bool Describes(Claim claim) => claim.Type is Subject or Handle or Roles or Stations or Accounts;

    /// <summary>Whether a claim's value is whole Unicode without control characters: it is stored, compared and logged.</summary>
    public static bool IsText(string value)
    {
        foreach (var rune in value.EnumerateRunes())
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator) return false;
        return true;
    }

    public static ClaimsPrincipal Principal(Caller caller, string scheme) => Principal(
    [
        new(Subject, caller.Subject), new(Handle, caller.Handle),
        .. caller.Roles.Select(role => new Claim(Roles, ResponseJson.Name(role))),
        .. caller.Stations.Select(station => new Claim(Stations, station)),
        .. caller.Accounts.Select(account => new Claim(Accounts, account)),
    ], scheme);

    /// <summary>The caller whom an authenticated principal stands for. Names that are no roles are ignored.</summary>
    public static Caller Read(ClaimsPrincipal principal) => principal is CallerPrincipal { Caller: var caller } ? caller : Of(principal);

    private static Caller Of(ClaimsPrincipal principal)
    {
        string? subject = null, handle = null;
        List<Role> roles = [];
        List<string> stations = [], accounts = [];
        foreach (var claim in principal.Claims)
            switch (claim.Type)
            {
                case Subject: subject ??= claim.Value; break;
                case Handle: handle ??= claim.Value; break;
                case Roles when RoleByName.TryGetValue(claim.Value, out var role) && !roles.Contains(role): roles.Add(role); break;
                case Stations: stations.Add(claim.Value); break;
                case Accounts: accounts.Add(claim.Value); break;
            }
        return new(subject ?? throw new InvalidOperationException("The principal has no subject."), handle ?? subject, roles, stations,
            accounts);
    }

    /// <summary>A principal whose claims are read once, however many requests it is cached for.</summary>
    private sealed class CallerPrincipal : ClaimsPrincipal
    {
        public CallerPrincipal(ClaimsIdentity identity) : base(identity) => Caller = Of(this);

        public Caller Caller { get; }
    }
}
