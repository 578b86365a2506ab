using System.Text;
using System.Text.Json;
using CdViz.Domain.Translating.GitHub;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

/// <summary>All bodies that GitHub's own package of examples has, of github.com and of five releases of GitHub Enterprise Server.</summary>
public sealed class The_webhook_examples_of_GitHub(The_webhook_examples_of_GitHub.Package package) : IClassFixture<The_webhook_examples_of_GitHub.Package>
{
    private static readonly HashSet<string> Telling =
        ["workflow_run", "workflow_job", "issues", "pull_request", "pull_request_review", "push", "create", "delete", "repository", "release", "package", "deployment_status"];

    private readonly Admitter admitter = new();

    [Fact]
    public void are_translated_or_mean_nothing_on_purpose()
    {
        var (translated, meaningless) = (0, 0);
        foreach (var (name, body) in package.All())
        {
            (GitHubTranslator.IsWithoutMeaning(name) || Telling.Contains(name)).ShouldBeTrue($"nobody has said what '{name}' means");
            switch (new GitHubTranslator().Translate(new Incoming(body, new Dictionary<string, string> { ["X-GitHub-Event"] = name }, DateTimeOffset.UnixEpoch)))
            {
                case Translation.Statements(var all):
                    Telling.ShouldContain(name);
                    all.ShouldAllBe(statement => IsGood(statement));
                    translated++;
                    break;
                case Translation.Nothing(var why):
                    why.ShouldNotContain("not known");
                    meaningless++;
                    break;
                case var failed:
                    throw new InvalidOperationException($"{name}: {failed}: {Encoding.UTF8.GetString(body)}");
            }
        }

        (translated, meaningless).ShouldBe((ExpectedTranslated, ExpectedMeaningless));
    }

    private const int ExpectedTranslated = 180;
    private const int ExpectedMeaningless = 546;

    private bool IsGood(Statement statement)
    {
        var json = statement switch
        {
            Statement.Fact(var e) => e.ToUtf8Json(),
            Statement.Claim claim => claim.Event.ToUtf8Json(),
            _ => throw new NotSupportedException(statement.GetType().Name),
        };
        var admission = admitter.Admit(json, AdmissionMode.StrictTypes);
        admission.ShouldBeOfType<Admission.Admitted>(Encoding.UTF8.GetString(json)).Event.Warnings.ShouldBeEmpty();
        return true;
    }

    /// <summary>The package, put into place by npm as its lock file says.</summary>
    public sealed class Package : IAsyncLifetime
    {
        private readonly string folder = Path.Combine(AppContext.BaseDirectory, "WebhookExamples");

        public async ValueTask InitializeAsync() => await NodePackage.InstallAsync(folder);

        public ValueTask DisposeAsync() => default;

        internal IEnumerable<(string Name, byte[] Body)> All() =>
            from file in Directory.EnumerateFiles(Path.Combine(folder, "node_modules", "@octokit", "webhooks-examples"), "index.json", SearchOption.AllDirectories)
            from e in JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray()
            from example in e.GetProperty("examples").EnumerateArray()
            select (e.Text("name")!, Encoding.UTF8.GetBytes(example.GetRawText()));
    }
}
