using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

/// <summary>Pages on sources that are listened to or asked: their settings and commands are run as they stand there, with addresses of the test.</summary>
public sealed class The_pages_on_brokers_and_asking
{
    /// <summary>Those that no tool posts to; s3, registry and history are run by their own tests.</summary>
    public static IReadOnlyList<string> Pages { get; } = ["kafka", "nats", "folder", "http", "sse", "s3", "registry", "history"];

    [Fact]
    public async Task show_what_comes_of_a_message_of_Kafka()
    {
        using var kafka = new KafkaBroker();
        await RunAsync("kafka", ("127.0.0.1:9092", kafka.Address));
    }

    [Fact]
    public async Task show_what_comes_of_a_message_of_NATS()
    {
        await using var nats = new NatsBroker();
        await nats.StartAsync();
        var port = new Uri(nats.Uri).Port;
        await RunAsync("nats", ("127.0.0.1:4222", $"127.0.0.1:{port}"), ("127.0.0.1/4222", $"127.0.0.1/{port}"));
    }

    [Fact]
    public async Task show_what_comes_of_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("cdviz-page-");
        await RunAsync("folder", ("/var/lib/cdviz/in", folder.FullName));
        folder.Delete(recursive: true);
    }

    [Theory, InlineData("http"), InlineData("sse")]
    public async Task show_what_comes_of_another_server(string page)
    {
        await using var other = await TestApi.ListenAsync();
        await RunAsync(page, ("http://other.example.com:8080", other.Client.BaseAddress!.ToString().TrimEnd('/')));
    }

    /// <summary>The sources of a page, with texts replaced.</summary>
    internal static IReadOnlyList<SourceSettings> SourcesOf(string page, params IEnumerable<(string Text, string By)> replaced)
    {
        var json = Replaced(string.Join(",\n", Block("json").Matches(Checkout.Text($"docs/sources/{page}.md")).Select(block => block.Groups[1].Value)), replaced);
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"{{{json}}}"));
        return SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(stream).Build()).Sources;
    }

    private static async Task RunAsync(string page, params (string, string)[] replaced)
    {
        var text = Checkout.Text($"docs/sources/{page}.md");
        await using var api = await TestApi.StartAsync(settings => settings with { Sources = [.. SourcesOf(page, replaced).Select(source => source with { Every = TimeSpan.FromMilliseconds(300) })] });
        if (page is not "kafka")
        {
            // The topic is made by what is sent to it.
            await api.ListeningAsync();
        }

        var start = new ProcessStartInfo("bash", ["-c", Replaced(Block("sh").Match(text).Groups[1].Value, replaced)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromMinutes(1), Ct);
        process.ExitCode.ShouldBe(0, $"{await output}{await error}");

        await api.EventsAsync(1);
        (await api.Database.DataSource.ScalarAsync<string>(
            "select regexp_replace(data #>> '{context,type}', '[.][0-9]+[.][0-9]+[.][0-9]+$', '') || ' ' || (data #>> '{subject,id}') from events.mt_events"))
            .ShouldBe(Block("text").Match(text).Groups[1].Value.Trim());
    }

    private static string Replaced(string text, IEnumerable<(string Text, string By)> replaced) =>
        replaced.Aggregate(text, (now, one) => now.Replace(one.Text, one.By, StringComparison.Ordinal));

    private static Regex Block(string language) => new($"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);
}
