using System.Net;
using Npgsql;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

public sealed class A_question_without_end(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData("/metrics/dora?from=9999-12-31T23:59:58Z&to=9999-12-31T23:59:59.9999999Z&bucket=day", "/from", "from 1900-01-01 to 3000-01-01")]
    [InlineData("/metrics/dora?from=0001-01-01&bucket=day", "/from", "from 1900-01-01 to 3000-01-01")]
    [InlineData("/metrics/dora?to=0001-01-01", "/to", "from 1900-01-01 to 3000-01-01")]
    [InlineData("/metrics/dora?from=1900-01-01&to=3000-01-01&bucket=day", "/bucket", "2000 are allowed")]
    [InlineData("/deploy-frequency/day?from=2000-01-01&to=2010-01-01", "/bucket", "2000 are allowed")]
    [InlineData("/metrics/dora?bucket=day&tz=posix/UTC", "/tz", "IANA")]
    [InlineData("/metrics/dora?bucket=day&tz=right/UTC", "/tz", "IANA")]
    [InlineData("/metrics/dora?bucket=day&tz=localtime", "/tz", "IANA")]
    [InlineData("/deployments?at=9999-12-31T23:59:59.9999999Z", "/at", "from 1900-01-01 to 3000-01-01")]
    public async Task is_refused_with_the_limit(string path, string pointer, string message)
    {
        var problem = await (await api.Client.GetAsync(path, Ct)).ShouldRefuseAsync(HttpStatusCode.BadRequest);

        problem.FirstError().Pointer.ShouldBe(pointer);
        problem.FirstError().Message!.ShouldContain(message);
    }

    [Theory]
    [InlineData("'9999-12-31T23:59:58Z', 'infinity', 'day'", "22008")]
    [InlineData("'-infinity', now(), 'year'", "22008")]
    [InlineData("'1800-01-01', now(), 'year'", "22008")]
    [InlineData("'2000-01-01', '2010-01-01', 'day'", "22023")]
    public async Task is_refused_in_SQL_too(string arguments, string state)
    {
        foreach (var metric in (string[])["dora_deployment_frequency", "dora_lead_time", "dora_change_failure_rate", "dora_time_to_restore", "dora_rework_rate"])
        {
            (await Should.ThrowAsync<PostgresException>(() => api.Database.DataSource.ExecuteAsync($"select * from cdviz.{metric}({arguments})"))).SqlState.ShouldBe(state);
        }
    }

    [Fact]
    public async Task of_as_many_periods_as_are_allowed_is_answered() =>
        (await api.GetAsync("/metrics/dora?from=2020-01-01&to=2025-06-01&bucket=day")).GetProperty("metrics").GetArrayLength().ShouldBe(5);

    [Fact]
    public async Task ends_by_itself()
    {
        await using var own = await TestApi.StartAsync(settings => settings with { Limits = settings.Limits with { QueryTime = TimeSpan.FromSeconds(1) } });
        await using var holding = await HoldAsync(own);

        (await (await own.Client.GetAsync("/deployments", Ct)).ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable)).Text("detail")!
            .ShouldBe("The question took longer than 1 s (setting Limits:QueryTime). Ask for less.");
    }

    [Fact]
    public async Task ends_when_whoever_asked_has_gone()
    {
        await using var own = await TestApi.StartAsync();
        await using var holding = await HoldAsync(own);
        using var leaving = new CancellationTokenSource();
        var asking = own.Client.GetAsync("/deployments", leaving.Token);
        await WaitFor.TrueAsync(() => WaitsAsync(own), "the question waits in the database");

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
        await WaitFor.TrueAsync(async () => !await WaitsAsync(own), "the question has ended in the database");
    }

    [Fact]
    public async Task is_bounded_in_all_that_a_session_may_take()
    {
        await using var questions = Adapters.QuestionConnections.Create(
            api.Database.ConnectionString, TimeSpan.FromSeconds(3), 2_000_000, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        for (var i = 0; i < 2; i++)
        {
            // A connection that was given back and reset is bounded still.
            (await questions.ScalarAsync<string>("select concat_ws(' ', current_setting('statement_timeout'), current_setting('temp_file_limit'), current_setting('client_connection_check_interval'))"))
                .ShouldBe("3s 1953kB 1s");
        }

        (await Should.ThrowAsync<PostgresException>(() => questions.ExecuteAsync("select count(*) from (select g, repeat('x', 100) from generate_series(1, 1000000) g order by 2, 1) x")))
            .SqlState.ShouldBe(PostgresErrorCodes.ConfigurationLimitExceeded);
    }

    private static async Task<NpgsqlConnection> HoldAsync(TestApi api)
    {
        var connection = await api.Database.DataSource.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand("begin; lock table cdviz.current_deployment in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    private static Task<bool> WaitsAsync(TestApi api) => api.Database.DataSource.ScalarAsync<bool>(
        "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%current_deployment%')");
}
