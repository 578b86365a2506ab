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

    /// <summary>What is said where a translator threw what it does not expect.</summary>
    private const string OurMistake = "the server's log";

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
                why.ShouldNotContain(OurMistake, Case.Sensitive, $"{name} {body}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task names_what_it_can_not_take_when_any_one_value_is_another(string example)
    {
        var parsed = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder(), $"{example}{TranslatorExample.In}"), TestContext.Current.CancellationToken))!;
        var body = parsed["body"]!;
        var values = Values(body).ToList();
        foreach (var (member, at) in values)
        {
            foreach (var other in (JsonNode?[])[long.MaxValue, long.MinValue, 95_617_583_999, 1e300, -1, "9999-12-31T23:59:59Z", "", true, new JsonArray(), new JsonObject()])
            {
                var before = at(other?.DeepClone());
                var made = await TranslatorExample.Parse(Encoding.UTF8.GetBytes(parsed.ToJsonString())).TranslateAsync(Set.Find(example.Split('/')[0])!, TestContext.Current.CancellationToken);
                at(before);

                (made.Remark ?? "").ShouldNotContain(OurMistake, Case.Sensitive, $"{member} is {other}");
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

    [Theory]
    [InlineData("4000 cases of a year", 4000, "2026-03-02T09:00:00Z", "days; at most 3653 are expected")]
    [InlineData("a suite at the end of time", 2, "9999-12-31T23:59:59Z", "There is no time")]
    public async Task says_of_tests_that_took_too_long_how_long(string suite, int cases, string timestamp, string said)
    {
        var report = $"""
            <testsuite name="{suite}" timestamp="{timestamp}">{string.Concat(Enumerable.Range(0, cases).Select(nth => $"<testcase name='{nth}' time='31535999'/>"))}</testsuite>
            """;

        var made = await Set.Find("junit")!.TranslateAsync(
            new Incoming(Encoding.UTF8.GetBytes(report), new Dictionary<string, string>(), DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);

        made.ShouldBeOfType<Translation.Failed>().Why.ShouldContain(said);
    }

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

    // The values of a body, each with a way to put another in its place that gives back what was there.
    private static IEnumerable<(string Member, Func<JsonNode?, JsonNode?> Set)> Values(JsonNode? of)
    {
        foreach (var key in of is JsonObject members ? members.Select(member => member.Key).ToList() : [])
        {
            yield return (key, other => Swapped(of![key], other, value => of[key] = value));
            foreach (var inner in Values(of![key]))
            {
                yield return inner;
            }
        }

        foreach (var nth in Enumerable.Range(0, of is JsonArray items ? items.Count : 0))
        {
            yield return ($"{nth}", other => Swapped(of![nth], other, value => of[nth] = value));
            foreach (var inner in Values(of![nth]))
            {
                yield return inner;
            }
        }
    }

    private static JsonNode? Swapped(JsonNode? before, JsonNode? other, Action<JsonNode?> set)
    {
        set(other);
        return before;
    }

    private static async Task<(IReadOnlyList<ReadOnlyMemory<byte>> Events, string? Remark, bool HasFailed)> TranslateAsync(string example)
    {
        var input = await File.ReadAllBytesAsync(Path.Combine(Folder(), $"{example}{TranslatorExample.In}"), TestContext.Current.CancellationToken);
        return await TranslatorExample.Parse(input).TranslateAsync(Set.Find(example.Split('/')[0])!, TestContext.Current.CancellationToken);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "examples");
}
