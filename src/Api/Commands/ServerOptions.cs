using System.CommandLine;
using System.CommandLine.Parsing;

namespace CdViz.Api.Commands;

/// <summary>Which server a command talks to, and what it shows there.</summary>
internal sealed class ServerOptions
{
    /// <summary>Where the server is.</summary>
    public Option<Uri> Url { get; } = new("--url")
    {
        Description = "The server; CDVIZ_URL when left out.",
        CustomParser = given => Address("--url", given.Tokens[0].Value, given),
        DefaultValueFactory = absent => Address("CDVIZ_URL", Environment.GetEnvironmentVariable("CDVIZ_URL") ?? "http://127.0.0.1:8080", absent)!,
    };

    // Without a default value: the help would show it.
    private readonly Option<string?> token = new("--token") { Description = $"A token with the scope '{Scopes.Write}'; CDVIZ_TOKEN when left out." };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Url);
        command.Options.Add(token);
    }

    /// <summary>A sender to the server they name.</summary>
    public EventSender Sender(ParseResult parsed) =>
        new(parsed.GetRequiredValue(Url), parsed.GetValue(token) ?? Environment.GetEnvironmentVariable("CDVIZ_TOKEN"));

    private static Uri? Address(string origin, string text, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"{origin} is '{text}', which is no address like http://127.0.0.1:8080.");
        return null;
    }
}
