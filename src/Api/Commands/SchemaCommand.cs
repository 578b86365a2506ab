using System.CommandLine;

namespace CdViz.Api.Commands;

/// <summary><c>schema</c>: what there is to read in SQL.</summary>
internal static class SchemaCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var markdown = Given.Flag("--markdown", "As the page docs/sql.md, with all comments.");
        var command = new Command("schema", "Lists what schema cdviz offers: every column with its type, every function.") { markdown };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            var schema = await ReadSchema.OfAsync(database, ct);
            await Console.Out.WriteAsync(parsed.GetValue(markdown) ? SqlPage.Markdown(schema) : SqlPage.Names(schema));
            return ExitCode.Done;
        });
        return command;
    }
}
