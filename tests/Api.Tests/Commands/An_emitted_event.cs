using System.CommandLine;
using System.Text.Json;

namespace CdViz.Api.Tests.Commands;

/// <summary><c>emit</c>: one CDEvent from options.</summary>
public sealed class An_emitted_event(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private readonly TestApi api = fixture.Api;

    public static TheoryData<string, string> Types => [.. EventTypes.Current.Concat(EventTypes.Drafts).Select(type => (type.Subject, type.Predicate))];

    [Theory, MemberData(nameof(Types))]
    public void can_be_of_every_type_with_every_field_of_its_content(string subject, string predicate)
    {
        var type = EventTypes.Of(subject, predicate);
        var fields = ContentField.Of(type);
        var command = CommandLine.Root().Subcommands.Single(one => one.Name is "emit").Subcommands.Single(one => one.Name == subject).Subcommands.Single(one => one.Name == predicate);
        List<string> words = ["emit", subject, predicate, "--source", "https://ci.example.com", $"--{subject}", subject is "artifact" ? "pkg:oci/shop?tag=1" : "s-1", "--event-id", "e-1", "--dry-run"];
        foreach (var option in command.Options.Where(option => option.Description!.StartsWith("content.", StringComparison.Ordinal)))
        {
            words.AddRange([option.Name, Value(fields.Single(field => option.Description!.StartsWith($"content.{string.Join('.', field.Path)}: ", StringComparison.Ordinal)))]);
        }

        var output = Dry(words);

        var e = JsonElement.Parse(output);
        e.GetProperty("context").Text("type").ShouldStartWith($"{type}.");
        foreach (var field in fields)
        {
            var value = field.Path.Aggregate(e.GetProperty("subject").GetProperty("content"), (at, member) => at.GetProperty(member));
            (field.Many ? value[0] : value).GetString().ShouldBe(Value(field), string.Join('.', field.Path));
        }

        new Admitter(new AdmissionLimits(), new AdmissionOptions { Drafts = true }).Admit(output.Utf8()).ShouldBeOfType<Admission.Admitted>();
    }

    [Fact]
    public async Task is_sent_and_counts_once_under_an_id_of_its_own()
    {
        string[] step = ["emit", "service", "deployed", "--service", "emitted", "--environment", "production", "--artifact", "pkg:oci/emitted?tag=1.0", "--event-id", "step-17"];

        (await RunAsync([.. step, "--at", "2026-03-02T09:15:00Z"])).Output.ShouldStartWith("service.deployed emitted: appended ");
        (await RunAsync([.. step, "--at", "2026-03-02T09:15:00Z"])).Output.ShouldStartWith("service.deployed emitted: duplicate ");

        var running = (await api.GetAsync("/deployments?service=emitted")).GetProperty("items")[0];
        (running.Text("environment"), running.Text("version"), running.Text("source")).ShouldBe(("production", "1.0", "https://ci.example.com/acme"));
    }

    [Theory]
    [InlineData("emit service deployed --service cart --environment production", "--artifact")]
    [InlineData("emit pipelinerun finished --pipelinerun r-1 --pipeline-name main --uri https://ci.example.com/1 --outcome great", "--outcome is 'great'; allowed: success, failure, cancel, error")]
    [InlineData("emit pipelinerun started --pipelinerun r-1 --pipeline-name main --uri", "--uri")]
    [InlineData("emit change created --change c-1 --repository r --chain \0", "--chain")]
    [InlineData("emit service published --service cart --environment production --custom-data [1]", "--custom-data is '[1]'; allowed: a JSON object")]
    [InlineData("emit service exploded", "'exploded'")]
    public async Task that_is_wrong_is_not_sent(string command, string line)
    {
        var before = await HeadAsync();

        var (exitCode, output, error) = await RunAsync([.. command.Replace("\0", "", StringComparison.Ordinal).Split(' ')]);

        (exitCode, output).ShouldBe((ExitCode.WrongUse, ""), error);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(line);
        (await HeadAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task needs_to_say_who_says_so()
    {
        var (exitCode, _, error) = await TestProgram.RunAsync(["emit", "service", "published", "--service", "cart", "--environment", "production", "--dry-run"], "", ("CDVIZ_SOURCE", null));

        exitCode.ShouldBe(ExitCode.WrongUse);
        error.ShouldContain("--source is missing");
    }

    private static string Value(ContentField field) => field switch
    {
        { Allowed: [var word, ..] } => word,
        { Kind: "uri" or "uri-reference" } => "https://example.com/a",
        { Kind: "date-time" } => "2026-03-02T09:15:00Z",
        { Kind: "purl" } => "pkg:oci/shop?tag=1",
        _ => "text",
    };

    // In this process, for there are many; where the output goes is the invocation's, not the console's.
    private static string Dry(IReadOnlyList<string> words)
    {
        var output = new StringWriter();
        CommandLine.Root().Parse(words).Invoke(new InvocationConfiguration { Output = output }).ShouldBe(ExitCode.Done, string.Join(' ', words));
        return output.ToString();
    }

    private async Task<long> HeadAsync() => (await api.GetAsync("/events?before=9223372036854775807&limit=1")).Whole("after");

    private Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyList<string> arguments) =>
        TestProgram.RunAsync(arguments, "", ("CDVIZ_URL", api.Client.BaseAddress!.ToString()), ("CDVIZ_SOURCE", "https://ci.example.com/acme"));
}
