using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Alerting;

public sealed partial class The_page_on_alerts
{
    [Fact]
    public async Task has_an_example_that_does_what_it_says()
    {
        var page = await File.ReadAllTextAsync(Checkout.PathTo("docs/alerts.md"), Ct);
        var blocks = Block().Matches(page).Select(block => (Language: block.Groups[1].Value, Text: block.Groups[2].Value)).ToList();
        await using var receiver = new Receiver();
        await receiver.StartAsync();
        var written = SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(blocks.First(block => block.Language is "json").Text))).Build());
        await using var api = await TestApi.ListenAsync(settings => settings with { Public = written.Public, Alerts = [.. written.Alerts.Select(alert => alert with { Url = receiver.Address })] });
        await WaitFor.TrueAsync(() => api.Database.DataSource.ScalarAsync<bool>("select count(*) = 1 from events.alert where fingerprint <> ''"), "it has looked");

        foreach (var line in blocks.First(block => block.Language is "sh").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = Word().Matches(line).Select(word => word.Value.Trim('\'')).Skip(1).ToList();
            var (exit, _, error) = await TestProgram.RunAsync([.. words, "--url", api.Client.BaseAddress!.ToString()]);
            exit.ShouldBe(ExitCode.Done, $"{line}: {error}");
        }

        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Seen.Count == 2), "the test and the deployment are told");
        var told = receiver.Seen.Last().Body.AsObject();
        var shown = JsonNode.Parse(blocks.Last(block => block.Language is "json").Text)!.AsObject();
        foreach (var (name, value) in shown)
        {
            JsonNode.DeepEquals(told[name], value).ShouldBeTrue($"{name}: {told[name]?.ToJsonString()}");
        }

        told["page"]!.GetValue<string>().ShouldStartWith("https://cdviz.example.com/ui/history?environment=prod-eu&service=cart");
    }

    [Fact]
    public void names_every_rule_and_target()
    {
        var page = File.ReadAllText(Checkout.PathTo("docs/alerts.md"));

        Enum.GetNames<AlertRule>().Concat(Enum.GetNames<AlertTargetKind>()).ShouldAllBe(word => page.Contains($"`{word.ToLowerInvariant()}`"));
    }

    [GeneratedRegex("^```(\\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("'[^']*'|\\S+")]
    private static partial Regex Word();
}
