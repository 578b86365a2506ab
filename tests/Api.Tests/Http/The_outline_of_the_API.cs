using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

/// <summary>What clients depend on, as <c>/openapi/v1.json</c> said it of the minimal API that there was before Wolverine. A change of it is a change of the outline.</summary>
public class The_outline_of_the_API(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    // Wanted differences, each with its reason.
    private static readonly string[] Added =
    [
        // The answer of a server that is ready was left out.
        "GET /health/ready 200 application/json: Health",
    ];

    [Fact]
    public async Task is_the_one_that_is_kept_beside_this_file_but_for_wanted_differences()
    {
        var kept = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Http", "openapi.txt"), Ct);

        var outline = ApiOutline.Of(await fixture.Api.GetAsync("/openapi/v1.json")).ToList();

        outline.Except(kept).ShouldBe(Added);
        kept.Except(outline).ShouldBeEmpty();
    }
}
