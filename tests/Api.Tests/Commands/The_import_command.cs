using System.Diagnostics;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Commands;

public sealed class The_import_command : IAsyncLifetime
{
    private TestDatabase ours = null!;
    private TestDatabase theirs = null!;

    public async ValueTask InitializeAsync() => (ours, theirs) = (await TestDatabase.CreateProvisionedAsync(), await StandIn.CreateAsync());

    public async ValueTask DisposeAsync()
    {
        await ours.DisposeAsync();
        await theirs.DisposeAsync();
    }

    [Fact]
    public async Task takes_over_a_lake_in_the_order_in_which_its_events_came_in()
    {
        var events = Enumerable.Range(0, 30).Select(i => Events.PipelineRunStarted($"run-{i}", 100 - i)).ToList();
        await theirs.DataSource.StoreAsync(events);

        var (exitCode, output, error) = await ImportAsync();

        exitCode.ShouldBe(ExitCode.Done, error);
        output.ShouldContain("30 events read: 30 appended, 0 in the log before, 0 in the quarantine");
        (await ours.DataSource.ColumnAsync<string>("select headers ->> 'contextId' from events.mt_events order by seq_id")).ShouldBe(events.Select(e => e.ContextId));
        (await ours.DataSource.ScalarAsync<string>("select distinct headers ->> 'door' from events.mt_events")).ShouldBe("import");
    }

    [Fact]
    public async Task takes_nothing_twice_and_the_next_time_what_has_come_in_since()
    {
        await theirs.DataSource.StoreAsync(Enumerable.Range(0, 20).Select(i => Events.PipelineRunStarted($"run-{i}", i)));
        (await ImportAsync()).Output.ShouldContain("20 appended");

        // The last of them may have overtaken others that are committed only now, so they are looked at again.
        await theirs.DataSource.StoreAsync(Enumerable.Range(20, 5).Select(i => Events.PipelineRunStarted($"run-{i}", i - 50)));
        (await ImportAsync()).Output.ShouldContain("5 appended, 20 in the log before");
        (await ours.DataSource.EventsAsync()).ShouldBe(25);

        // What came in long ago is not.
        await theirs.DataSource.ExecuteAsync("update cdviz.cdevents_lake set imported_at = imported_at - interval '1 day'");
        await theirs.DataSource.StoreAsync(Events.PipelineRunStarted("latest", 1));
        (await ImportAsync()).Output.ShouldContain("1 events read: 1 appended");
    }

    [Fact]
    public async Task goes_on_where_it_was_killed()
    {
        const int Count = 20_000;
        await theirs.DataSource.ExecuteAsync($$"""
            insert into cdviz.cdevents_lake (imported_at, timestamp, payload, subject, predicate, version, context_id)
            select now() - interval '1 day' + i * interval '1 second', '2026-03-02T09:00:00Z'::timestamptz + i * interval '1 second',
                   jsonb_set(jsonb_set($1::jsonb, '{context,id}', to_jsonb('e-' || i)), '{subject,id}', to_jsonb('run-' || i)),
                   'pipelinerun', 'started', '[0:2]={0,3,0}', 'e-' || i
            from generate_series(1, {{Count}}) i
            """, Events.PipelineRunStarted("run", 1).Text());
        using (var killed = Start())
        {
            await WaitFor.TrueAsync(async () => await ours.DataSource.ScalarAsync<long>("select coalesce(max(events_read), 0) from events.import") > 0, "a page is in");
            killed.Kill();
            await killed.WaitForExitAsync(Ct);
        }

        var before = await ours.DataSource.ScalarAsync<long>("select events_read from events.import");
        before.ShouldBeLessThan(Count);
        var (exitCode, output, error) = await ImportAsync();

        exitCode.ShouldBe(ExitCode.Done, error);
        output.ShouldContain(FormattableString.Invariant($"{Count - before} events read"));
        (await ours.DataSource.EventsAsync()).ShouldBe(Count);
        (await ours.DataSource.ScalarAsync<long>("select count(distinct headers ->> 'contextId') from events.mt_events")).ShouldBe(Count);
    }

    [Fact]
    public async Task keeps_what_is_not_admitted_in_the_quarantine_and_says_so()
    {
        var e = Events.PipelineRunStarted("known", 1);
        await theirs.DataSource.StoreTextAsync(e.Text(), Events.PipelineRunStarted("unknown", 2).TextOfUnknownType());

        var (exitCode, output, _) = await ImportAsync();

        exitCode.ShouldBe(ExitCode.No);
        output.ShouldContain("2 events read: 1 appended, 0 in the log before, 1 in the quarantine");
        output.ShouldContain("Next: ./cdviz quarantine");
        (await ours.DataSource.ScalarAsync<string>("select door || ' ' || reason from events.quarantine")).ShouldBe("import unknown-type");
    }

    [Fact]
    public async Task never_writes_to_the_other_database()
    {
        await theirs.DataSource.StoreAsync(Events.PipelineRunStarted("run", 1));
        await theirs.DataSource.ExecuteAsync($"alter database {theirs.Name} set default_transaction_read_only = on");

        (await ImportAsync()).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task says_what_it_cannot_import()
    {
        await using var empty = await TestDatabase.CreateEmptyAsync();
        foreach (var (from, exitCode, says) in new[]
        {
            (ours.ConnectionString, ExitCode.WrongUse, "is the database to import into"),
            (empty.ConnectionString, ExitCode.WrongUse, "has no table cdviz.cdevents_lake"),
            ("nonsense", ExitCode.WrongUse, "no connection string"),
            ("Host=127.0.0.1;Port=1;Username=x;Database=x", ExitCode.Unavailable, "--from says where the other is"),
        })
        {
            var refused = await RunAsync(from);
            refused.ExitCode.ShouldBe(exitCode, refused.Error);
            refused.Error.ShouldContain(says);
            refused.Error.Trim().ShouldNotContain("\n");
        }
    }

    private Task<(int ExitCode, string Output, string Error)> ImportAsync() => RunAsync(theirs.ConnectionString);

    private Task<(int ExitCode, string Output, string Error)> RunAsync(string from) =>
        TestProgram.RunAsync(["import", "--from", from], environment: ("ConnectionStrings__EventStore", ours.ConnectionString));

    private Process Start() => TestProgram.Start(["import", "--from", theirs.ConnectionString], ("ConnectionStrings__EventStore", ours.ConnectionString));
}
