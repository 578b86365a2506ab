using System.Globalization;
using Spectre.Console;

namespace CdViz.Api.Commands.Output;

/// <summary>Standard output for tables and progress bars.</summary>
internal static class Terminal
{
    /// <summary>Columns there are; null where output goes to a file or a pipe and lines may be as long as they like. COLUMNS says otherwise.</summary>
    public static int? Width => int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns >= 20 ? columns
        : Console.IsOutputRedirected ? null
        : Math.Max(20, Console.WindowWidth);

    /// <summary>Whether words may be coloured: on a terminal, unless NO_COLOR is set.</summary>
    public static bool Colours =>
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "" && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>A console that does not fold lines when its output goes to a file or a pipe.</summary>
    public static IAnsiConsole Create()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = 200;
        return console;
    }
}
