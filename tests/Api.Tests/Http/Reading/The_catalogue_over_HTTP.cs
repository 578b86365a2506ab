using System.Net;
using System.Text.Json;

namespace CdViz.Api.Tests.Http.Reading;

public class The_catalogue_over_HTTP(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task has_every_release_with_its_event_types()
    {
        var catalogue = await fixture.Api.GetAsync("/catalogue");

        catalogue.Text("newest").ShouldBe("0.5.1");
        catalogue.Text("unknownTypes").ShouldBe("quarantine");
        var releases = catalogue.GetProperty("releases").EnumerateArray().ToList();
        releases.Select(release => release.Text("spec"))
            .ShouldBe(["0.1.0", "0.1.1", "0.1.2", "0.2.0", "0.3.0", "0.4.0", "0.4.1", "0.5.0", "0.5.1"]);
        releases.Select(Events).Select(events => events.Count).ShouldBe([33, 33, 33, 36, 39, 45, 45, 45, 45]);
        releases.ShouldAllBe(release => !release.GetProperty("draft").GetBoolean() && release.Text("date") != null);
        Events(releases[^1]).Select(e => e.Text("type")).ShouldBe(Catalogue.Newest.Events.Select(e => e.Type));
    }

    [Fact]
    public async Task says_of_a_type_what_it_is_and_which_members_were_called_otherwise()
    {
        var newest = (await fixture.Api.GetAsync("/catalogue")).GetProperty("releases").EnumerateArray().Last();

        var started = Events(newest).Single(e => e.Text("name") == "pipeline_run_started");

        started.GetRawText().ShouldBe(
            """
            {"type":"dev.cdevents.pipelinerun.started.0.3.0","subject":"pipelinerun","predicate":"started","version":"0.3.0","stage":"core",
            "name":"pipeline_run_started","formerNames":{"uri":"url"}}
            """.ReplaceLineEndings(""));
        Events(newest).Single(e => e.Text("name") == "ticket_closed").TryGetProperty("formerNames", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task has_the_draft_where_it_is_accepted()
    {
        await using var api = await TestApi.StartAsync(settings => settings with { Admission = new() { Drafts = true, UnknownTypes = UnknownTypeRule.Refuse } });

        var catalogue = await api.GetAsync("/catalogue");

        var draft = catalogue.GetProperty("releases").EnumerateArray().Last();
        draft.GetProperty("draft").GetBoolean().ShouldBeTrue();
        draft.GetProperty("date").ValueKind.ShouldBe(JsonValueKind.Null);
        Events(draft).ShouldContain(e => e.Text("type") == "dev.cdevents.approval.created.0.1.0" && e.Text("name") == "approval_created");
        catalogue.Text("unknownTypes").ShouldBe("refuse");
    }

    [Fact]
    public async Task lists_what_is_understood()
    {
        foreach (var release in (await fixture.Api.GetAsync("/catalogue")).GetProperty("releases").EnumerateArray())
        {
            foreach (var e in Events(release))
            {
                var empty = $$$"""{"context": {"id": "1", "source": "https://ci.example.com", "type": "{{{e.Text("type")}}}"}}""";

                (await (await fixture.Api.PostAsync(empty.Utf8())).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity))
                    .GetProperty("errors").EnumerateArray().ShouldNotContain(error => error.Text("pointer") == "/context/type", e.Text("type"));
            }
        }
    }

    private static List<JsonElement> Events(JsonElement release) => [.. release.GetProperty("events").EnumerateArray()];
}
