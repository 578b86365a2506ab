using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

public class A_server_that_ends
{
    [Fact]
    public async Task does_not_wait_for_a_body_that_never_does()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Url.Host, server.Url.Port, Ct);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /cdevents HTTP/1.1\r\nHost: {server.Url.Authority}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"), Ct);
        var sending = SendForEverAsync(stream);
        await WaitFor.TrueAsync(() => database.DataSource.ScalarAsync<bool>("select exists (select from events.mt_events)"), "some events are committed");

        var stopping = server.StopAsync();
        var answer = await AnswerAsync(stream).WaitAsync(TimeSpan.FromSeconds(15), Ct);

        // Half of what the settings allow for an orderly end.
        (await stopping.WaitAsync(TimeSpan.FromSeconds(15), Ct)).ShouldBe(0);
        await sending;
        answer.ShouldStartWith("HTTP/1.1 503");
        answer.ShouldContain("Retry-After: 1");
        var problem = JsonElement.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)]);
        problem.Text("detail").ShouldBe("The server ends. What 'recorded' counts was taken before; to send it all again is safe.");
        var appended = problem.GetProperty("recorded").Whole("appended");
        appended.ShouldBe(await database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events"));
        appended.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task says_in_one_line_that_the_address_is_taken()
    {
        await using var api = await TestApi.ListenAsync();

        var (exitCode, output, error) = await TestProgram.RunAsync(
            ["serve"], "", ("ConnectionStrings__EventStore", api.Database.ConnectionString), ("Urls", api.Client.BaseAddress!.ToString()));

        exitCode.ShouldBe(ExitCode.WrongUse);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("another program listens on");
        output.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task says_in_one_line_that_the_database_is_away()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);

        await database.CloseAsync();
        using var client = new HttpClient();
        using var content = new ReadOnlyMemoryContent(Events.PipelineRunStarted("away", 1).Json) { Headers = { ContentType = new("application/json") } };
        (await client.PostAsync(new Uri(server.Url, "cdevents"), content, Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);

        await WaitFor.TrueAsync(() => Task.FromResult(server.Log.Contains("The database is away", StringComparison.Ordinal)), "the server has noticed");
        // Long enough for everything in it to have noticed.
        using var ready = new HttpClient { BaseAddress = server.Url };
        for (var asked = 0; asked < 10; asked++)
        {
            (await ready.GetAsync("/health/ready", Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
            await Task.Delay(TimeSpan.FromMilliseconds(200), Ct);
        }

        await database.OpenAsync();
        await WaitFor.TrueAsync(() => Task.FromResult(server.Log.Contains("The database is back after", StringComparison.Ordinal)), "the server has it back");
        server.Log.Split('\n').Where(line => line.Contains(" warn: ", StringComparison.Ordinal) && !line.Contains("No token", StringComparison.Ordinal)).ShouldHaveSingleItem();
        server.Log.ShouldNotContain("   at ");
    }

    private static async Task<string> AnswerAsync(NetworkStream stream)
    {
        var (answer, buffer) = ("", new byte[4096]);
        while (!answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, Ct);
            read.ShouldBeGreaterThan(0, answer);
            answer += Encoding.UTF8.GetString(buffer, 0, read);
        }

        return answer;
    }

    private static async Task SendForEverAsync(NetworkStream stream)
    {
        try
        {
            for (var at = 0; ; at++)
            {
                var line = Lines([Events.PipelineRunStarted($"endless-{at}", at).Json]);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line.Length:X}\r\n"), Ct);
                await stream.WriteAsync(line, Ct);
                await stream.WriteAsync("\r\n"u8.ToArray(), Ct);
                await Task.Delay(20, Ct);
            }
        }
        catch (IOException)
        {
            // The server has closed the connection.
        }
    }
}
