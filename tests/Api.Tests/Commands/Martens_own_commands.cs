namespace CdViz.Api.Tests.Commands;

/// <summary><c>cdviz marten</c>: what Marten brings, on a store that servers have written.</summary>
public sealed class Martens_own_commands(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task find_the_database_as_Marten_needs_it()
    {
        var (exitCode, output, error) = await RunAsync("db-assert");
        exitCode.ShouldBe(ExitCode.Done, output + error);
        (await RunAsync("resources", "check")).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task list_the_projections_that_we_list()
    {
        var theirs = await RunAsync("projections", "list");
        theirs.ExitCode.ShouldBe(ExitCode.Done, theirs.Output + theirs.Error);
        var ours = await api.Api.Database.DataSource.ColumnAsync<string>("select projection from events.projection_generation where role = 'live' order by 1");
        ours.Count.ShouldBeGreaterThan(10);
        ours.Where(name => !theirs.Output.Contains(name, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task rebuild_a_projection_into_a_new_generation()
    {
        var database = api.Api.Database.DataSource;
        (await api.Api.PostAsync(Events.PipelineRunStarted("rebuilt", 1).Json)).EnsureSuccessStatusCode();
        await WaitFor.TrueAsync(() => database.ScalarAsync<bool>("select exists (select from cdviz.pipelinerun where subject_id = 'rebuilt')"), "the row");
        var before = await GenerationAsync();

        var (exitCode, output, error) = await RunAsync("projections", "rebuild", "--projection", "pipeline_runs");

        exitCode.ShouldBe(ExitCode.Done, output + error);
        (await GenerationAsync()).ShouldBe(before + 1);
        (await database.ScalarAsync<bool>("select exists (select from cdviz.pipelinerun where subject_id = 'rebuilt')")).ShouldBeTrue();
        (await TestProgram.RunAsync(["projections", "verify", "pipeline_runs"], "", ("ConnectionStrings__EventStore", api.Api.Database.ConnectionString))).ExitCode
            .ShouldBe(ExitCode.Done);

        Task<int> GenerationAsync() => database.ScalarAsync<int>("select generation from events.projection_generation where projection = 'pipeline_runs' and role = 'live'");
    }

    [Theory]
    [InlineData("resources", "clear")]
    [InlineData("resources", "teardown")]
    [InlineData("projections", "run")]
    [InlineData("projections")]
    [InlineData("db-apply")]
    [InlineData("run")]
    public async Task that_would_empty_the_log_or_run_beside_the_servers_are_refused(params string[] words)
    {
        var (exitCode, _, error) = await RunAsync(words);
        exitCode.ShouldBe(ExitCode.WrongUse);
        error.ShouldStartWith($"marten does not run '{string.Join(' ', words)}'. It runs projections list,");
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] words) =>
        TestProgram.RunAsync(["marten", .. words], "", ("ConnectionStrings__EventStore", api.Api.Database.ConnectionString));
}
