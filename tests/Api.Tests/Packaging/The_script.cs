using System.Diagnostics;

namespace CdViz.Api.Tests.Packaging;

/// <summary>./cdviz, where it answers without a database.</summary>
public sealed class The_script
{
    private static readonly string[] Verbs = ["up", "db", "down", "demo", "test", "bench", "projections", "send", "quarantine", "check", "config"];

    [Fact]
    public async Task names_every_command_in_its_help()
    {
        var (code, output, _) = await RunAsync("--help");
        code.ShouldBe(0);
        foreach (var verb in Verbs)
        {
            output.ShouldMatch($@"(?m)^  {verb}\b");
        }
    }

    [Theory]
    [InlineData("down", "now")]
    [InlineData("db", "please")]
    [InlineData("test", "--filter")]
    [InlineData("env", "production")]
    public async Task ends_with_2_and_one_line_when_used_wrongly(string verb, string argument)
    {
        var (code, output, error) = await RunAsync(verb, argument);
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("--help");
    }

    [Fact]
    public async Task prints_the_configured_connection_string_and_starts_nothing()
    {
        var (code, output, error) = await RunAsync(("ConnectionStrings__EventStore", "Host=db.example;Database=cdviz"), "db");
        code.ShouldBe(0);
        output.ShouldBe("Host=db.example;Database=cdviz\n");
        error.ShouldStartWith("Using the database in ConnectionStrings__EventStore\n");
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    private static async Task<(int Code, string Output, string Error)> RunAsync((string Name, string Value)? variable, params string[] arguments)
    {
        var start = new ProcessStartInfo(Checkout.PathTo("cdviz"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (variable is var (name, value))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
