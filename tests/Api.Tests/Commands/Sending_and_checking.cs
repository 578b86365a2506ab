using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Api.Tests.Commands;

/// <summary><c>send</c> and <c>check</c>: files of CDEvents, however they are written.</summary>
public sealed class Sending_and_checking(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true };

    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task sends_one_event()
    {
        var e = Events.PipelineRunStarted("sent", 1);
        var pretty = JsonSerializer.Serialize(JsonElement.Parse(e.Json.Span), Pretty);

        var (exitCode, output, error) = await RunAsync(["send", "-"], pretty);

        exitCode.ShouldBe(ExitCode.Done, error);
        output.ShouldContain("appended");
        output.ShouldContain(e.ContextId);
    }

    [Theory]
    [InlineData("array")]
    [InlineData("lines")]
    [InlineData("values")]
    public async Task sends_many_events_however_they_are_written(string form)
    {
        var events = Enumerable.Range(0, 3).Select(run => JsonElement.Parse(Events.PipelineRunStarted($"{form}-{run}", run).Json.Span)).ToList();
        var text = form switch
        {
            "array" => JsonSerializer.Serialize(events, Pretty),
            "lines" => string.Join("\r\n", events),
            _ => string.Join('\n', events.Select(e => JsonSerializer.Serialize(e, Pretty))),
        };

        (await RunAsync(["send", "-"], text)).Output.ShouldContain("3 appended, 0 duplicates, 0 quarantined, 0 rejected");
        (await RunAsync(["send", "-"], text)).Output.ShouldContain("0 appended, 3 duplicates, 0 quarantined, 0 rejected");
    }

    [Fact]
    public async Task says_which_events_the_server_refused()
    {
        var (exitCode, output, _) = await RunAsync(["send", "-"], $"{Run("good").Text()}\n{{\"context\":{{}}}}\n{Run("better").Text()}");

        exitCode.ShouldBe(ExitCode.No);
        output.ShouldContain("-#1: 422");
        output.ShouldContain("2 appended, 0 duplicates, 0 quarantined, 1 rejected");
    }

    [Fact]
    public async Task checks_events_without_a_server()
    {
        var (exitCode, output, _) = await TestProgram.RunAsync(
            ["check", "-"], $"{Run("checked").Text()}\n{{\"context\":{{}}}}\nnonsense\n{Run("parked").TextOfUnknownType()}\n");

        exitCode.ShouldBe(ExitCode.No);
        output.ShouldContain("-#1 /context/id ");
        output.ShouldContain("-#2 json ");
        output.ShouldContain("Line 1, byte 2.");
        output.ShouldNotContain("BytePositionInLine");
        output.ShouldContain("-#3 /context/type unknown-type ");
        output.ShouldContain("1 valid, 1 not understood, 2 invalid");
        (await TestProgram.RunAsync(["check", "-"], Run("checked").Text())).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData("--lenient", "Admission__Content", "lenient", "warning /subject/content/uri subject.content.uri.required", "1 valid, 1 not understood, 0 invalid")]
    [InlineData("--strict-types", "Admission__UnknownTypes", "refuse", "/context/type context.type.unknown", "0 valid, 0 not understood, 2 invalid")]
    [InlineData("--drafts", "Admission__Drafts", "true", "/subject/content/uri subject.content.uri.required", "1 valid, 0 not understood, 1 invalid")]
    public async Task checks_as_strictly_as_it_is_told(string option, string setting, string value, string line, string sum)
    {
        var pathless = JsonNode.Parse(Run("pathless").Text())!;
        pathless["subject"]!["content"]!.AsObject().Remove("uri");
        const string draft =
            """
            {"context": {"specversion": "0.6.0-draft", "id": "1", "source": "https://ci.example.com", "type": "dev.cdevents.approval.closed.0.1.0",
            "timestamp": "2026-03-02T09:00:00Z"}, "subject": {"id": "17", "content": {"approvalDetailsUrl": "https://ci.example.com/approvals/17",
            "resourceTargetUrl": "https://ci.example.com/runs/1", "responder": "https://people.example.com/ada", "decision": "approved", "status": "approved"}}}
            """;
        var file = $"{pathless.ToJsonString()}\n{draft.ReplaceLineEndings("")}\n";

        var told = await TestProgram.RunAsync(["check", "-", option], file);
        var set = await TestProgram.RunAsync(["check", "-"], file, (setting, value));

        told.Output.ShouldContain(line);
        told.Output.ShouldContain(sum);
        set.ShouldBe(told);
        (await TestProgram.RunAsync(["check", "-"], file)).Output.ShouldContain("0 valid, 1 not understood, 1 invalid");
    }

    [Fact]
    public async Task says_which_events_the_server_warned_of()
    {
        var odd = Events.PipelineRunStarted("odd", 1, chain: "no-uuid").Text();

        var (exitCode, output, _) = await RunAsync(["send", "-"], $"{Run("even").Text()}\n{odd}");

        exitCode.ShouldBe(ExitCode.Done);
        output.ShouldContain("-#1: warning odd-started-1 /context/chainId context.chainid.uuid ");
    }

    private static AdmittedEvent Run(string run) => Events.PipelineRunStarted(run, 1);

    private Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyList<string> arguments, string input = "") => TestProgram.RunAsync(
        arguments, input, ("ConnectionStrings__EventStore", api.Database.ConnectionString), ("CDVIZ_URL", api.Client.BaseAddress!.ToString()));
}
