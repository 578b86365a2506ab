using System.Net;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public class The_projections_over_HTTP(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task are_listed_as_they_stand()
    {
        await (await api.PostAsync(Events.PipelineRunStarted("listed", 1).Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        await api.VisibleAsync();

        var all = (await api.GetAsync("/projections")).GetProperty("items").EnumerateArray().ToList();

        all.Select(one => one.Text("name")).ShouldBe(Projections.ProjectionCatalogue.All.Select(one => one.Name).Order(StringComparer.Ordinal));
        all.ShouldAllBe(one => one.Text("state") == "running" && one.Whole("lagEvents") == 0 && one.Whole("generation") > 0);
    }

    [Fact]
    public async Task are_rebuilt_in_the_background()
    {
        var before = await GenerationAsync();
        using var response = await api.Client.PostAsync("/projections/pipeline_runs/rebuild", null, Ct);

        (await response.ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("status").ShouldBe("started");

        await WaitFor.TrueAsync(async () => await GenerationAsync() > before, "a new generation is live");
    }

    [Fact]
    public async Task that_are_none_are_not_rebuilt() =>
        await (await api.Client.PostAsync("/projections/nothing/rebuild", null, Ct)).ShouldRefuseAsync(HttpStatusCode.NotFound);

    private async Task<long> GenerationAsync() =>
        (await api.GetAsync("/projections")).GetProperty("items").EnumerateArray().Single(one => one.Text("name") == "pipeline_runs").Whole("generation");
}
