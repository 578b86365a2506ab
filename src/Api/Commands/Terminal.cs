using Spectre.Console;

namespace CdViz.Api.Commands;

/// <summary>Standard output for tables and progress bars.</summary>
internal static class Terminal
{
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
