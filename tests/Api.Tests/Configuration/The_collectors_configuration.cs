using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace CdViz.Api.Tests.Configuration;

/// <summary><c>import-config</c>: what a configuration of cdviz-collector becomes, and what it says of the rest.</summary>
public sealed class The_collectors_configuration : IDisposable
{
    private const string Toml = """
        [http]
        host = "0.0.0.0"
        port = 8080
        root_url = "https://collector.example.com"

        [pipeline]
        queue_capacity = 1024

        [sources.github]
        enabled = true
        transformer_refs = ["github_events"]
        [sources.github.extractor]
        type = "webhook"
        id = "000-github"
        headers_to_keep = ["X-GitHub-Delivery"]
        metadata.environment_id = "/production"
        metadata.context.source = "https://github.com/acme"
        [sources.github.extractor.headers]
        "x-hub-signature-256" = { type = "signature", token = "hush", signature_prefix = "sha256=", signature_on = "body", signature_encoding = "hex" }
        "x-github-event" = { type = "exists" }
        "x-team" = { type = "equals", value = "shop", case_sensitive = false }
        "user-agent" = { type = "matches", pattern = "^GitHub" }

        [sources.plain]
        enabled = true
        [sources.plain.extractor]
        type = "webhook"
        id = "000-cdevents"

        [sources.stream]
        enabled = true
        transformer_refs = ["mine"]
        [sources.stream.extractor]
        type = "kafka"
        brokers = "kafka-1:9092,kafka-2:9092"
        topics = ["ci", "cd"]
        group_id = "cdviz"

        [sources.off.extractor]
        type = "webhook"

        [sources.poll]
        enabled = true
        [sources.poll.extractor]
        type = "http_polling"

        [transformers.github_events]
        type = "vrl"
        template_rfile = "transformers-community:///github_events/to_v0_5.vrl"
        [transformers.mine]
        type = "vrl"
        template = ".body.x = 1"

        [sinks.database]
        enabled = true
        type = "db"
        url = "postgres://cdviz"

        [sinks.house]
        enabled = true
        type = "clickhouse"
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("collector-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task becomes_settings_of_ours_and_the_rest_is_named()
    {
        var (file, made) = (Path.Combine(folder, "cdviz-collector.toml"), Path.Combine(folder, "cdviz.json"));
        await File.WriteAllTextAsync(file, Toml, Answers.Ct);

        var (code, _, error) = await TestProgram.RunAsync(["import-config", file, "--output", made]);

        code.ShouldBe(ExitCode.No, error);
        error.ShouldContain("not taken: sources.stream: the transformer mine is a VRL program");
        error.ShouldContain("not taken: sources.poll: sources of the type http_polling");
        error.ShouldContain("not taken: sinks.house: sinks of the type 'clickhouse'");
        error.ShouldContain("note: sources.off: it is not enabled there");
        error.ShouldContain("note: sinks.database: this server is the database");
        var sources = JsonElement.Parse(await File.ReadAllTextAsync(made, Answers.Ct)).GetProperty("Sources");
        sources.EnumerateObject().Select(one => one.Name).ShouldBe(["000-github", "000-cdevents", "stream"]);
        var stream = sources.GetProperty("stream");
        (stream.Text("Type"), stream.Text("Uri"), stream.Text("Group"), stream.GetProperty("Topics").GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)).ShouldBe(("kafka", "kafka-1:9092,kafka-2:9092", "cdviz", "[\"ci\",\"cd\"]"));
        sources.GetProperty("000-cdevents").GetProperty("Translators")[0].GetString().ShouldBe("cdevents");
        (await TestProgram.RunAsync(["import-config", file, "--output", made])).Error.ShouldContain("cannot be written");
    }

    [Fact]
    public async Task is_a_server_that_lets_in_whom_the_collector_let_in()
    {
        var file = Path.Combine(folder, "cdviz-collector.toml");
        await File.WriteAllTextAsync(file, Toml, Answers.Ct);
        var collector = new CdViz.Api.Commands.Collecting.CollectorConfig(SettingsFile.Read(file));
        var made = collector.Settings();
        made["Sources"]!.AsObject().Remove("stream");

        var settings = SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(made))).Build());

        var github = settings.Sources.Single(source => source.Name is "000-github");
        github.Translators.ShouldBe(["github"]);
        github.Metadata.ShouldBe(new Dictionary<string, string> { ["environment"] = "/production", ["source"] = "https://github.com/acme" }, ignoreOrder: true);
        github.Rules.Select(rule => (rule.Header, rule.Check, rule.Value, rule.Prefix, rule.IgnoreCase)).ShouldBe(
        [
            ("x-hub-signature-256", RuleCheck.Signature, "hush", "sha256=", false), ("x-github-event", RuleCheck.Exists, "", "", false),
            ("x-team", RuleCheck.Equals, "shop", "", true), ("user-agent", RuleCheck.Matches, "^GitHub", "", false),
        ]);
        settings.Urls.ShouldBe(["http://0.0.0.0:8080"]);
    }
}
