using System.CommandLine;
using System.CommandLine.Parsing;

namespace CdViz.Api;

/// <summary><c>send</c>: posts files of CDEvents to a server.</summary>
internal static class SendCommand
{
    /// <summary>Where the server is.</summary>
    public static Option<Uri> Url() => new("--url")
    {
        Description = "The server; CDVIZ_URL, or else http://127.0.0.1:8080.",
        CustomParser = given => Address(given.Tokens[0].Value, "--url", given),
        DefaultValueFactory = absent => Address(Environment.GetEnvironmentVariable("CDVIZ_URL") ?? "http://127.0.0.1:8080", "CDVIZ_URL", absent)!,
    };

    /// <summary>What it is shown.</summary>
    public static Option<string?> Token() => new("--token")
    {
        Description = "A token with the scope the command needs; or else CDVIZ_TOKEN.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("CDVIZ_TOKEN"),
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "JSON, arrays or NDJSON; - is standard input." };
        var (url, token) = (Url(), Token());
        var command = new Command("send", "Sends CDEvents to a server; exit code 1 when it refuses any.") { files, url, token };
        command.SetAction(async (parsed, ct) =>
        {
            using var sender = new EventSender(parsed.GetRequiredValue(url), parsed.GetValue(token));
            var exitCode = ExitCode.Done;
            foreach (var file in parsed.GetRequiredValue(files))
            {
                exitCode = Math.Max(exitCode, await new FileSender(file, sender, Console.Out).SendAsync(ct));
            }

            return exitCode;
        });
        return command;
    }

    private static Uri? Address(string text, string origin, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            return address;
        }

        result.AddError($"{origin} is '{text}'; an address such as http://127.0.0.1:8080 is allowed.");
        return null;
    }
}
