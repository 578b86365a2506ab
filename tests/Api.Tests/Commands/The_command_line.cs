namespace CdViz.Api.Tests.Commands;

/// <summary>The program as it is called: output, exit code, and one line instead of a stack trace.</summary>
public class The_command_line(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData("")]
    [InlineData("serve")]
    [InlineData("send")]
    [InlineData("demo")]
    [InlineData("projections")]
    [InlineData("projections rebuild")]
    [InlineData("projections retry")]
    [InlineData("projections skip")]
    [InlineData("projections check")]
    [InlineData("projections drop")]
    [InlineData("quarantine")]
    [InlineData("quarantine show")]
    [InlineData("quarantine redrive")]
    [InlineData("check")]
    [InlineData("config")]
    [InlineData("deployments")]
    [InlineData("events")]
    [InlineData("emit service deployed")]
    [InlineData("completion")]
    public async Task explains_itself(string command)
    {
        var (exitCode, output, _) = await TestProgram.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        exitCode.ShouldBe(ExitCode.Done);
        output.ShouldContain($"cdviz {command}".TrimEnd());
    }

    [Theory]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("send", "argument missing")]
    [InlineData("send x --url here", "--url is 'here'; allowed: an address like http://127.0.0.1:8080")]
    [InlineData("demo --days 0", "--days is '0'; allowed: a whole number from 1 to 366")]
    [InlineData("projections rebuild", "--all")]
    [InlineData("projections rebuild nothing", "There is no projection 'nothing'")]
    [InlineData("projections switch pipeline_runs 99", "has no generation 99")]
    [InlineData("projections skip pipeline_runs --position 1", "--reason")]
    [InlineData("projections drop nothing", "There is no projection 'nothing'")]
    [InlineData("projections check", "set Projections:Folder")]
    [InlineData("projections check /nowhere/to/be/found.sql", "/nowhere/to/be/found.sql")]
    [InlineData("projections retry nothing", "There is no projection 'nothing'")]
    [InlineData("quarantine redrive", "--all")]
    [InlineData("quarantine redrive 1 --all", "Name one entry, or say --all")]
    [InlineData("quarantine redrive 1 --reason conflict", "Name one entry, or say --all")]
    [InlineData("quarantine redrive --all --reason odd", "--reason is 'odd'; allowed: unknown-type, ")]
    [InlineData("quarantine --state closed", "--state is 'closed'; allowed: open, redriven, all")]
    [InlineData("check /nowhere/to/be/found.json", "cannot be read")]
    [InlineData("send https://127.0.0.1", "cannot be read")]
    [InlineData("send /tmp", "/tmp is a directory")]
    [InlineData("send /dev/null", "/dev/null: there is no event in it")]
    [InlineData("check /dev/null", "/dev/null: there is no event in it")]
    [InlineData("send - /nowhere/to/be/found.json", "cannot be read")]
    [InlineData("check --lenint x", "There is no option '--lenint'; allowed: --lenient, ")]
    [InlineData("projections rebuild --all --workers many", "--workers is 'many'; allowed: a whole number from 1 to 64")]
    public async Task says_in_one_line_what_was_used_wrongly(string command, string line) =>
        ShouldFail(await RunAsync(command.Split(' ')), ExitCode.WrongUse, line);

    [Fact]
    public async Task lets_a_stopped_projection_go_on_and_keeps_who_did_it()
    {
        var running = await RunAsync(["projections", "retry", "pipeline_runs"]);
        ShouldFail(running, ExitCode.No, "Projection 'pipeline_runs' is not stopped.");
        await api.Database.DataSource.ExecuteAsync("""
            update events.projection_generation set stopped_at = now(), stopped_position = 7, stopped_reason = 'poison' where projection = 'pipeline_runs';
            update events.projection_epoch set epoch = epoch + 1
            """);

        (await RunAsync(["projections"])).Output.ShouldContain("pipeline_runs stopped at position 7: poison");
        ShouldFail(
            await RunAsync(["projections", "skip", "pipeline_runs", "--position", "8", "--reason", "spoilt"]), ExitCode.No, "is stopped at position 7, not at 8");
        var (exitCode, output, _) = await RunAsync(["projections", "skip", "pipeline_runs", "--position", "7", "--reason", "spoilt"]);

        exitCode.ShouldBe(ExitCode.Done);
        output.ShouldContain("pipeline_runs goes on after position 7, which it leaves out");
        (await api.Database.DataSource.ColumnAsync<string>(
            "select concat_ws(' ', action, position, reason, split_part(actor, ':', 1)) from cdviz.projection_action")).ShouldBe(["skip 7 spoilt command"]);
    }

    [Theory]
    [InlineData("Limits__EventBytes", "lots", "Limits:EventBytes is 'lots'; allowed: a whole number")]
    [InlineData("Urls", "http://0.0.0.0:0", "no token is configured")]
    [InlineData("ConnectionStrings__EventStore", "", "ConnectionStrings:EventStore is empty")]
    public async Task says_in_one_line_which_setting_is_wrong(string name, string value, string line) => ShouldFail(
        await TestProgram.RunAsync(["serve"], "", ("ConnectionStrings__EventStore", api.Database.ConnectionString), (name, value)), ExitCode.WrongUse, line);

    [Theory]
    [InlineData("serve")]
    [InlineData("projections")]
    [InlineData("quarantine")]
    public async Task says_in_one_line_that_the_database_is_not_there(string command)
    {
        var noServer = await TestProgram.RunAsync([command], "", ("ConnectionStrings__EventStore", "Host=127.0.0.1;Port=9;Username=nobody"));
        ShouldFail(noServer, ExitCode.Unavailable, "./cdviz db");
        var nowhere = new Npgsql.NpgsqlConnectionStringBuilder(api.Database.ConnectionString) { Database = "no_such_database" }.ConnectionString;
        ShouldFail(await TestProgram.RunAsync([command], "", ("ConnectionStrings__EventStore", nowhere)), ExitCode.Unavailable, "no_such_database");
        var stranger = new Npgsql.NpgsqlConnectionStringBuilder(api.Database.ConnectionString) { Password = "guessed" }.ConnectionString;
        ShouldFail(await TestProgram.RunAsync([command], "", ("ConnectionStrings__EventStore", stranger)), ExitCode.Unavailable, "has the user and the password");
    }

    [Fact]
    public async Task says_in_one_line_that_the_address_is_taken() => ShouldFail(
        await TestProgram.RunAsync(
            ["serve"], "", ("ConnectionStrings__EventStore", api.Database.ConnectionString), ("Urls", api.Client.BaseAddress!.ToString())),
        ExitCode.WrongUse,
        "another program listens on");

    [Theory]
    [InlineData("--urls")]
    [InlineData("Urls")]
    [InlineData("ASPNETCORE_URLS")]
    public async Task listens_where_it_is_told_however_it_is_told(string how)
    {
        var taken = api.Client.BaseAddress!.ToString().TrimEnd('/');
        IReadOnlyList<string> arguments = how is "--urls" ? ["config", "--urls", taken] : ["config"];

        (await TestProgram.RunAsync(arguments, "", (how, taken), ("ASPNETCORE_URLS", how is "ASPNETCORE_URLS" ? taken : "http://127.0.0.1:1"))).Output.ShouldContain($"Urls = {taken}");
    }

    [Fact]
    public async Task says_in_one_line_that_the_server_is_not_there() =>
        ShouldFail(await TestProgram.RunAsync(["send", "-", "--url", "http://127.0.0.1:9"], "{}"), ExitCode.Unavailable, "./cdviz up");

    [Fact]
    public async Task says_where_a_server_sends_on_to_and_sends_nothing_there()
    {
        await using var other = await ToolServer.StartAsync(_ => Task.CompletedTask);
        await using var moved = await ToolServer.StartAsync(context =>
        {
            context.Response.Redirect($"{other.Url}cdevents");
            return Task.CompletedTask;
        });

        ShouldFail(await TestProgram.RunAsync(["send", "-", "--url", moved.Url.ToString()], "{}"), ExitCode.WrongUse, $"{other.Url}cdevents");
        other.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task rebuilds_switches_compares_and_verifies_projections()
    {
        await using var own = await TestApi.ListenAsync();
        await own.PostAsync(Events.PipelineRunStarted("projected", 1).Json);
        await own.VisibleAsync();
        Task<(int ExitCode, string Output, string Error)> Projections(params string[] arguments) =>
            TestProgram.RunAsync(["projections", .. arguments], "", ("ConnectionStrings__EventStore", own.Database.ConnectionString));

        (await Projections()).Output.ShouldContain("pipeline_runs");
        (await Projections("rebuild", "pipeline_runs", "--keep")).Output.ShouldContain("pipeline_runs: generation 2 is built and kept; 1 events");
        (await Projections("compare", "pipeline_runs", "1", "2")).Output.ShouldContain("all the same");
        (await Projections("switch", "pipeline_runs", "2")).Output.ShouldContain("generation 2 is live");
        (await Projections("verify", "--all")).ExitCode.ShouldBe(ExitCode.Done);
        var schema = await own.Database.DataSource.ScalarAsync<string>(
            "select schema_name from events.projection_generation where projection = 'pipeline_runs' and role = 'live'");
        await own.Database.DataSource.ExecuteAsync($"update {schema}.pipelinerun_attempt set name = 'wrong'");
        var (exitCode, output, _) = await Projections("verify", "pipeline_runs");
        exitCode.ShouldBe(ExitCode.No);
        output.ShouldContain("wrong");
        var (_, all, _) = await Projections("rebuild", "--all");
        all.ShouldContain("pipeline_runs: generation 3 is live");
        all.ShouldMatch(@"\d+ projections; \d+ events in .+, \d+ events/s");
        all.ShouldContain("Next: ");
        (await Projections("verify", "--all")).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task sends_the_demo_once()
    {
        (await RunAsync(["demo", "--days", "1", "--until", "2026-03-05"])).Output.ShouldContain("0 quarantined, 0 rejected");
        (await RunAsync(["demo", "--days", "1", "--until", "2026-03-05"])).Output.ShouldContain("0 appended, ");
    }

    [Fact]
    public async Task makes_the_hash_of_a_token() =>
        (await TestProgram.RunAsync(["config", "hash-token"], "secret\n")).Output.Trim()
            .ShouldBe("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");

    private static void ShouldFail((int ExitCode, string Output, string Error) ran, int exitCode, string line)
    {
        ran.ExitCode.ShouldBe(exitCode, ran.Output + ran.Error);
        ran.Error.Trim().Split('\n').ShouldHaveSingleItem(ran.Error).ShouldContain(line);
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyList<string> arguments, string input = "") => TestProgram.RunAsync(
        arguments, input, ("ConnectionStrings__EventStore", api.Database.ConnectionString), ("CDVIZ_URL", api.Client.BaseAddress!.ToString()));
}
