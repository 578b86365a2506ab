using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

public sealed class A_translator_that_was_wrong : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cdviz-mended-").FullName;

    [Fact]
    public async Task is_mended_and_what_it_was_given_driven_again()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        (string, string?)[] settings = [("Translators__Folder", folder), ("Sources__mine__Type", "webhook")];
        await WriteAsync("input.id === 'two' ? 'wrong' : input.id");
        long[] entries;
        await using (var server = await ServerProcess.StartAsync(database.ConnectionString, settings))
        {
            entries = [await PostAsync(server, "one"), await PostAsync(server, "two"), await PostAsync(server, "three")];
            await database.DataSource.TakenAsync();
            (await server.StopAsync()).ShouldBe(ExitCode.Done, server.Log);
        }

        await WriteAsync("input.id");
        await using var mended = await ServerProcess.StartAsync(database.ConnectionString, settings);
        using var http = new HttpClient { BaseAddress = mended.Url };
        var again = await (await http.PostAsync("/inbox/redrive?translator=mine", null, Ct)).ShouldAnswerAsync(HttpStatusCode.Accepted);
        again.Whole("entries").ShouldBe(3);
        await database.DataSource.TakenAsync();

        var outcomes = new List<string?>();
        foreach (var entry in entries)
        {
            outcomes.Add((await http.GetFromJsonAsync<JsonElement>(FormattableString.Invariant($"/inbox/{entry}"), Ct)).GetProperty("results")[0].Text("outcome"));
        }

        outcomes.ShouldBe(["duplicate", "appended", "duplicate"]);
        (await database.DataSource.ColumnAsync<string>("select data #>> '{subject,id}' from events.mt_events order by seq_id")).ShouldBe(["one", "wrong", "three", "two"]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task WriteAsync(string id) => File.WriteAllTextAsync(
        Path.Combine(folder, "mine.js"),
        $"function translate(input) {{ return {{ context: {{ type: 'dev.cdevents.build.queued.0.3.0', timestamp: '2026-03-02T09:15:00Z' }}, subject: {{ id: {id}, content: {{}} }} }}; }}", Ct);

    private static async Task<long> PostAsync(ServerProcess server, string id)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        using var body = new StringContent($$"""{"id":"{{id}}"}""", Encoding.UTF8, "application/json");
        return (await (await http.PostAsync("/webhooks/mine", body, Ct)).ShouldAnswerAsync(HttpStatusCode.Accepted)).Whole("inboxId");
    }
}
