using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

/// <summary>Each page has settings, a command that plays the tool, and the CDEvents that come of it: run as they stand there.</summary>
public sealed class The_pages_on_sources
{
    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Checkout.PathTo("docs/sources"), "*.md").Select(file => Path.GetFileNameWithoutExtension(file)!)
        .Where(name => name is not ("rabbitmq" or "otlp") && !The_pages_on_brokers_and_asking.Pages.Contains(name)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Pages))]
    public async Task show_what_comes_of_what_a_tool_sends(string page)
    {
        var text = await File.ReadAllTextAsync(Checkout.PathTo($"docs/sources/{page}.md"), Ct);
        var folder = Directory.CreateTempSubdirectory("cdviz-page-");
        try
        {
            foreach (var script in Block("js").Matches(text).Select(block => block.Groups[1].Value))
            {
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, "builder.js"), script, Ct);
            }

            var settings = Settings(string.Join(",\n", Block("json").Matches(text).Select(block => block.Groups[1].Value)), folder.FullName);
            await using var api = await TestApi.ListenAsync(before => settings with { EventStore = before.EventStore, Urls = before.Urls });

            foreach (var command in Block("sh").Matches(text).Select(block => block.Groups[1].Value).Where(command => command.Contains("curl", StringComparison.Ordinal)))
            {
                var answer = await RunAsync(command.Replace("http://127.0.0.1:8080/", api.Client.BaseAddress!.ToString(), StringComparison.Ordinal));
                var entry = await api.EntryAsync(JsonElement.Parse(answer).Whole("inboxId"));
                entry.Text("state").ShouldBe("done", entry.ToString());
            }

            var made = await api.Database.DataSource.ColumnAsync<string>(
                "select regexp_replace(data #>> '{context,type}', '[.][0-9]+[.][0-9]+[.][0-9]+$', '') || ' ' || (data #>> '{subject,id}') from events.mt_events order by seq_id");
            string.Join('\n', made).ShouldBe(Block("text").Match(text).Groups[1].Value.Trim());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task are_all_named_where_tools_are_listed()
    {
        var index = await File.ReadAllTextAsync(Checkout.PathTo("docs/sources.md"), Ct);

        foreach (var page in Directory.EnumerateFiles(Checkout.PathTo("docs/sources"), "*.md"))
        {
            index.ShouldContain($"(sources/{Path.GetFileName(page)})");
        }
    }

    /// <summary>The settings of a page, read as the server reads its own.</summary>
    private static Settings Settings(string json, string folder)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"{{{json}}}"));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        if (configuration["Translators:Folder"] is not null)
        {
            configuration["Translators:Folder"] = folder;
        }

        return SettingsReader.Read(configuration);
    }

    private static async Task<string> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromMinutes(1), Ct);
        process.ExitCode.ShouldBe(0, await error);
        return await output;
    }

    private static Regex Block(string language) => new($"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);
}
