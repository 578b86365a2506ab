using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Api.Pulling.History;

/// <summary>The builds that a Jenkins remembers, of all jobs in all folders.</summary>
internal sealed class JenkinsHistory(Rest rest, Uri jenkins) : IHistory
{
    private const int PageBuilds = 100;
    private const int MaxDepth = 10;
    private const string Builds = "number,url,timestamp,duration,result,building,actions[lastBuiltRevision[SHA1,branch[name]],remoteUrls]";

    private readonly string home = jenkins.ToString().TrimEnd('/');

    /// <inheritdoc/>
    public string Translator => "jenkins";

    /// <inheritdoc/>
    public string Name => $"jenkins {home}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts => ["builds"];

    /// <inheritdoc/>
    public async IAsyncEnumerable<Input> ReadAsync(string part, DateTimeOffset since, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var job in JobsAsync(home, MaxDepth, ct))
        {
            for (var (first, isOver) = (0, false); !isOver; first += PageBuilds)
            {
                var answer = await rest.GetAsync(new Uri($"{home}/{job}api/json?tree=allBuilds[{Builds}]{{{first},{first + PageBuilds}}}"), ct);
                var page = answer.Json().Part("allBuilds") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
                isOver = page.Count < PageBuilds;
                foreach (var build in page)
                {
                    if (DateTimeOffset.FromUnixTimeMilliseconds(build.GetProperty("timestamp").GetInt64()) < since)
                    {
                        isOver = true;
                        break;
                    }

                    yield return Told(job, build, "STARTED");
                    if (build.Part("building").ValueKind is not JsonValueKind.True && build.Said("result") is not null)
                    {
                        yield return Told(job, build, "COMPLETED");
                    }
                }
            }
        }
    }

    /// <summary>Paths of jobs: <c>job/folder/job/name/</c>.</summary>
    private async IAsyncEnumerable<string> JobsAsync(string folder, int depth, [EnumeratorCancellation] CancellationToken ct)
    {
        var jobs = (await rest.GetAsync(new Uri($"{folder}/api/json?tree=jobs[name,url,_class]"), ct)).Json().Part("jobs");
        foreach (var job in jobs.ValueKind is JsonValueKind.Array ? jobs.EnumerateArray().ToList() : [])
        {
            // By its name: its address is what Jenkins takes for its own, which need not be how we reach it.
            var path = $"{folder}/job/{Uri.EscapeDataString(job.Said("name") ?? throw new PullException($"a job of {folder} has no name."))}";
            if (job.Said("_class") is { } kind && (kind.Contains("Folder", StringComparison.Ordinal) || kind.Contains("MultiBranch", StringComparison.Ordinal)))
            {
                if (depth > 0)
                {
                    await foreach (var inner in JobsAsync(path, depth - 1, ct))
                    {
                        yield return inner;
                    }
                }
            }
            else
            {
                yield return $"{path[(home.Length + 1)..]}/";
            }
        }
    }

    private static Input Told(string job, JsonElement build, string phase)
    {
        var number = build.Part("number").GetRawText();
        var revision = Actions(build, "lastBuiltRevision").FirstOrDefault();
        var branch = revision.Part("branch") is { ValueKind: JsonValueKind.Array } branches && branches.GetArrayLength() > 0 ? branches[0].Said("name") : null;
        var repository = Actions(build, "remoteUrls").Where(urls => urls.ValueKind is JsonValueKind.Array && urls.GetArrayLength() > 0).Select(urls => urls[0].GetString()).FirstOrDefault();
        var told = new JsonObject
        {
            ["name"] = Uri.UnescapeDataString(job.TrimEnd('/').Split('/')[^1]),
            ["url"] = job,
            ["build"] = new JsonObject
            {
                ["full_url"] = build.Said("url"),
                ["url"] = $"{job}{number}/",
                ["number"] = JsonNode.Parse(number),
                ["phase"] = phase,
                ["status"] = phase is "STARTED" ? null : build.Said("result"),
                ["timestamp"] = JsonNode.Parse(build.Part("timestamp").GetRawText()),
                ["duration"] = phase is "STARTED" ? 0 : JsonNode.Parse(build.Part("duration").GetRawText()),
                ["scm"] = new JsonObject { ["commit"] = revision.Said("SHA1"), ["branch"] = branch, ["url"] = repository },
            },
        };
        return new(Encoding.UTF8.GetBytes(told.ToJsonString()), "application/json");
    }

    private static IEnumerable<JsonElement> Actions(JsonElement build, string member) => build.Part("actions") is { ValueKind: JsonValueKind.Array } actions
        ? actions.EnumerateArray().Select(action => action.Part(member)).Where(value => value.ValueKind is not JsonValueKind.Undefined)
        : [];
}
