using Microsoft.Playwright;
using Npgsql;

namespace CdViz.Web.Tests;

public class Questions_in_SQL(Browser browser, DemoServer server)
{
    [Fact]
    public async Task are_answered_with_a_table_a_chart_and_an_address_to_share()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/sql");

        await window.Find("textarea").FillAsync("select service, count(*) as deployments from deployment group by service order by service -- all of them");
        await window.Find("button:text-is('Ask')").ClickAsync();

        await Assertions.Expect(window.Find("#answer thead th")).ToHaveTextAsync(["service", "deployments"]);
        await Assertions.Expect(window.Find(".bars .value")).ToHaveCountAsync(await window.Find("#answer tbody tr").CountAsync());
        await window.ShouldBeSoundAsync("an answer");
        await window.GoAsync(new Uri(window.Page.Url).PathAndQuery);
        (await window.Find("#answer tbody tr").CountAsync()).ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task begin_with_worked_ones_that_all_have_answers()
    {
        await using var reader = Reader();

        foreach (var (title, sql) in WorkedQueries.All)
        {
            (await reader.AskAsync(sql, Answers.Ct)).Rows.ShouldNotBeEmpty(title);
        }
    }

    [Theory]
    [InlineData("select data from events.mt_events", "permission denied")]
    [InlineData("select set_config('role', 'postgres', false), query_to_xml('select 1 from events.mt_events', true, false, '')", "permission denied")]
    [InlineData("select 1) q; drop schema cdviz cascade; select (1", "multiple commands")]
    [InlineData("delete from cdviz.deployment returning 1", "syntax error")]
    [InlineData("select pg_read_file('/etc/passwd')", "permission denied")]
    [InlineData("select pg_sleep(60)", "statement timeout")]
    [InlineData("", "syntax error")]
    public async Task do_no_more_than_read(string statement, string refusal)
    {
        await using var reader = Reader();

        (await Should.ThrowAsync<PostgresException>(() => reader.AskAsync(statement, Answers.Ct))).MessageText.ShouldContain(refusal);
    }

    [Fact]
    public async Task have_an_end()
    {
        await using var reader = Reader();

        var answer = await reader.AskAsync("select i from generate_series(1, 100000) i", Answers.Ct);

        (answer.Rows.Count, answer.Truncated).ShouldBe((ReaderConnections.MaxRows, true));
        (await reader.AskAsync("select repeat('x', 1000000) from generate_series(1, 100)", Answers.Ct)).Truncated.ShouldBeTrue();
    }

    [Fact]
    public async Task leave_in_the_database_what_is_larger_than_an_answer()
    {
        await using var reader = Reader();
        await reader.AskAsync("select 1", Answers.Ct);
        var before = GC.GetTotalAllocatedBytes();

        var answer = await reader.AskAsync("select repeat('x', 20000000)", Answers.Ct);

        (answer.Rows.Count, answer.Truncated).ShouldBe((0, true));
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(40_000_000);
    }

    [Theory]
    [InlineData("select 1) q union all select 'x' from (select 1")]
    [InlineData("select 1) q union all select '[]' from (select 1")]
    [InlineData("select 1) q union all select null from (select 1")]
    public async Task give_rows_and_nothing_else(string statement)
    {
        await using var reader = Reader();

        (await Should.ThrowAsync<InvalidOperationException>(() => reader.AskAsync(statement, Answers.Ct))).Message.ShouldContain("One statement");
    }

    [Fact]
    public async Task are_not_asked_with_a_login_that_may_do_more()
    {
        await using var owner = new ReaderConnections(server.Api.Database.ConnectionString, TimeSpan.FromSeconds(2));

        (await Should.ThrowAsync<InvalidOperationException>(() => owner.AskAsync("select 1", Answers.Ct))).Message.ShouldContain("may do more");
    }

    private ReaderConnections Reader() => new(server.ReaderConnectionString, TimeSpan.FromSeconds(2));
}
