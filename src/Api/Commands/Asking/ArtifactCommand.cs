using System.CommandLine;
using System.Text.Json;

namespace CdViz.Api.Commands.Asking;

/// <summary><c>artifact</c>: one artifact, by any of its spellings, and where it ran.</summary>
internal static class ArtifactCommand
{
    private static readonly Column[] Runs =
    [
        new("environment", "environment"), new("service", "service"), new("from (UTC)", "validFrom", Show.Time), new("to (UTC)", "validTo", Show.Time), new("position", "position", Show.Number, Spare: 1),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var (server, shape) = (new ServerOptions(Scopes.Read), new ShapeOptions());
        var id = new Argument<string>("ID") { Description = "A purl with a tag or a digest, or a digest alone." };
        var command = new Command("artifact", "One artifact, by whichever digest or tag it is named, and where it runs and ran. --csv gives where. Times are UTC.") { id };
        shape.AddTo(command);
        server.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = server.Client(parsed);
            var found = await client.GetAsync($"artifacts/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", ct);
            var artifact = found.GetProperty("artifact");
            var runs = found.GetProperty("deployments").EnumerateArray().ToList();
            switch (shape.Of(parsed))
            {
                case OutputShape.Json:
                    Console.Out.WriteLine(JsonSerializer.Serialize(found, ItemJson.Indented));
                    break;
                case OutputShape.Csv:
                    Csv.Write(Console.Out, ItemJson.Members(typeof(ArtifactDeployment)), runs);
                    break;
                default:
                    foreach (var member in artifact.EnumerateObject().Where(member => Show.Text(member.Value).Length > 0))
                    {
                        Console.Out.WriteLine($"{member.Name,-14} {(member.Name.EndsWith("At", StringComparison.Ordinal) ? Show.Time(member.Value) : Show.Text(member.Value))}");
                    }

                    Console.Out.WriteLine();
                    Sheet.Write(Runs, runs, OutputShape.Table, []);
                    if (runs.Count == 0)
                    {
                        Console.Error.WriteLine("It was deployed nowhere, as far as is known.");
                    }
                    else if (Show.Text(artifact.GetProperty("chainId")) is { Length: > 0 } chain)
                    {
                        Console.Error.WriteLine($"Next: ./cdviz trace {chain}");
                    }

                    break;
            }

            return ExitCode.Done;
        });
        return command;
    }
}
