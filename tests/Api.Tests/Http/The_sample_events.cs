using System.Net;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

public class The_sample_events
{
    public static TheoryData<int> Seeds => [1, 2, 3];

    [Fact]
    public async Task of_the_specification_are_taken_once()
    {
        await using var api = await TestApi.ListenAsync();
        var events = Samples("conformance-0.5.1").Select((json, nth) => WithId(json, $"conformance-{nth}")).ToList();
        events.Count.ShouldBe(45);

        foreach (var e in events)
        {
            await (await api.PostAsync(e)).ShouldAnswerAsync(HttpStatusCode.Created);
        }

        var before = await TablesAsync(api);
        foreach (var e in events)
        {
            (await (await api.PostAsync(e)).ShouldAnswerAsync(HttpStatusCode.OK)).Text("status").ShouldBe("duplicate");
        }

        (await TablesAsync(api)).ShouldBe(before);
    }

    [Fact]
    public async Task of_the_specification_as_they_lie_there_conflict_where_they_share_a_key()
    {
        await using var api = await TestApi.ListenAsync();
        var keys = new HashSet<(string?, string?)>();
        foreach (var json in Samples("conformance-0.5.1"))
        {
            var context = JsonElement.Parse(json).GetProperty("context");

            using var response = await api.PostAsync(json);

            response.StatusCode.ShouldBe(keys.Add((context.Text("source"), context.Text("id"))) ? HttpStatusCode.Created : HttpStatusCode.Conflict);
        }

        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(keys.Count);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine where reason = 'conflict'")).ShouldBe(45 - keys.Count);
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task of_Argo_CD_leave_the_same_deployments_in_whatever_order_they_come(int seed)
    {
        await using var api = await TestApi.ListenAsync();
        var events = Samples("argocd-captured").Select((json, nth) => WithId(json, $"argocd-{nth}")).ToArray();
        if (seed > 1)
        {
            new Random(seed).Shuffle(events);
        }

        var refused = new List<string?>();
        foreach (var e in events)
        {
            using var response = await api.PostAsync(e);
            if (response.StatusCode is not HttpStatusCode.Created)
            {
                refused.Add((await response.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity)).FirstError().Pointer);
            }
        }

        // Two of the 24 name no artifact, which the specification does not allow.
        events.Length.ShouldBe(24);
        refused.ShouldBe(["/subject/content/artifactId", "/subject/content/artifactId"]);
        var running = (await api.GetAsync("/deployments")).GetProperty("items").EnumerateArray().ToList();
        running.ShouldNotContain(one => one.Text("service") == "argocd/aaaaaaa");
        running.ShouldContain(one => one.Text("service") == "argocd/aaaaaaaaa" && one.Text("artifactId")!.Contains("224f6a2", StringComparison.Ordinal));
        var rows = await api.Database.DataSource.ColumnAsync<string>(
            "select (to_jsonb(d) - 'position')::text from cdviz.current_deployment d order by environment, service");
        rows.Count.ShouldBe(running.Count);
        Rows.TryAdd("argocd", rows);
        rows.ShouldBe(Rows["argocd"], $"seed {seed}");
    }

    [Fact]
    public async Task of_Argo_CD_are_all_taken_where_the_sender_cannot_be_mended()
    {
        await using var api = await TestApi.ListenAsync(settings => settings with { Admission = new() { Content = ContentRule.Lenient } });
        var warned = new List<string?>();
        foreach (var (nth, json) in Samples("argocd-captured").Index())
        {
            var receipt = await (await api.PostAsync(WithId(json, $"argocd-{nth}"))).ShouldAnswerAsync(HttpStatusCode.Created);
            warned.AddRange(receipt.TryGetProperty("warnings", out var warnings) ? warnings.EnumerateArray().Select(warning => warning.Text("rule")) : []);
        }

        warned.Count(rule => rule == "subject.content.artifactid.empty").ShouldBe(2);
        warned.Count(rule => rule == "type.spec.other").ShouldBe(2);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(24);
        await api.VisibleAsync();
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, List<string>> Rows = new();

    private static IEnumerable<byte[]> Samples(string folder) =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples", folder), "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    private static async Task<string> TablesAsync(TestApi api) => await api.Database.DataSource.ScalarAsync<string>(
        """
        select string_agg(t, ' ') from (
            select jsonb_agg(to_jsonb(e) order by seq_id)::text as t from events.mt_events e
            union all select jsonb_agg(to_jsonb(s) order by id)::text from events.mt_streams s
            union all select jsonb_agg(to_jsonb(q) order by id)::text from events.quarantine q
            union all select jsonb_agg(to_jsonb(d) order by environment, service)::text from cdviz.current_deployment d
        ) x
        """);
}
