namespace CdViz.Api.Tests.Configuration;

/// <summary><c>--config FILE</c> in JSON, YAML and TOML, files of secrets, and what <c>config</c> finds of sources; by the program itself.</summary>
public sealed class A_file_of_settings : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("json", """
        // Ours.
        { "Limits": { "EventBytes": 2048 }, "Admission": { "Drafts": true }, "Sources": { "ci": { "Type": "webhook", "Secret": "hush", "Translators": ["github"] } } }
        """)]
    [InlineData("yaml", """
        Limits: { EventBytes: 2048 }
        Admission:
          Drafts: true
        Sources:
          ci: { Type: webhook, Secret: hush, Translators: [github] }
        """)]
    [InlineData("toml", """
        [Limits]
        EventBytes = 2048
        [Admission]
        Drafts = true
        [Sources.ci]
        Type = "webhook"
        Secret = "hush"
        Translators = ["github"]
        """)]
    public async Task may_be_JSON_YAML_or_TOML_and_is_overridden_by_the_environment(string form, string text)
    {
        var file = Write($"cdviz.{form}", text);

        var (code, output, error) = await TestProgram.RunAsync(["config", "--config", file], "", ("Admission__Drafts", "false"));

        code.ShouldBe(ExitCode.Done, error);
        output.ShouldContain("Limits:EventBytes = 2048  (file)");
        output.ShouldContain("Admission:Drafts = false  (environment)");
        output.ShouldContain("Sources:ci:Secret = ***");
        output.ShouldContain("ok   source ci (webhook): /webhooks/ci, guarded by its secret");
        output.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("wrong.toml", "[Limits]\nEventBytes = 'many'", "Limits:EventBytes is 'many'; allowed: a whole number")]
    [InlineData("unknown.yaml", "Limit: { EventBytes: 2048 }", "Limit is no setting; allowed: ConnectionStrings, ")]
    [InlineData("broken.toml", "[Limits\nEventBytes = 1", "cannot be read")]
    [InlineData("broken.yaml", "Limits: [", "cannot be read")]
    [InlineData("broken.json", "{ Limits }", "cannot be read")]
    [InlineData("list.json", "[1]", "has no settings; allowed: sections with keys")]
    [InlineData("settings.ini", "x", "allowed: a name that ends in .json, .yaml, .yml or .toml")]
    [InlineData("laugh.yaml", "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]", "more than 100000 values")]
    public void that_is_wrong_is_told(string name, string text, string says)
    {
        var file = Write(name, text);

        var refusal = Should.Throw<CommandFailed>(() => SettingsReader.Read(
            SettingsFile.AddTo(new Microsoft.Extensions.Configuration.ConfigurationBuilder(), file).Build()));

        (refusal.ExitCode, refusal.Message).ShouldSatisfyAllConditions(
            one => one.ExitCode.ShouldBe(ExitCode.WrongUse), one => one.Message.ShouldContain(says), one => one.Message.ShouldNotContain("\n"));
    }

    [Fact]
    public async Task may_have_its_secrets_in_files_of_their_own()
    {
        var secret = Write("token", "hush\n");
        var file = Write("cdviz.yaml", $"Sources: {{ ci: {{ Type: webhook, Secret_FILE: {secret}, Translators: [github] }} }}");

        var (code, output, error) = await TestProgram.RunAsync(["config", "--config", file]);
        (code, output.Contains("Sources:ci:Secret = ***  (file)", StringComparison.Ordinal)).ShouldBe((0, true), error + output);

        File.Delete(secret);
        var missing = await TestProgram.RunAsync(["config"], "", ("CDVIZ_CONFIG", file));
        missing.ExitCode.ShouldBe(ExitCode.WrongUse);
        missing.Error.ShouldContain($"Sources:ci:Secret_FILE is '{secret}', which cannot be read");
    }

    [Fact]
    public async Task is_looked_at_with_its_sources()
    {
        var file = Write("cdviz.yaml", "Sources:\n  ci: { Type: rabbitmq, Uri: 'amqp://me:hush@127.0.0.1:9', Queue: events }\n  ours: { Type: webhook, Translators: ['http://127.0.0.1:9/translate'] }");

        var (code, output, _) = await TestProgram.RunAsync(["config", "--config", file]);

        code.ShouldBe(ExitCode.No);
        output.ShouldContain("FAIL source ci (rabbitmq): ");
        output.ShouldContain("FAIL source ours (webhook): its translator http://127.0.0.1:9/translate does not answer");
        output.ShouldNotContain("hush");
        (await TestProgram.RunAsync(["config", "--offline", "--config", file])).ExitCode.ShouldBe(ExitCode.Done);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
