using System.CommandLine;
using System.CommandLine.Parsing;

namespace CdViz.Api.Commands.Parsing;

/// <summary>Which server a command talks to, and what it shows there.</summary>
/// <param name="scope">What the token has to allow.</param>
internal sealed class ServerOptions(string scope = Scopes.Write)
{
    /// <summary>Where the server is.</summary>
    public Option<Uri> Url { get; } = new("--url")
    {
        Description = "The server; CDVIZ_URL when left out, else the one that './cdviz up' started here.",
        CustomParser = given => Given.TryRead("--url", given, Rules.Address, out var url) ? url : null,
        DefaultValueFactory = Default,
    };

    // Without a default value: the help would show it.
    private readonly Option<string?> token = Given.Option("--token", $"A token with the scope '{scope}'; CDVIZ_TOKEN when left out.", Rules.Text);

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Url);
        command.Options.Add(token);
    }

    /// <summary>The server they name.</summary>
    public ServerClient Client(ParseResult parsed) =>
        new(parsed.GetRequiredValue(Url), parsed.GetValue(token) ?? Environment.GetEnvironmentVariable("CDVIZ_TOKEN"), scope);

    /// <summary>A sender to the server they name.</summary>
    public EventSender Sender(ParseResult parsed) => new(Client(parsed));

    private static Uri Default(ArgumentResult absent)
    {
        var text = Environment.GetEnvironmentVariable("CDVIZ_URL") is { Length: > 0 } set ? set : "http://127.0.0.1:8080";
        if (Rules.Address.Read(text, out var url))
        {
            return url;
        }

        absent.AddError(Given.Refusal("CDVIZ_URL", text, Rules.Address));
        return new Uri("http://127.0.0.1:8080");
    }
}
