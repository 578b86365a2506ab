using Npgsql;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Commands;

public sealed class The_quarantine_command : IAsyncLifetime
{
    private TestDatabase database = null!;

    private NpgsqlDataSource Data => database.DataSource;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateProvisionedAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task lists_what_is_open_and_shows_an_entry_with_its_bytes()
    {
        var unknown = Events.PipelineRunStarted("listed", 1).TextOfUnknownType();
        var open = await Data.QuarantineAsync(new QuarantinedEvent(
            "http", "ci", "unknown-type", "Never heard of it.", [], "application/json", unknown.Utf8(), "/listed", "listed-1")
        { Headers = new Dictionary<string, string> { ["ce-id"] = "1" } });
        var redriven = await Data.QuarantineAsync(Events.PipelineRunStarted("done", 1), "unknown-version");
        (await RunAsync("quarantine", "redrive", $"{redriven}")).ExitCode.ShouldBe(ExitCode.Done);

        var listed = (await RunAsync("quarantine")).Output;
        listed.ShouldContain("Never heard of it.");
        listed.ShouldContain("1 of 1 entries");
        listed.ShouldNotContain("unknown-version");
        (await RunAsync("quarantine", "--state", "all")).Output.ShouldMatch(@"redriven\s+1\b");
        (await RunAsync("quarantine", "--reason", "conflict")).Output.ShouldContain("0 of 0 entries");
        var shown = (await RunAsync("quarantine", "show", $"{open}")).Output;
        shown.ShouldEndWith(unknown + "\n");
        shown.ShouldContain("ce-id: 1");
        (await RunAsync("quarantine", "show", $"{redriven}")).Output.ShouldContain("command: appended: Appended at position 1.");
        var missing = await RunAsync("quarantine", "show", "999");
        (missing.ExitCode, missing.Error.Trim()).ShouldBe((ExitCode.No, "There is no entry 999."));
    }

    [Fact]
    public async Task drives_one_again_and_says_what_came_of_it()
    {
        var good = await Data.QuarantineAsync(Events.PipelineRunStarted("one", 1));
        var bad = await Data.QuarantineAsync("nonsense"u8.ToArray(), "not-json");

        var appended = await RunAsync("quarantine", "redrive", $"{good}");
        var again = await RunAsync("quarantine", "redrive", $"{good}");
        var refused = await RunAsync("quarantine", "redrive", $"{bad}");
        var missing = await RunAsync("quarantine", "redrive", "999");

        (appended.ExitCode, appended.Output.Trim()).ShouldBe((ExitCode.Done, $"{good}: appended: Appended at position 1."));
        (again.ExitCode, again.Output.Trim()).ShouldBe((ExitCode.Done, $"{good}: duplicate: It is in the log at position 1 already."));
        refused.ExitCode.ShouldBe(ExitCode.No);
        refused.Output.ShouldContain($"{bad}: invalid: json: ");
        (missing.ExitCode, missing.Error.Trim()).ShouldBe((ExitCode.No, "There is no entry 999."));
        (await Data.ColumnAsync<string>("select actor from events.quarantine_attempt")).ShouldBe(["command", "command", "command"]);
    }

    [Fact]
    public async Task understands_today_what_was_unknown_when_it_came()
    {
        var draft = DraftEvent();
        var refused = new Admitter().Admit(draft).ShouldBeOfType<Admission.NotUnderstood>();
        var number = await Data.QuarantineAsync(draft, refused.Reason);

        (await RunAsync("quarantine", "redrive", $"{number}")).Output.ShouldContain("quarantined");
        var (exitCode, output, _) = await TestProgram.RunAsync(
            ["quarantine", "redrive", "--all"], "", ("ConnectionStrings__EventStore", database.ConnectionString), ("Admission__Drafts", "true"));

        output.ShouldContain("1 appended");
        exitCode.ShouldBe(ExitCode.Done);
        (await Data.EntryAsync(number)).State.ShouldBe("redriven");
    }

