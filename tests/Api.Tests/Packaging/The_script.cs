using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace CdViz.Api.Tests.Packaging;

/// <summary>./cdviz, where it answers without a database.</summary>
public sealed partial class The_script
{
    private static readonly string[] Verbs = ["up", "db", "down", "demo", "test", "bench", "projections", "send", "quarantine", "check", "config", "emit", "deployments", "dora", "trace", "events", "completion"];

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
        error.ShouldContain("whoever runs it starts and stops it");
    }

    [Fact]
    public void completes_the_commands_that_live_in_it()
    {
        var own = OwnCommand().Matches(Checkout.Text("cdviz")).Select(match => match.Groups[1].Value);

        CompletionCommand.OfTheScript.Keys.Where(name => name is not "help").ShouldBe(own, ignoreOrder: true);
    }

    [Fact]
    public async Task tries_the_port_before_it_does_anything_else()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var checkout = new ScriptCopy();

        foreach (var (variable, arguments) in (((string, string)?, string[])[])
            [(null, ["up", "--urls", $"http://127.0.0.1:{port}"]), (("Urls", $"http://127.0.0.1:{port}"), ["up"]), (("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ["up"])])
        {
            var (code, output, error) = await RunAsync(checkout.Script, variable, arguments);

            (code, output).ShouldBe((2, ""), error);
            error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain($"another program listens on port {port}; ./cdviz up --urls http://127.0.0.1:");
        }
    }

    [Fact]
    public async Task runs_psql_on_the_configured_database_with_the_files_of_who_runs_it()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        using var checkout = new ScriptCopy();
        var (script, written, copied) = (Path.Combine(checkout.Folder, "two words.sql"), Path.Combine(checkout.Folder, "written.txt"), Path.Combine(checkout.Folder, "copied.csv"));
        await File.WriteAllTextAsync(script, "select 'from a file';\nselect no_such_column;\nselect 'not reached';\n", Answers.Ct);

        var failed = await RunAsync(checkout.Script, ("ConnectionStrings__EventStore", database.ConnectionString), "psql", "-At", "-f", script);
        var good = await RunAsync(
            checkout.Script, ("ConnectionStrings__EventStore", database.ConnectionString), "psql", "-At", "-o", written, "-c", "select current_user", "-c", $"\\copy (select 1, 2) to '{copied}' csv");

        failed.Code.ShouldNotBe(0);
        failed.Output.ShouldBe("from a file\n");
        failed.Error.ShouldContain("no_such_column");
        good.Code.ShouldBe(0, good.Error);
        (await File.ReadAllTextAsync(written, Answers.Ct)).ShouldStartWith(new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString).Username!);
        (await File.ReadAllTextAsync(copied, Answers.Ct)).ShouldBe("1,2\n");
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    private static Task<(int Code, string Output, string Error)> RunAsync((string Name, string Value)? variable, params string[] arguments) =>
        RunAsync(Checkout.PathTo("cdviz"), variable, arguments);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string script, (string Name, string Value)? variable, params string[] arguments)
    {
        var start = new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
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

    [GeneratedRegex(@"(?m)^    (\w+)\) command_\w+ ""\$@"" ;;$")]
    private static partial Regex OwnCommand();
}
