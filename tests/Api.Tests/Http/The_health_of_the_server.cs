using System.Net;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

public class The_health_of_the_server
{
    [Fact]
    public async Task is_ready_when_it_can_do_its_work()
    {
        await using var api = await TestApi.StartAsync();

        (await api.GetAsync("/health/live")).Text("status").ShouldBe("live");
        (await api.GetAsync("/health/ready")).Text("status").ShouldBe("ready");
    }

    [Fact]
    public async Task says_which_projection_is_stopped_and_is_ready_to_record_all_the_same()
    {
        await using var api = await TestApi.StartAsync();
        await api.Database.DataSource.ExecuteAsync(
            """
            update events.projection_generation set stopped_at = now(), stopped_position = 7, stopped_reason = 'index row size 3000 exceeds'
            where projection = 'pipeline_runs'
            """);

        var health = await api.GetAsync("/health/ready");
        health.Text("status").ShouldBe("ready");
        health.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString())
            .ShouldBe(["Projection pipeline_runs is stopped at position 7; GET /projections says why."]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task is_bad_while_nothing_can_be_written(bool posted)
    {
        await using var api = await TestApi.StartAsync();
        await WriteAsync(api, allowed: false);

        if (posted)
        {
            await (await api.PostAsync(Events.PipelineRunStarted("refused", 1).Json)).ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable);
        }

        (await ReasonsAsync(api)).ShouldBe(["The database does not take what is written."]);
        (await api.Client.GetAsync("/deployments", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await WriteAsync(api, allowed: true);

        // Nobody sends anything to a server that is not ready: it finds out by itself.
        await WaitFor.TrueAsync(async () => (await api.Client.GetAsync("/health/ready", Ct)).IsSuccessStatusCode, "it is ready again");
        (await api.PostAsync(Events.PipelineRunStarted("taken", 1).Json)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task says_which_migration_is_missing()
    {
        await using var api = await TestApi.StartAsync();
        await api.Database.DataSource.ExecuteAsync("delete from events.schema_migration where version = 5");

        (await ReasonsAsync(api)).ShouldHaveSingleItem().ShouldNotBeNull().ShouldContain("0005_");
    }

    [Fact]
    public async Task says_that_the_database_is_away()
    {
        await using var api = await TestApi.StartAsync();
        await api.Database.CloseAsync();

        (await ReasonsAsync(api)).ShouldBe(["The database does not answer."]);
        await (await api.Client.GetAsync("/deployments", Ct)).ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task is_measured()
    {
        await using var api = await TestApi.StartAsync();
        var e = Events.PipelineRunStarted("measured", 1).Json;
        await api.PostAsync(e);
        await api.PostAsync(e);
        await api.PostAsync("{}".Utf8());
        await api.PostAsync(Lines([Events.PipelineRunFinished("measured", 2).Json, e]), "application/x-ndjson");

        await api.VisibleAsync();
        using var response = await api.Client.GetAsync("/metrics", Ct);

        response.Content.Headers.ContentType!.ToString().ShouldStartWith("text/plain; version=0.0.4");
        var lines = (await response.Content.ReadAsStringAsync(Ct)).Split('\n');
        lines.ShouldContain("""cdviz_events_total{outcome="appended"} 2""");
        lines.ShouldContain("""cdviz_events_total{outcome="duplicate"} 2""");
        lines.ShouldContain("""cdviz_events_total{outcome="rejected"} 1""");
        lines.ShouldContain("cdviz_append_waiting 0");
        lines.ShouldContain("""cdviz_chunk_events_bucket{le="10"} 1""");
        lines.ShouldContain("cdviz_chunk_events_sum 2");
        lines.ShouldContain("# TYPE cdviz_events_total counter");
        lines.ShouldContain("""cdviz_projection_stopped{projection="pipeline_runs"} 0""");
        foreach (var counted in (string[])["cdviz_projection_events_total", "cdviz_projection_rows_total", "cdviz_projection_page_seconds_count"])
        {
            foreach (var series in (string[])[$"{counted}{{projection=\"pipeline_runs\"}} ", $"{counted}{{projection=\"cdevents_lake\"}} "])
            {
                lines.ShouldContain(line => line.StartsWith(series, StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal), series);
            }
        }
    }

    /// <summary>Has the database take what is written, or not, and everybody connect anew.</summary>
    private static async Task WriteAsync(TestApi api, bool allowed)
    {
        await using (var connection = await api.Database.DataSource.OpenConnectionAsync(Ct))
        {
            foreach (var statement in (string[])["set default_transaction_read_only = off", $"alter database {api.Database.Name} set default_transaction_read_only = {(allowed ? "off" : "on")}"])
            {
                await using var command = new Npgsql.NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync(Ct);
            }
        }

        await api.Database.CloseAsync();
        await api.Database.OpenAsync();
        await WaitFor.TrueAsync(async () => (await api.Client.GetAsync("/deployments", Ct)).IsSuccessStatusCode, "the database answers");
    }

    private static async Task<List<string?>> ReasonsAsync(TestApi api)
    {
        var health = await (await api.Client.GetAsync("/health/ready", Ct)).ShouldAnswerAsync(HttpStatusCode.ServiceUnavailable);
        health.Text("status").ShouldBe("not ready");
        return [.. health.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString())];
    }
}
