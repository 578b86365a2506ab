using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CdViz.Api.Security;

/// <summary>
/// Guards a server that asks for no token: it is reached from its own machine alone, whatever bound it, and pages of other sites in a browser there get
/// nothing of it and do nothing to it.
/// </summary>
internal static class OwnMachine
{
    /// <summary>Refuses what came in from elsewhere or for somebody else's page.</summary>
    public static void UseOwnMachineOnly(this IApplicationBuilder app) => app.Use((context, next) => Refusal(context) is { } why
        ? Problems.Of(StatusCodes.Status403Forbidden, "Not allowed", why).ExecuteAsync(context)
        : next(context));

    /// <summary>Looks at what the web server really bound, which settings of its own may have added to.</summary>
    /// <exception cref="CommandFailed">An address can be reached by other machines.</exception>
    public static async Task GuardAsync(WebApplication app, Settings settings)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (settings.Tokens.Count == 0 && bound.FirstOrDefault(address => !ListenAddress.IsLoopback(address)) is { } open)
        {
            await app.StopAsync();
            throw CommandFailed.WrongUse(
                $"The server would listen on '{open}', which other machines can reach, but no token is configured. "
                + "Set Tokens (see 'config hash-token'), or listen on http://127.0.0.1:8080.");
        }
    }

    private static string? Refusal(HttpContext context)
    {
        var connection = context.Connection;
        if ((connection.LocalIpAddress is { } local && !IPAddress.IsLoopback(Plain(local))) || (connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(Plain(remote))))
        {
            return "Without tokens the server answers its own machine alone.";
        }

        var headers = context.Request.Headers;
        // A page's own requests have its origin; what a page of another site loads or sends says so, where the browser is not very old. Somebody may follow a link.
        var foreign = (headers.Origin is [{ Length: > 0 } origin] && !IsOwn(origin, context.Request))
            || (headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && !IsFollowed(context.Request));
        return foreign ? "Without tokens the server answers no page of another site." : null;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsOwn(string origin, HttpRequest request) => origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static bool IsFollowed(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
}
