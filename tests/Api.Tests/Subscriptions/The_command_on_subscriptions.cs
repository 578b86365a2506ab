using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

public sealed class The_command_on_subscriptions
{
    [Fact]
    public async Task does_what_the_server_can_and_the_server_hears_of_it()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var server = await ServerProcess.StartAsync(
            database.ConnectionString, ("Projections__Run", "false"), ("Subscriptions__lines__Sink__Type", "stdout"), ("Subscriptions__lines__From", "beginning"));
        using var http = new HttpClient { BaseAddress = server.Url };
        async Task PostAsync(string run)
        {
            using var body = new ReadOnlyMemoryContent(Events.PipelineRunQueued(run, 1).Json) { Headers = { ContentType = new("application/json") } };
            (await http.PostAsync("/cdevents", body, Ct)).EnsureSuccessStatusCode();
        }

        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { sink = new { type = "http", url = receiver.Url, token = "hush" }, from = "beginning" }), Ct);
        try
        {
            (await RunAsync(database, "subscriptions", "add", "hook", file)).ShouldContain("Subscription hook is there.");
        }
        finally
        {
            File.Delete(file);
        }

        await PostAsync("one");
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.Count == 1), () => $"it is delivered\n{server.Log}");
        await WaitFor.TrueAsync(() => Task.FromResult(server.Log.Contains("one-queued-1", StringComparison.Ordinal)), "it is on the standard output");
        (await RunAsync(database, "subscriptions", "pause", "hook")).ShouldContain("is paused");
        await PostAsync("two");
        await WaitFor.TrueAsync(async () => (await ListAsync(database)).Single(one => one.Text("name") == "lines").Whole("position") == 2, "the other goes on");
        receiver.Ids.Count.ShouldBe(1);
        (await ListAsync(database)).Single(one => one.Text("name") == "hook").Text("state").ShouldBe("paused");
        await RunAsync(database, "subscriptions", "resume", "hook");
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.Count == 2), "it goes on");
        await RunAsync(database, "subscriptions", "rewind", "hook", "--to", "beginning");
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.Count == 4), "it goes back");

        receiver.Answer(400);
        await PostAsync("three");
        await WaitFor.TrueAsync(async () => (await ListAsync(database)).Single(one => one.Text("name") == "hook").Whole("dead") == 1, "it is a dead letter");
        var shown = await RunAsync(database, "subscriptions", "show", "hook");
        shown.ShouldContain("It answers 400.");
        shown.ShouldNotContain("hush");
        (await RunAsync(database, ["subscriptions", "try", "hook", "77"], ExitCode.No)).ShouldContain("No event at that position is held back.");
        receiver.Take();
        await RunAsync(database, "subscriptions", "try", "hook", "3");
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.LastOrDefault() == "three-queued-1"), "it is delivered after all");
        (await RunAsync(database, "subscriptions", "delete", "hook")).ShouldContain("is removed");
        (await RunAsync(database, ["subscriptions", "pause", "hook"], ExitCode.No)).ShouldContain("There is no subscription 'hook'.");
        (await server.StopAsync()).ShouldBe(ExitCode.Done, server.Log);
    }

    private static async Task<JsonElement[]> ListAsync(TestDatabase database) => [.. JsonElement.Parse(await RunAsync(database, "subscriptions", "list", "--json")).EnumerateArray()];

    private static Task<string> RunAsync(TestDatabase database, params string[] arguments) => RunAsync(database, arguments, ExitCode.Done);

    private static async Task<string> RunAsync(TestDatabase database, string[] arguments, int exitCode)
    {
        var (code, output, error) = await TestProgram.RunAsync(
            arguments, "", ("ConnectionStrings__EventStore", database.ConnectionString), ("Secrets__Key", ServerProcess.SecretsKey));
        code.ShouldBe(exitCode, output + error);
        return output + error;
    }
}
