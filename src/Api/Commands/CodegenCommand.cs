using System.CommandLine;
using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Model;

namespace CdViz.Api.Commands;

/// <summary><c>codegen</c>: writes the code between requests or messages and our methods. The build runs it, and compiles what it wrote into the program.</summary>
internal static class CodegenCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "Where to; what is there is replaced." };
        var command = new Command("codegen", "Writes the code that calls endpoints and handlers, for the build.") { Hidden = true };
        command.Arguments.Add(folder);
        command.SetAction(async (parsed, ct) =>
        {
            await WriteAsync(parsed.GetRequiredValue(folder));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteAsync(DirectoryInfo folder)
    {
        DynamicCodeBuilder.WithinCodegenCommand = true;
        await using var app = Server.Build(new Settings { EventStore = "Host=nowhere" });
        var collections = app.Services.GetServices<ICodeFileCollection>().ToArray();
        foreach (var rules in collections.Select(collection => collection.Rules).Distinct())
        {
            rules.GeneratedCodeOutputPath = folder.FullName;
        }

        if (folder.Exists)
        {
            folder.Delete(recursive: true);
        }

        new DynamicCodeBuilder(app.Services, collections) { ServiceVariableSource = app.Services.GetRequiredService<IServiceVariableSource>() }
            .WriteGeneratedCode(_ => { });
    }
}
