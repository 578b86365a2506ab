using System.Net;

namespace CdViz.Api.Configuration;

/// <summary>The rule that an unguarded server is reached from its own machine alone.</summary>
internal static class ListenAddress
{
    /// <summary>True for <c>http://host:port</c> and <c>https://host:port</c> as Kestrel reads them.</summary>
    public static bool IsValid(string url) => Parse(url) is { Host.Length: > 0, Scheme: "http" or "https" };

    /// <summary>
    /// True when only this machine can reach it. Kestrel binds every interface for a host name it does not know,
    /// so any name but <c>localhost</c> counts as open.
    /// </summary>
    public static bool IsLoopback(string url) => Parse(url) is { } address
        && (address.IsUnixPipe
            || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)));

    /// <summary>Refuses to go on when somebody else could reach a server that asks for no token.</summary>
    /// <exception cref="CommandFailed">An address is open and no token is configured.</exception>
    public static void Guard(Settings settings)
    {
        // What Kestrel's own section adds is known when it has bound it: OwnMachine.
        if (settings.Tokens.Count == 0 && settings.Urls.FirstOrDefault(url => !IsLoopback(url)) is { } open)
        {
            throw CommandFailed.WrongUse(
                $"Urls is '{open}', which other machines can reach, but no token is configured. "
                + "Set Tokens (see 'config hash-token'), or listen on http://127.0.0.1:8080.");
        }
    }

    private static BindingAddress? Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
