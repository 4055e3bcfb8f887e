using OrderTracking.Application.Access;

namespace OrderTracking.Dashboard.Hosting;

/// <summary>How people sign in here.</summary>
public enum SignInKind
{
    /// <summary>With the development identity: whoever is at this machine chooses who to be.</summary>
    Chosen,

    /// <summary>At the issuer.</summary>
    Issuer,

    /// <summary>Not at all: there is an issuer, and the service has no client of it.</summary>
    None,
}

/// <summary>Signs people in and out; the host implements it.</summary>
public interface ISignIn
{
    SignInKind Kind { get; }

    /// <summary>Signs in whoever was chosen.</summary>
    /// <exception cref="InvalidOperationException">Nobody is chosen here.</exception>
    Task Choose(HttpContext context, Caller caller);

    /// <summary>Sends the reader to the issuer, and afterwards back to an address here.</summary>
    IResult AtIssuer(string back);

    /// <returns>False where the form is not one that this person was given.</returns>
    Task<bool> SignOut(HttpContext context);
}

/// <summary>Which pages a caller may use: the host's policy.</summary>
public interface IPagePolicy
{
    /// <param name="page">The page's route, as in its directive <c>@page</c>.</param>
    bool Allows(Caller caller, string page);
}
