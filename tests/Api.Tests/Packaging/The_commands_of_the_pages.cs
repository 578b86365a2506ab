using System.Net;
using System.Text.RegularExpressions;

namespace CdViz.Api.Tests.Packaging;

/// <summary>Commands and requests that the pages show: the program understands them, a server answers them.</summary>
public sealed partial class The_commands_of_the_pages(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly string[] Pages =
        [.. Directory.EnumerateFiles(Checkout.PathTo("docs"), "*.md").Select(path => Path.GetRelativePath(Checkout.Root, path)).Append("README.md").Append("CONTRIBUTING.md").Order(StringComparer.Ordinal)];

    public static TheoryData<string, string> Commands =>
        [.. Pages.SelectMany(page => Blocks(page).SelectMany(block => Command().Matches(block)).Select(match => (page, match.Groups[1].Value.Split(" #")[0].Trim())).Distinct())];

    public static TheoryData<string, string> Requests =>
        [.. Pages.SelectMany(page => Request().Matches(Checkout.Text(page)).Select(match => (page, match.Groups[1].Value)).Distinct())];

    [Theory, MemberData(nameof(Commands))]
    public void are_understood(string page, string command)
    {
        var words = Words().Matches(command).Select(word => word.Groups[1].Success ? word.Groups[1].Value : word.Groups[2].Success ? word.Groups[2].Value : word.Value).ToList();

        if (words is [var first, .. var rest] && !CompletionCommand.OfTheScript.ContainsKey(first) && !first.StartsWith("--", StringComparison.Ordinal))
        {
            CommandLine.Wrong(CommandLine.Root().Parse([first, .. rest])).ShouldBeNull($"{page}: ./cdviz {command}");
        }
    }

    [Theory, MemberData(nameof(Requests))]
    public async Task are_answered(string page, string path)
    {
        var answer = await fixture.Api.Client.GetAsync(path, Answers.Ct);

        // What the page's example asks for by its own id is not here.
        answer.StatusCode.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.NotFound], $"{page}: {path}");
    }

    private static IEnumerable<string> Blocks(string page) => Block().Matches(Checkout.Text(page)).Select(block => block.Groups[1].Value);

    [GeneratedRegex(@"^```(?:sh|bash|)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    // Without placeholders, and up to what the shell does with it.
    [GeneratedRegex(@"(?m)^(?:[A-Za-z_]+=\S+ )*\./cdviz ((?:[^|&;<>\n\\…](?!\b[A-Z]{2,}\b))*)(?=$| [|&;<>#])")]
    private static partial Regex Command();

    [GeneratedRegex(@"curl (?:-s )?'?http://127\.0\.0\.1:8080(/[^' \n]*)'?(?= *$)", RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex("""'([^']*)'|"([^"]*)"|\S+""")]
    private static partial Regex Words();
}
