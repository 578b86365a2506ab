using System.Net;

namespace CdViz.Api.Commands;

/// <summary>Tells a server that <c>./cdviz up</c> has started to the other commands of the checkout: where it is, and with which settings.</summary>
internal static class StartedServer
{
    /// <summary>Writes <c>server.url</c> and <c>server.settings</c> into the folder that CDVIZ_STATE names, and says what to do next.</summary>
    public static void Tell(WebApplication app, IConfigurationRoot sources)
    {
        if (Environment.GetEnvironmentVariable("CDVIZ_STATE") is not { Length: > 0 } folder)
        {
            return;
        }

        using (var settings = new StreamWriter(Path.Combine(folder, "server.settings")))
        {
            ConfigCommand.Print(sources, settings);
        }

        var url = Reachable(app.Urls.First());
        File.WriteAllText(Path.Combine(folder, "server.url"), $"{url}\n");
        Console.Error.WriteLine($"Next: in another terminal: ./cdviz demo sends a month of events to {url}, ./cdviz deployments shows what runs where");
    }

    /// <summary>An address at which this machine reaches what listens on one that stands for all.</summary>
    private static string Reachable(string url)
    {
        var address = BindingAddress.Parse(url);
        var everywhere = address.Host is "*" or "+" || (IPAddress.TryParse(address.Host, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        return everywhere ? $"{address.Scheme}://127.0.0.1:{address.Port}" : url;
    }
}
