using System.Reflection;
using JasperFx.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;
using Wolverine.Http;

namespace CdViz.Api.Tests.Packaging;

public class The_program(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly Assembly Program = typeof(Settings).Assembly;

    [Fact]
    public void has_the_code_that_Wolverine_wrote_for_every_endpoint_in_it()
    {
        var endpoints = Program.ExportedTypes.SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(WolverineHttpMethodAttribute), false)).ToList();

        endpoints.Count.ShouldBeGreaterThan(30);
        Program.GetTypes().Count(type => type.IsSubclassOf(typeof(HttpHandler))).ShouldBe(endpoints.Count);
    }

    [Fact]
    public void takes_that_code_and_looks_for_no_other() =>
        fixture.Api.Services.GetRequiredService<WolverineOptions>().CodeGeneration.TypeLoadMode.ShouldBe(TypeLoadMode.Static);

    [Fact]
    public async Task brings_no_compiler_along() =>
        (await File.ReadAllTextAsync(Path.ChangeExtension(Program.Location, ".deps.json"), Answers.Ct)).ShouldNotContain("Microsoft.CodeAnalysis");
}
