using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CdViz.Api.Tests.Packaging;

/// <summary>What docs/command-line.md shows is run: the commands, and the steps of pipelines with the variables their tools set.</summary>
public sealed partial class The_page_on_the_command_line(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private static readonly string Page = Checkout.Text("docs/command-line.md");

    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task shows_commands_that_work()
    {
        await api.PostAsync(Events.PipelineRunStarted("shown", 1, chain: "7ec2f1d0-4c0f-4d1b-9f62-4c8e0a1f6a77").Json);
        await api.PostAsync(Events.ServiceDeployed("cart", "production", "pkg:oci/cart?tag=1.4.0", 2).Json);
        await api.PostAsync(Events.Of(new ArtifactPackaged { Change = new Reference("acme/shop/pull/17") }, "pkg:oci/cart?tag=1.4.0", 2).Json);
        await api.VisibleAsync();
        var commands = Blocks("sh").SelectMany(block => block.Split('\n')).Select(line => line.Split(" #")[0].Split(" | ")[0].Trim())
            .Where(line => line.StartsWith("./cdviz ", StringComparison.Ordinal) && !line.EndsWith("--follow", StringComparison.Ordinal)).ToList();

        commands.Count.ShouldBeGreaterThan(12);
        foreach (var command in commands)
        {
            var (code, output) = await BashAsync(command.Replace("./cdviz", "cdviz", StringComparison.Ordinal), ("CDVIZ_SOURCE", "https://ci.example.com/acme/shop"));
            code.ShouldBe(0, $"{command}: {output}");
        }
    }

    [Theory]
    [InlineData("GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=acme/shop GITHUB_RUN_ID=17 GITHUB_RUN_ATTEMPT=1 GITHUB_REF_NAME=github", "https://github.com/acme/shop")]
    [InlineData("CI_PROJECT_URL=https://gitlab.com/acme/shop CI_JOB_ID=17 CI_JOB_STARTED_AT=2026-03-02T09:15:00Z CI_ENVIRONMENT_NAME=production CI_COMMIT_TAG=gitlab", "https://gitlab.com/acme/shop")]
    [InlineData("JENKINS_URL=https://jenkins.example.com/ BUILD_TAG=jenkins-main-17 GIT_COMMIT=jenkins", "https://jenkins.example.com/")]
    [InlineData("ARGOCD_APP_SOURCE_REPO_URL=https://git.example.com/acme/shop ARGOCD_APP_NAME=shop ARGOCD_APP_REVISION=argo", "https://git.example.com/acme/shop")]
    public async Task shows_steps_that_tell_what_they_should(string variables, string source)
    {
        (string, string)[] environment = [.. variables.Split(' ').Select(variable => (variable.Split('=')[0], variable.Split('=')[1]))];
        var step = Steps().Single(step => step.Contains($"${environment[0].Item1}", StringComparison.Ordinal));

        var (code, output) = await BashAsync(step, environment);
        code.ShouldBe(0, output);
        output.ShouldContain("appended");

        var told = (await api.GetAsync($"/events?before=9223372036854775807&limit=1&source={Uri.EscapeDataString(source)}")).GetProperty("items")[0].GetProperty("data");
        told.GetProperty("subject").GetProperty("content").Text("artifactId").ShouldBe($"pkg:oci/cart?tag={environment[^1].Item2}");
    }

    // The scripts in YAML and Groovy: from 'cdviz emit' to the end of the command.
    private static IEnumerable<string> Steps() => Step().Matches(string.Join('\n', Blocks("yaml").Concat(Blocks("groovy")))).Select(match => match.Value);

    private static IEnumerable<string> Blocks(string language) => Block().Matches(Page).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);

    private async Task<(int Code, string Output)> BashAsync(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"cdviz() {{ dotnet '{TestProgram.Assembly}' \"$@\"; }}\n{script}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CDVIZ_URL"] = api.Client.BaseAddress!.ToString();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Answers.Ct), process.StandardError.ReadToEndAsync(Answers.Ct));
        await process.WaitForExitAsync(Answers.Ct);
        return (process.ExitCode, await output + await error);
    }

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"cdviz emit (?:[^\n]*\\\n)*[^\n]*")]
    private static partial Regex Step();
}
