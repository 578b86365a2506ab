using System.CommandLine;
using System.Text.Json;

namespace CdViz.Api.Commands.Asking;

/// <summary><c>trace</c>: what came of what in a chain.</summary>
internal static class TraceCommand
{
    private static readonly string[] EdgeMembers = ["cause", "effect", "relation", "grade", "at", "missing"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var (server, shape) = (new ServerOptions(Scopes.Read), new ShapeOptions());
        var chain = new Argument<string>("ID") { Description = "context.chainId of its events." };
        var command = new Command("trace", "What came of what in a chain of events: a tree from causes to effects, missing links marked. --csv gives the edges. Times are UTC.") { chain };
        shape.AddTo(command);
        server.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = server.Client(parsed);
            var trace = await client.GetAsync($"trace/{Uri.EscapeDataString(parsed.GetRequiredValue(chain))}", ct);
            switch (shape.Of(parsed))
            {
                case OutputShape.Json:
                    Console.Out.WriteLine(JsonSerializer.Serialize(trace, ItemJson.Indented));
                    break;
                case OutputShape.Csv:
                    Csv.Write(Console.Out, EdgeMembers, trace.GetProperty("edges").EnumerateArray());
                    break;
                default:
                    foreach (var line in TraceTree.Lines(trace))
                    {
                        Console.Out.WriteLine(Terminal.Width is { } width && line.Length > width ? $"{line[..(width - 1)]}…" : line);
                    }

                    if (trace.GetProperty("truncated").GetBoolean())
                    {
                        Console.Error.WriteLine("There is more than can be shown.");
                    }

                    break;
            }

            return ExitCode.Done;
        });
        return command;
    }
}
