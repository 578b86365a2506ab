using System.CommandLine;

namespace CdViz.Api.Commands;

/// <summary><c>schema</c>: what there is to read in SQL.</summary>
internal static class SchemaCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var markdown = Given.Flag("--markdown", "As the page docs/sql.md, with all comments.");
        var fresh = Given.Flag("--fresh", "What this program makes in a new database, which is dropped again; not what the configured one has.");
        var command = new Command("schema", "Lists what schema cdviz offers: every column with its type, every function.") { markdown, fresh };
        command.SetAction(async (parsed, ct) =>
        {
            var schema = await (parsed.GetValue(fresh) ? OfFreshAsync(ct) : OfConfiguredAsync(ct));
            await Console.Out.WriteAsync(parsed.GetValue(markdown) ? SqlPage.Markdown(schema) : SqlPage.Names(schema));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<ReadSchema> OfConfiguredAsync(CancellationToken ct)
    {
        await using var database = await CommandDatabase.OpenAsync(ct);
        return await ReadSchema.OfAsync(database, ct);
    }

    private static async Task<ReadSchema> OfFreshAsync(CancellationToken ct)
    {
        await using var database = await FreshDatabase.CreateAsync(ct);
        return await ReadSchema.OfAsync(database.Source, ct);
    }
}
