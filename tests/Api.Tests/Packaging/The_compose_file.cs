using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace CdViz.Api.Tests.Packaging;

public sealed partial class The_compose_file
{
    private readonly YamlMappingNode file = Checkout.Yaml("compose.yaml");

    [Fact]
    public void has_a_database_a_server_and_Grafana() => Services().ShouldBe(["db", "server", "grafana"]);

    [Fact]
    public void publishes_on_this_machine_only() =>
        Services().SelectMany(service => (YamlSequenceNode)file.At("services", service, "ports")).Select(port => port.Text())
            .ShouldAllBe(port => port.StartsWith("127.0.0.1:"));

    [Fact]
    public void starts_the_server_when_the_database_is_healthy_and_Grafana_when_the_server_is()
    {
        file.At("services", "server", "depends_on", "db", "condition").Text().ShouldBe("service_healthy");
        file.At("services", "grafana", "depends_on", "server", "condition").Text().ShouldBe("service_healthy");
        file.At("services", "db", "healthcheck", "test").ShouldBeOfType<YamlSequenceNode>().ShouldNotBeEmpty();
        Checkout.Text("Dockerfile").ShouldContain("/health/ready");
    }

    [Fact]
    public void uses_the_full_TimescaleDB_image() => file.At("services", "db", "image").Text().ShouldStartWith("timescale/timescaledb-ha:pg17@");

    [Fact]
    public void keeps_the_server_from_writing_anywhere_but_to_the_database()
    {
        file.At("services", "server", "read_only").Text().ShouldBe("true");
        Checkout.Text("Dockerfile").ShouldMatch(@"(?m)^USER \$APP_UID$");
    }

    [Fact]
    public void holds_no_password_and_takes_each_from_a_variable_of_the_example()
    {
        var example = Checkout.Text(".env.example");
        var secrets = Services().SelectMany(Environment).Where(variable => Secret().IsMatch(variable.Key)).ToList();
        secrets.Count.ShouldBeGreaterThanOrEqualTo(5);
        foreach (var (key, value) in secrets)
        {
            var variable = Required().Match(value);
            variable.Success.ShouldBeTrue($"{key} is not taken from the environment: {value}");
            example.ShouldMatch($"(?m)^{variable.Groups[1].Value}=$");
        }
    }

    [Fact]
    public void sets_settings_that_the_server_has()
    {
        var known = Checkout.Text("src/Api/appsettings.json");
        var sections = Environment("server").Select(variable => variable.Key.Split("__")[0]).Distinct().ToList();
        sections.ShouldBe(["ConnectionStrings", "Urls", "Tokens", "Secrets"], ignoreOrder: true);
        sections.ShouldAllBe(section => known.Contains($"\"{section}\""));
    }

    [Fact]
    public void mounts_only_files_that_are_there() =>
        Services().Where(service => ((YamlMappingNode)file.At("services", service)).Children.ContainsKey("volumes"))
            .SelectMany(service => (YamlSequenceNode)file.At("services", service, "volumes"))
            .Select(volume => volume.Text().Split(':')[0]).Where(source => source.StartsWith('.'))
            .ShouldAllBe(source => Path.Exists(Checkout.PathTo(source)));

    private string[] Services() => [.. ((YamlMappingNode)file.At("services")).Children.Keys.Select(key => key.Text())];

    private IEnumerable<KeyValuePair<string, string>> Environment(string service) =>
        ((YamlMappingNode)file.At("services", service, "environment")).Children.Select(entry => KeyValuePair.Create(entry.Key.Text(), entry.Value.Text()));

    [GeneratedRegex("PASSWORD|Hash|ConnectionStrings")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\$\{([A-Z0-9_]+):\?")]
    private static partial Regex Required();
}
