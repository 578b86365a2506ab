using System.CommandLine;
using System.Globalization;

namespace CdViz.Api.Commands.Projecting;

/// <summary><c>projections</c>: how they stand; rebuild, switch, compare, verify, check, drop.</summary>
internal static class ProjectionsCommand
{
    private static readonly Column[] Columns =
    [
        new("name", "name"), new("version", "version", Show.Number, Spare: 3), new("lifecycle", "lifecycle", Spare: 2), new("generation", "generation", Show.Number, Spare: 1),
        new("position", "position", Show.Number), new("lag", "lagEvents", Show.Number), new("seconds", "lagSeconds", Show.Number), new("state", "state"),
        new("skipped", "skipped", Show.Number, Spare: 4), new("rebuild", "rebuildProgress", Show.Share),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var shape = new ShapeOptions();
        var command = new Command(
            "projections", "Lists the projections; rebuilds, switches, compares and verifies them, lets stopped ones go on, checks and drops those of your own.")
        {
            List(), Rebuild(), Switch(), Compare(), Verify(), ProjectionRepairCommands.Retry(), ProjectionRepairCommands.Skip(),
            ProjectionFileCommands.Check(), ProjectionFileCommands.Drop(),
        };
        shape.AddTo(command);
        command.SetAction((parsed, ct) => WithEngineAsync((engine, token) => ListAsync(engine, shape.Of(parsed), token), ct));
        return command;
    }

    private static Command List()
    {
        var shape = new ShapeOptions();
        var command = new Command("list", "Name, version, lifecycle, generation, position, lag, state.");
        shape.AddTo(command);
        command.SetAction((parsed, ct) => WithEngineAsync((engine, token) => ListAsync(engine, shape.Of(parsed), token), ct));
        return command;
    }

    private static Command Rebuild()
    {
        var (name, all) = (Name(), All());
        var workers = Given.Maybe(
            "--workers",
            "How many workers fold at once; two for each processor when left out. With no more than half of the processors it also rests as long as it works, for those who post and read meanwhile.",
            Rules.Whole(1, 64));
        var keep = Given.Flag("--keep", "Build the generation, but do not switch to it.");
        var command = new Command("rebuild", "Builds a new generation beside the live one and switches to it, without downtime.") { name, all, workers, keep };
        command.SetAction((parsed, ct) => WithEngineAsync(
            (engine, token) => RebuildBar.RunAsync(
                engine, Chosen(engine, parsed.GetValue(name), parsed.GetValue(all)), parsed.GetValue(workers), parsed.GetValue(keep), token),
            ct));
        return command;
    }

    private static Command Switch()
    {
        var name = new Argument<string>("NAME");
        var generation = Given.Argument("GENERATION", "Its number.", Rules.Whole(1, int.MaxValue));
        var command = new Command("switch", "Shows another built generation: makes or undoes a switch.") { name, generation };
        command.SetAction((parsed, ct) => WithEngineAsync(
            async (engine, token) =>
            {
                var live = await engine.SwitchAsync(parsed.GetRequiredValue(name), parsed.GetValue(generation), token);
                Console.WriteLine($"{live.Projection}: generation {live.Number} is live at position {live.Position}.");
                return ExitCode.Done;
            },
            ct));
        return command;
    }

    private static Command Compare()
    {
        var name = new Argument<string>("NAME");
        var one = Given.Argument("G1", "A generation.", Rules.Whole(1, int.MaxValue));
        var other = Given.Argument("G2", "Another.", Rules.Whole(1, int.MaxValue));
        var command = new Command("compare", "Shows rows that differ between two generations; exit code 1 when there are any.") { name, one, other };
        command.SetAction((parsed, ct) => WithEngineAsync(
            async (engine, token) => Tell(
                parsed.GetRequiredValue(name), await engine.CompareAsync(parsed.GetRequiredValue(name), parsed.GetValue(one), parsed.GetValue(other), token)),
            ct));
        return command;
    }

    private static Command Verify()
    {
        var (name, all) = (Name(), All());
        var command = new Command("verify", "Rebuilds to one side and compares with what is live; exit code 1 when they differ.") { name, all };
        command.SetAction((parsed, ct) => WithEngineAsync(
            async (engine, token) =>
            {
                var exitCode = ExitCode.Done;
                foreach (var projection in Chosen(engine, parsed.GetValue(name), parsed.GetValue(all)))
                {
                    exitCode = Math.Max(exitCode, Tell(projection, await engine.VerifyAsync(projection, null, token)));
                }

                return exitCode;
            },
            ct));
        return command;
    }

    private static Argument<string?> Name() => new("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "The projection." };

    private static Option<bool> All() => Given.Flag("--all", "All of them.");

    private static IReadOnlyList<string> Chosen(ProjectionEngine engine, string? name, bool all) => (name, all) switch
    {
        (null, true) => [.. engine.Projections.Select(projection => projection.Name)],
        (not null, false) => [name],
        _ => throw CommandFailed.WrongUse(
            $"Name one projection, or say --all; there are {string.Join(", ", engine.Projections.Select(projection => projection.Name))}."),
    };

    /// <summary>Does something with the projections of the configured database.</summary>
    internal static async Task<int> WithEngineAsync(Func<ProjectionEngine, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        await using var database = await CommandDatabase.OpenAsync(ct);
        try
        {
            return await work(new ProjectionEngine(database, await CommandDatabase.ProjectionsAsync(database, ct)), ct);
        }
        catch (UnknownProjectionException unknown)
        {
            throw CommandFailed.WrongUse(unknown.Message);
        }
        catch (Exception refused) when (refused is RebuildRunningException or ProjectionFailedException or InvalidOperationException or TimeoutException)
        {
            throw new CommandFailed(ExitCode.No, refused.Message);
        }
    }

    private static async Task<int> ListAsync(ProjectionEngine engine, OutputShape shape, CancellationToken ct)
    {
        var all = await engine.StatusAsync(ct);
        Sheet.Write(Columns, all, shape);
        if (shape is not OutputShape.Table)
        {
            return ExitCode.Done;
        }

        foreach (var stopped in all.Where(one => one.Reason is not null))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stopped.Name} stopped at position {stopped.StoppedPosition}: {stopped.Reason}"));
            Console.WriteLine($"Next: mend it and './cdviz projections retry {stopped.Name}', or './cdviz projections skip {stopped.Name} --position {stopped.StoppedPosition} --reason …'");
        }

        return ExitCode.Done;
    }

    private static int Tell(string name, Comparison comparison)
    {
        Console.WriteLine(comparison.Differing == 0
            ? $"{name}: {comparison.Rows} rows at position {comparison.Position}, all the same"
            : $"{name}: {comparison.Differing} of {comparison.Rows} rows at position {comparison.Position} differ");
        foreach (var (table, only, row) in comparison.Differences)
        {
            Console.WriteLine($"  {table}, only in {only}: {row}");
        }

        return comparison.Differing == 0 ? ExitCode.Done : ExitCode.No;
    }
}
