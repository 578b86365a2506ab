using System.Diagnostics;

namespace CdViz.Api.Tests.Packaging;

/// <summary>./cdviz up where its server runs already.</summary>
public class Up_beside_a_server
{
    [Fact]
    public async Task says_that_it_runs_or_what_is_asked_for_otherwise()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        using var checkout = new ScriptCopy();
        var state = Directory.CreateDirectory(Path.Combine(checkout.Folder, ".cdviz")).FullName;
        Directory.CreateDirectory(Path.Combine(checkout.Folder, "src/Api/bin/Release"));
        Directory.CreateDirectory(Path.Combine(checkout.Folder, "db"));
        Directory.CreateSymbolicLink(Path.Combine(checkout.Folder, "src/Api/bin/Release/net10.0"), Path.GetDirectoryName(TestProgram.Assembly)!);
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"])
        {
            File.Copy(Checkout.PathTo(file), Path.Combine(checkout.Folder, file));
        }

        // A database of the checkout's own, and a program that needs no building.
        await File.WriteAllTextAsync(Path.Combine(state, "connection"), database.ConnectionString + "\n", Answers.Ct);
        await File.WriteAllTextAsync(Path.Combine(state, "built-program"), "", Answers.Ct);
        using var server = Start(checkout.Script, database.ConnectionString, null);
        try
        {
            await WaitFor.TrueAsync(() => Task.FromResult(server.HasExited || File.Exists(Path.Combine(state, "server.url"))), "The server listens.");
            server.HasExited.ShouldBeFalse();

            var (again, said) = await EndAsync(Start(checkout.Script, database.ConnectionString, null));
            var (otherwise, differs) = await EndAsync(Start(checkout.Script, database.ConnectionString, "2097152"));

            said.ShouldContain("running already");
            again.ShouldBe(0, said);
            differs.ShouldContain("asked for     Limits:EventBytes = 2097152");
            differs.ShouldNotContain("Secrets:Key");
            otherwise.ShouldBe(1, differs);
        }
        finally
        {
            server.Kill();
        }
    }

    private static Process Start(string script, string connection, string? eventBytes)
    {
        var start = new ProcessStartInfo(script, ["up", "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ConnectionStrings__EventStore"] = connection;
        start.Environment.Remove("Secrets__Key");
        start.Environment["Limits__EventBytes"] = eventBytes ?? "1048576";
        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Said)> EndAsync(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync(Answers.Ct);
            var error = process.StandardError.ReadToEndAsync(Answers.Ct);
            await process.WaitForExitAsync(Answers.Ct);
            return (process.ExitCode, await output + await error);
        }
    }
}
