using System.CommandLine;
using System.Globalization;

namespace CdViz.Api.Commands.Projecting;

/// <summary><c>projections retry</c> and <c>projections skip</c>: let a stopped projection go on.</summary>
internal static class ProjectionRepairCommands
{
    private static string Actor => $"command:{Environment.UserName}";

    /// <summary><c>retry</c>.</summary>
    public static Command Retry()
    {
        var name = Name();
        var reason = Given.Option("--reason", "Why it will work now; kept in cdviz.projection_action.", Rules.Text);
        var command = new Command("retry", "Has a stopped projection try again the event it failed at.") { name, reason };
        command.SetAction((parsed, ct) => ProjectionsCommand.WithEngineAsync(
            async (engine, token) =>
            {
                var stopped = await engine.RetryAsync(parsed.GetRequiredValue(name), new(Actor, parsed.GetValue(reason)), token);
                Tell(stopped, "tries position {0} again");
                return ExitCode.Done;
            },
            ct));
        return command;
    }

    /// <summary><c>skip</c>.</summary>
    public static Command Skip()
    {
        var name = Name();
        var position = Given.Maybe("--position", "The position to skip: where it is stopped, as 'projections' shows it.", Rules.Number(1), required: true);
        var reason = Given.Option("--reason", "Why the event may be left out; kept in cdviz.projection_action.", Rules.Text, required: true);
        var command = new Command(
            "skip", "Has a stopped projection leave out the event it failed at, now and in every rebuild of this version of it. The event stays in the log.")
        {
            name, position, reason,
        };
        command.SetAction((parsed, ct) => ProjectionsCommand.WithEngineAsync(
            async (engine, token) =>
            {
                var stopped = await engine.SkipAsync(
                    parsed.GetRequiredValue(name), parsed.GetValue(position)!.Value, new(Actor, parsed.GetValue(reason)), token);
                Tell(stopped, "goes on after position {0}, which it leaves out");
                return ExitCode.Done;
            },
            ct));
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The projection." };

    private static void Tell(Generation stopped, string what)
    {
        Console.WriteLine($"{stopped.Projection} {string.Format(CultureInfo.InvariantCulture, what, stopped.StoppedPosition)}");
        Console.WriteLine("Next: ./cdviz projections shows whether it runs");
    }
}
