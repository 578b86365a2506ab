using System.Text.Json;

namespace CdViz.Api.Tests.Http;

/// <summary>Clients that others' tools make of the OpenAPI document: they compile, and what they read is what the document says.</summary>
[Trait("Category", "Nightly")]
public sealed class Clients_made_of_the_document(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task are_typed_in_TypeScript()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "TypeScriptClient");
        await NodePackage.InstallAsync(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "openapi.json"), await api.Client.GetStringAsync("/openapi/v1.json", Answers.Ct), Answers.Ct);

        await NodePackage.RunAsync(folder, "node", ["node_modules/openapi-typescript/bin/cli.js", "openapi.json", "--output", "schema.d.ts"], "");
        await NodePackage.RunAsync(folder, "node", ["node_modules/typescript/bin/tsc", "--project", "."], "");
        var said = JsonElement.Parse(await NodePackage.RunAsync(folder, "node", ["client.js", api.Client.BaseAddress!.ToString()], ""));

        said.GetProperty("first").GetInt32().ShouldBe(201);
        said.GetProperty("again").ToString().ShouldBe("[200,\"duplicate\"]");
        said.Whole("many").ShouldBe(1);
        said.Text("version").ShouldBe("1.2.3");
        said.Whole("metrics").ShouldBe(5);
        said.GetProperty("refused").ToString().ShouldBe("[400,\"query.number\"]");
        said.Whole("position").ShouldBeGreaterThan(0);
        said.Whole("trace").ShouldBe(404);
    }

    [Fact]
    public async Task are_typed_in_CSharp()
    {
        await api.PostAsync(Events.ServiceDeployed("typed", "production", "pkg:oci/typed?tag=1.2.3", 1).Json);
        var folder = Directory.CreateTempSubdirectory("cdviz-client-").FullName;
        try
        {
            foreach (var file in (string[])["Client.csproj", "Program.cs"])
            {
                File.Copy(Path.Combine(AppContext.BaseDirectory, "CSharpClient", $"{file}.txt"), Path.Combine(folder, file));
            }

            Directory.CreateDirectory(Path.Combine(folder, ".config"));
            File.Copy(Path.Combine(AppContext.BaseDirectory, "CSharpClient", ".config", "dotnet-tools.json"), Path.Combine(folder, ".config", "dotnet-tools.json"));
            await File.WriteAllTextAsync(Path.Combine(folder, "openapi.json"), await api.Client.GetStringAsync("/openapi/v1.json", Answers.Ct), Answers.Ct);

            await NodePackage.RunAsync(folder, "dotnet", ["tool", "restore"], "");
            await NodePackage.RunAsync(
                folder, "dotnet", ["kiota", "generate", "--language", "CSharp", "--openapi", "openapi.json", "--class-name", "CdVizClient", "--namespace-name", "Generated", "--output", "generated"], "");
            await NodePackage.RunAsync(folder, "dotnet", ["build", "--nologo", "--verbosity", "quiet", "--output", "out"], "");
            var said = JsonElement.Parse((await NodePackage.RunAsync(folder, "dotnet", ["out/Client.dll", api.Client.BaseAddress!.ToString()], "")).Trim());

            said.Text("version").ShouldBe("1.2.3");
            said.Whole("metrics").ShouldBe(5);
            said.Whole("position").ShouldBe(1);
            said.Text("refused").ShouldBe("query.number");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