    [Fact]
    public async Task drives_all_again_beside_a_running_server()
    {
        const int entries = 1300;
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        var kept = Enumerable.Range(0, entries).Select(i => Kept(
            Events.ServiceDeployed($"s{i % 7}", "production", $"pkg:oci/s{i % 7}@sha256%3A{i}", i), $"sender {i % 3}"));
        await new QuarantineStore(Data).KeepAsync([.. kept], Ct);
        var bad = await Data.QuarantineAsync("nonsense"u8.ToArray(), "not-json");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var load = new Load(() => server.Url, "beside");
        var sending = load.RunAsync(4, stop.Token);
        await load.MoreAsync(50, () => server.Log);

        var filtered = await RunAsync("quarantine", "redrive", "--all", "--reason", "conflict");
        var all = await RunAsync("quarantine", "redrive", "--all", "--reason", "unknown-type");
        var rest = await RunAsync("quarantine", "redrive", "--all");
        await stop.CancelAsync();
        await sending;

        (filtered.ExitCode, filtered.Output.Contains("nothing to drive again", StringComparison.Ordinal)).ShouldBe((ExitCode.Done, true));
        (all.ExitCode, all.Output.Contains($"{entries} appended", StringComparison.Ordinal)).ShouldBe((ExitCode.Done, true), all.Output + all.Error);
        rest.ExitCode.ShouldBe(ExitCode.No);
        rest.Output.ShouldContain($"{bad}: invalid: ");
        rest.Output.ShouldContain("1 invalid");
        (await Data.ScalarAsync<long>("select count(*) from events.quarantine where state = 'redriven' and attempts = 1")).ShouldBe(entries);
        (await Data.ScalarAsync<long>(
            """
            select count(*)
            from events.quarantine q
            join events.mt_events e on e.seq_id = q.position and e.data = convert_from(q.body, 'UTF8')::jsonb and e.user_name = q.sender
            """)).ShouldBe(entries);
        await Data.VisibleAsync();
        await A_killed_server.ShouldHoldAsync(Data, load);
    }

    [Fact]
    public async Task says_in_one_line_that_the_database_went_away()
    {
        var number = await Data.QuarantineAsync(Events.PipelineRunStarted("held", 1));
        await using var blocker = await Data.OpenConnectionAsync(Ct);
        await using var transaction = await blocker.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("lock table events.mt_events in exclusive mode", blocker, transaction))
        {
            await hold.ExecuteNonQueryAsync(Ct);
        }

        var (exitCode, _, error) = await TestProgram.RunAsync(
            ["quarantine", "redrive", $"{number}"], "", ("ConnectionStrings__EventStore", database.ConnectionString), ("Append__CommandTimeout", "00:00:01"));

        exitCode.ShouldBe(ExitCode.Unavailable);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("The database does not answer");
        await transaction.RollbackAsync(Ct);
        (await Data.EntryAsync(number)).Attempts.ShouldBe(0);
    }

    private static QuarantinedEvent Kept(AdmittedEvent e, string sender) =>
        new("http", sender, "unknown-type", "Why.", [], "application/json", e.Json, e.Source, e.ContextId);

    private static ReadOnlyMemory<byte> DraftEvent() => """
        {"context":{"specversion":"0.6.0-draft","id":"draft-1","source":"https://ci.example.com","type":"dev.cdevents.approval.created.0.1.0",
        "timestamp":"2026-03-02T09:00:00Z"},
        "subject":{"id":"approval-1","source":"https://ci.example.com","content":
        {"approvalDetailsUrl":"https://ci.example.com/a/1","resourceTargetUrl":"https://ci.example.com/r/1","requestor":"https://ci.example.com/u/1"}}}
        """.Utf8();

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        TestProgram.RunAsync(arguments, "", ("ConnectionStrings__EventStore", database.ConnectionString));
}
