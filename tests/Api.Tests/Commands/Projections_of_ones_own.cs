namespace CdViz.Api.Tests.Commands;

/// <summary>SQL projections in a folder: the program as it is called, and a server that has them.</summary>
public sealed class Projections_of_ones_own : IDisposable
{
    private const string Right = """
        -- @name subjects
        -- @version 1
        -- @tables
        create table subject (id text primary key, events bigint not null);
        -- @statement
        insert into subject as s (id, events)
        select data #>> '{subject,id}', count(*) from events.mt_events where seq_id > $1 and seq_id <= $2 group by 1
        on conflict (id) do update set events = s.events + excluded.events;
        -- @views
        create or replace view cdviz.subject as select id, events from subject;
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cdviz-own-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task are_checked_kept_up_to_date_orphaned_and_dropped()
    {
        Write("subjects.sql", Right);
        await using var database = await TestDatabase.CreateProvisionedAsync();
        (string, string?)[] environment = [("ConnectionStrings__EventStore", database.ConnectionString), ("Projections__Folder", folder.FullName)];
        var (exitCode, output, error) = await TestProgram.RunAsync(["projections", "check"], "", environment);
        exitCode.ShouldBe(ExitCode.Done, error);
        output.ShouldBe($"{Path.Combine(folder.FullName, "subjects.sql")}: subjects, version 1: nothing wrong{Environment.NewLine}");

        await using (var server = await ServerProcess.StartAsync(database.ConnectionString, ("Projections__Folder", folder.FullName)))
        {
            using var body = new StringContent(Events.PipelineRunStarted("own", 1).Text(), null, "application/json");
            using var client = new HttpClient { BaseAddress = server.Url };
            (await client.PostAsync("/cdevents", body, Answers.Ct)).EnsureSuccessStatusCode();
            await WaitFor.TrueAsync(async () => (await database.DataSource.ColumnAsync<string>("select id || ' ' || events from cdviz.subject")) is ["own 1"], "the row");
        }

        (await TestProgram.RunAsync(["projections", "verify", "subjects"], "", environment)).Output.ShouldContain("subjects: 1 rows at position 1, all the same");
        // From a terminal that knows nothing of the folder.
        var elsewhere = await TestProgram.RunAsync(["projections", "rebuild", "subjects"], "", ("ConnectionStrings__EventStore", database.ConnectionString));
        elsewhere.Output.ShouldContain("subjects: generation 2 is live; 1 events", Case.Sensitive, elsewhere.Error);
        var refused = await TestProgram.RunAsync(["projections", "drop", "subjects"], "", environment);
        (refused.ExitCode, refused.Error).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(ExitCode.No), r => r.Error.ShouldContain("is no orphan"));

        File.Delete(Path.Combine(folder.FullName, "subjects.sql"));
        await using (var server = await ServerProcess.StartAsync(database.ConnectionString, ("Projections__Folder", folder.FullName)))
        {
            using var client = new HttpClient { BaseAddress = server.Url };
            (await client.GetAsync("/health/ready", Answers.Ct)).EnsureSuccessStatusCode();
            (await client.GetStringAsync("/projections", Answers.Ct)).ShouldContain("\"orphaned\"");
        }

        (await TestProgram.RunAsync(["projections", "drop", "subjects"], "", environment)).Output.ShouldBe($"subjects: dropped{Environment.NewLine}");
        (await TestProgram.RunAsync(["projections"], "", environment)).Output.ShouldNotContain("subjects");
    }

    [Theory]
    [InlineData("-- @version 1", "-- @version one", 2, "The version is 'one'; allowed: ")]
    [InlineData("from events.mt_events", "from events.mt_event", 7, "relation \"events.mt_event\" does not exist")]
    public async Task that_are_wrong_do_not_let_the_server_start(string right, string wrong, int line, string message)
    {
        var path = Write("wrong.sql", Right.Replace(right, wrong, StringComparison.Ordinal));
        await using var database = await TestDatabase.CreateProvisionedAsync();
        (string, string?)[] environment =
            [("ConnectionStrings__EventStore", database.ConnectionString), ("Projections__Folder", folder.FullName), ("Urls", "http://127.0.0.1:0")];

        var (exitCode, _, error) = await TestProgram.RunAsync(["serve"], "", environment);
        exitCode.ShouldBe(ExitCode.WrongUse);
        error.ShouldStartWith($"{path}:{line}: {message}");
        error.Trim().ShouldNotContain("\n");

        var check = await TestProgram.RunAsync(["projections", "check", path], "", ("ConnectionStrings__EventStore", database.ConnectionString));
        check.ExitCode.ShouldBe(ExitCode.No);
        check.Output.ShouldStartWith($"{path}:{line}: {message}");
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
