using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Adapters.Tests.Translators;

/// <summary>Examples are two files each, in a folder named like the translator: what the tool sends, and the CDEvents made of it. See examples/README.md.</summary>
public class Every_translator
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TranslatorSet Set = new(new TranslatorSettings(), [], NullLogger<TranslatorSet>.Instance);

    private static readonly Admitter Admitter = new();

    public static TheoryData<string> Examples() => new(Directory.EnumerateFiles(Folder(), $"*{TranslatorExample.In}", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder(), file)[..^TranslatorExample.In.Length]).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task makes_of_an_example_what_is_beside_it(string example)
    {
        var (events, remark, hasFailed) = await TranslateAsync(example);

        hasFailed.ShouldBeFalse(remark);
        if (events.Count is 0)
        {
            remark.ShouldNotBeNullOrEmpty("what means nothing says so");
        }

        foreach (var json in events)
        {
            var admission = Admitter.Admit(json, AdmissionMode.StrictTypes);
            admission.ShouldBeOfType<Admission.Admitted>($"{Encoding.UTF8.GetString(json.Span)} {string.Join(' ', (admission as Admission.Invalid)?.Errors ?? [])}")
                .Event.Warnings.Where(warning => warning.Rule is not "context.source.absolute").ShouldBeEmpty();
        }

        var made = JsonSerializer.Serialize(JsonElement.Parse($"[{string.Join(',', events.Select(json => Encoding.UTF8.GetString(json.Span)))}]"), Pretty);
        var file = Path.Combine(Folder(), $"{example}{TranslatorExample.Out}");
        if (Environment.GetEnvironmentVariable("CDVIZ_WRITE_EXAMPLES") is { Length: > 0 })
        {
            await File.WriteAllTextAsync(file, $"{made}\n", TestContext.Current.CancellationToken);
        }

        made.ShouldBe((await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimEnd());
    }

    [Fact]
    public async Task says_the_same_of_the_same_twice()
    {
        foreach (var example in Examples().Select(row => row.Data))
        {
            var (once, twice) = (await TranslateAsync(example), await TranslateAsync(example));

            once.Events.Select(json => json.ToArray()).ShouldBe(twice.Events.Select(json => json.ToArray()), example);
        }
    }

    [Fact]
    public void has_examples() => Domain.Translating.Translators.BuiltIn.Keys.ShouldBe(Directory.EnumerateDirectories(Folder()).Select(Path.GetFileName), ignoreOrder: true);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{\"object_kind\":\"pipeline\",\"webhookEvent\":\"jira:issue_created\",\"type\":\"PUSH_ARTIFACT\",\"app\":7,\"build\":[],\"data\":\"x\"}")]
    [InlineData("\u0000\u0001")]
    public async Task never_throws_whatever_comes(string body)
    {
        foreach (var name in Domain.Translating.Translators.BuiltIn.Keys)
        {
            var headers = new Dictionary<string, string> { ["X-GitHub-Event"] = "workflow_run", ["X-Gitea-Event"] = "issues", ["X-Event-Key"] = "repo:push" };
            var made = await Set.Find(name)!.TranslateAsync(
                new Incoming(Encoding.UTF8.GetBytes(body), headers, DateTimeOffset.UnixEpoch) { CloudEvent = new("1", "/s", "dev.tekton.event.taskrun.started.v1", null, null) },
                TestContext.Current.CancellationToken);

            if (made is Translation.Failed(var why))
            {
                why.ShouldNotContain("Exception", Case.Sensitive, $"{name} {body}");
            }
        }
    }

    [Theory]
    [InlineData("""{"x":"\ud800"}""", "\uFFFD")]
    [InlineData("""{"x":"\\ud800"}""", "\\ud800")]
    [InlineData("""{"x":"\ud83d\ude00\ud83d"}""", "\ud83d\ude00\uFFFD")]
    [InlineData("""{"x":"\udc00 \u0041"}""", "\uFFFD A")]
    public void reads_half_a_character_as_one_that_is_not_known(string body, string text) =>
        new Incoming(Encoding.UTF8.GetBytes(body), new Dictionary<string, string>(), DateTimeOffset.UnixEpoch).Json["x"].Text.ShouldBe(text);

    [Fact]
    public async Task says_what_is_no_address()
    {
        List<string> said = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder(), "gitlab"), $"*{TranslatorExample.In}"))
        {
            var body = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!["body"]!;
            if (body["project"] is JsonObject project)
            {
                project.Remove("path_with_namespace");
                project["web_url"] = "nowhere";
                var incoming = new Incoming(Encoding.UTF8.GetBytes(body.ToJsonString()), new Dictionary<string, string>(), DateTimeOffset.UnixEpoch);
                said.AddRange(await Set.Find("gitlab")!.TranslateAsync(incoming, TestContext.Current.CancellationToken) is Translation.Failed(var why) ? [why] : []);
            }
        }

        said.ShouldNotBeEmpty();
        said.ShouldAllBe(why => why.Contains("'nowhere'"));
    }

    private static async Task<(IReadOnlyList<ReadOnlyMemory<byte>> Events, string? Remark, bool HasFailed)> TranslateAsync(string example)
    {
        var input = await File.ReadAllBytesAsync(Path.Combine(Folder(), $"{example}{TranslatorExample.In}"), TestContext.Current.CancellationToken);
        return await TranslatorExample.Parse(input).TranslateAsync(Set.Find(example.Split('/')[0])!, TestContext.Current.CancellationToken);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "examples");
}
