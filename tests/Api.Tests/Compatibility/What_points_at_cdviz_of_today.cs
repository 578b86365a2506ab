using System.Net;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Api.Tests.Compatibility;

/// <summary>What a cdviz-collector of today calls, and dashboards of today read: the batch door, executions, its paths, its Cloud Run events.</summary>
public sealed class What_points_at_cdviz_of_today(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private readonly TestApi api = fixture.Api;

    private NpgsqlDataSource Database => api.Database.DataSource;

    [Fact]
    public async Task stores_events_by_the_batch_in_their_order_and_again_without_harm()
    {
        string[] batch = [Events.PipelineRunQueued("batch", 1).Text(), Events.PipelineRunStarted("batch", 2).Text(), """{"context": {}}"""];

        await StoreAsync(batch);
        await StoreAsync(batch);
        await Database.TakenAsync();

        (await Database.ColumnAsync<string>("select type from events.mt_events where data #>> '{subject,id}' = 'batch' order by seq_id")).ShouldBe(["pipeline_run_queued", "pipeline_run_started"]);
        (await Should.ThrowAsync<PostgresException>(() => Database.ExecuteAsync("call cdviz.store_cdevents(array['{}'::jsonb, null])"))).SqlState.ShouldBe(PostgresErrorCodes.NullValueNotAllowed);
        (await Should.ThrowAsync<PostgresException>(() => Database.ExecuteAsync("call cdviz.store_cdevents(null)"))).SqlState.ShouldBe(PostgresErrorCodes.NullValueNotAllowed);
    }

    [Fact]
    public async Task reads_runs_of_all_sorts_in_executions()
    {
        foreach (var e in (AdmittedEvent[])
        [
            Events.Of(new PipelineRunQueued { PipelineName = "npm in / #1234" }, "x-p", 1), Events.Of(new PipelineRunFinished { PipelineName = "npm in / #1234", Outcome = new("failure"), Uri = "https://ci/1" }, "x-p", 5),
            Events.Of(new TaskRunStarted { TaskName = "deploy@3f2a1b9", PipelineRun = new("x-p") }, "x-t", 2),
            Events.Of(new TestCaseRunSkipped { Environment = new("/e"), TestCase = new() { Id = "c", Name = "case" }, TestSuiteRun = new("x-s") }, "x-c", 3),
            Events.Of(new TestSuiteRunStarted { Environment = new("/e"), TestSuite = new() { Id = "s" } }, "x-s", 1),
        ])
        {
            await api.PostAsync(e.Json);
        }

        await api.VisibleAsync();
        (await Database.ColumnAsync<string>("""
            select concat_ws('|', subject, subject_id, name, parent_id, to_char(queued_at, 'SS'), to_char(started_at, 'SS'), to_char(finished_at, 'SS'), to_char(skipped_at, 'SS'), outcome, url, last_event_id is not null, to_char(last_event_at, 'SS'), attempt)
            from cdviz.executions where subject_id like 'x-%' order by subject
            """)).ShouldBe(
        [
            "pipelinerun|x-p|npm in / #...|01|05|failure|https://ci/1|t|05|1",
            "taskrun|x-t|deploy@...|x-p|02|t|02|1",
            "testcaserun|x-c|case|x-s|03|skipped|t|03|1",
            "testsuiterun|x-s|s|01|t|01|1",
        ]);
    }

    // As its own comments say what is noise and what is a matrix.
    [Theory]
    [InlineData("npm_and_yarn in / for axios #1234", "npm_and_yarn in / for axios #...")]
    [InlineData("x #... y #77", "x #... y #...")]
    [InlineData("deploy @main-2", "deploy @...")]
    [InlineData("deploy@3f2a1b9 to prod", "deploy@... to prod")]
    [InlineData("deploy 3f2a1b9", "deploy ...")]
    [InlineData("deploy deadbeef", "deploy deadbeef")]
    [InlineData("build a1b2c3", "build ...")]
    [InlineData("test ubuntu24", "test ubuntu24")]
    [InlineData("test ubuntu-22.04", "test ubuntu-22.04")]
    [InlineData("CI 2026", "CI 2026")]
    [InlineData("build 123456", "build 123456")]
    [InlineData("release v1.2.3", "release v1.2.3")]
    public async Task has_one_name_for_the_runs_of_one_definition(string name, string shared)
    {
        (await Database.ScalarAsync<string>("select cdviz.normalize_run_name($1)", name)).ShouldBe(shared);
        (await Database.ScalarAsync<string>("select cdviz.normalize_run_name($1)", shared)).ShouldBe(shared);
    }

    [Fact]
    public async Task drops_old_weeks_of_the_lake_and_no_event()
    {
        await api.PostAsync(Events.PipelineRunStarted("kept", 1).Json);
        await api.VisibleAsync();
        var events = await Database.EventsAsync();

        await Database.ExecuteAsync("call cdviz.apply_retention(interval '1 day')");

        (await Database.EventsAsync()).ShouldBe(events);
        (await Database.ScalarAsync<long>("select count(*) from cdviz.executions where subject_id = 'kept'")).ShouldBe(1);
        (await Should.ThrowAsync<PostgresException>(() => Database.ExecuteAsync("call cdviz.apply_retention(interval '1 hour')"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidParameterValue);
    }

    [Fact]
    public async Task sends_a_type_of_another_release_which_is_refused_with_the_reason_and_kept()
    {
        var answer = await api.PostAsync("""
            {"context": {"specversion": "0.5.0", "id": "run-1", "source": "https://console.cloud.google.com/run", "type": "dev.cdevents.service.deployed.0.2.0", "timestamp": "2026-03-02T09:15:00Z"},
             "subject": {"id": "//run.googleapis.com/projects/p/locations/l/services/cart", "content": {"environment": {"id": "/l"}, "artifactId": "pkg:oci/cart@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?repository_url=gcr.io/p"}}}
            """.Utf8());

        var problem = await answer.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity);
        problem.FirstError().Pointer.ShouldBe("/context/specversion");
        (await api.GetAsync($"/quarantine/{problem.Whole("quarantineId")}")).Text("reason").ShouldBe("invalid");
    }

    [Fact]
    public async Task posts_to_its_webhook_path()
    {
        using var plain = new HttpClient { BaseAddress = api.Client.BaseAddress };
        using var body = new ReadOnlyMemoryContent(Events.PipelineRunStarted("webhook", 1).Json) { Headers = { ContentType = new("application/json") } };

        using var answer = await plain.PostAsync(new Uri("/webhook/000-cdevents-json", UriKind.Relative), body, Answers.Ct);

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Database.ScalarAsync<long>("select count(*) from events.mt_events where data #>> '{subject,id}' = 'webhook'")).ShouldBe(1);
    }

    [Fact]
    public async Task posts_there_by_the_rules_of_its_source_and_else_with_a_token()
    {
        await using var own = await TestApi.ListenAsync(settings => settings with
        {
            Tokens = [new() { Name = "ci", Hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("secret"u8)), Scopes = [Scopes.Write] }],
            Sources = [new() { Name = "ours", Type = SourceType.Webhook, Translators = ["cdevents"], Rules = [new() { Header = "x-team", Check = RuleCheck.Equals, Value = "shop" }] }],
        });
        using var plain = new HttpClient { BaseAddress = own.Client.BaseAddress };

        (await StatusAsync("ours", ("x-team", "shop"))).ShouldBe(HttpStatusCode.Accepted);
        (await StatusAsync("ours", ("x-team", "another"))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync("ours")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("000")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("000", ("Authorization", "Bearer secret"))).ShouldBe(HttpStatusCode.Created);

        async Task<HttpStatusCode> StatusAsync(string id, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/{id}") { Content = new ReadOnlyMemoryContent(Events.PipelineRunStarted($"guarded-{id}", 1).Json) { Headers = { ContentType = new("application/json") } } };
            headers.ToList().ForEach(header => request.Headers.TryAddWithoutValidation(header.Name, header.Value));
            using var answer = await plain.SendAsync(request, Answers.Ct);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task listens_to_its_stream_of_events()
    {
        using var plain = new HttpClient { BaseAddress = api.Client.BaseAddress };
        await using var stream = await plain.GetStreamAsync(new Uri("/sse/001", UriKind.Relative), Answers.Ct);
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync(Answers.Ct)).ShouldBe(": live");

        var e = Events.PipelineRunStarted("streamed", 1);
        await api.PostAsync(e.Json);

        string? line;
        do
        {
            line = await reader.ReadLineAsync(Answers.Ct);
        }
        while (line?.StartsWith("data: ", StringComparison.Ordinal) is false);
        JsonElement.DeepEquals(JsonElement.Parse(line!["data: ".Length..]), JsonElement.Parse(e.Json.Span)).ShouldBeTrue(line);
    }

    private async Task StoreAsync(string[] events)
    {
        await using var call = Database.CreateCommand("call cdviz.store_cdevents($1)");
        call.Parameters.Add(new() { Value = events, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        await call.ExecuteNonQueryAsync(Answers.Ct);
    }
}
