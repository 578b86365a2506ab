using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>Each page has settings, a command that reports something, and what arrives of it: run as they stand there, against the real thing.</summary>
public sealed class The_pages_on_sinks
{
    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Checkout.PathTo("docs/sinks"), "*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Pages))]
    public async Task show_what_arrives(string page)
    {
        var text = await File.ReadAllTextAsync(Checkout.PathTo($"docs/sinks/{page}.md"), Ct);
        await using var place = await SinkPlace.StartAsync(page);
        var json = place.Addresses.Aggregate(Block("json").Match(text).Groups[1].Value, (filled, one) => filled.Replace(one.InPage, one.Here, StringComparison.Ordinal));
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"{{{json}}}"));
        var settings = SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(stream).Build());
        await using var api = await TestApi.ListenAsync(before => settings with { EventStore = before.EventStore, Urls = before.Urls });
        var name = settings.Subscriptions.ShouldHaveSingleItem().Name;

        await WaitFor.TrueAsync(async () => (await api.GetAsync("/subscriptions")).GetProperty("items").GetArrayLength() == 1, "it is there");
        foreach (var command in Block("sh").Matches(text).Select(block => block.Groups[1].Value).Where(command => command.Contains("curl", StringComparison.Ordinal)))
        {
            await RunAsync(command.Replace("http://127.0.0.1:8080/", api.Client.BaseAddress!.ToString(), StringComparison.Ordinal));
        }

        await api.DeliveredAsync(name);
        var wanted = Block("text").Match(text).Groups[1].Value.Trim();
        wanted.ShouldNotBeEmpty();
        string? arrived = null;
        await WaitFor.TrueAsync(async () => (arrived = string.Join('\n', (await place.ArrivedAsync()).Select(Line))) == wanted, () => $"{wanted}\nis there, and not\n{arrived}");
    }

    [Fact]
    public async Task are_all_named_where_sinks_are_listed()
    {
        var index = await File.ReadAllTextAsync(Checkout.PathTo("docs/subscriptions.md"), Ct);
        foreach (var page in Pages)
        {
            index.ShouldContain($"(sinks/{page.Data}.md)");
        }

        var kinds = Enum.GetNames<SinkType>().Select(kind => kind.ToLowerInvariant()).Where(kind => kind is not "stdout");
        Pages.Select(page => page.Data).ShouldBe(kinds, ignoreOrder: true);
    }

    private static string Line(JsonElement e) =>
        $"{Regex.Replace(e.GetProperty("context").Text("type")!, "(?<=[a-z])[.][0-9]+[.][0-9]+[.][0-9]+$", "")} {e.GetProperty("subject").Text("id")}";

    private static async Task RunAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromMinutes(1), Ct);
        process.ExitCode.ShouldBe(0, $"{await error}{await output}");
    }

    private static Regex Block(string language) => new($"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);
}
