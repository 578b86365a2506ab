using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

/// <summary>What clients depend on, as <c>/openapi/v1.json</c> says it. A change of it is a change of the outline that is kept beside this file.</summary>
public class The_outline_of_the_API(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task is_the_one_that_is_kept_beside_this_file()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Http");
        var kept = await File.ReadAllLinesAsync(Path.Combine(folder, "openapi.txt"), Ct);

        var outline = ApiOutline.Of(await fixture.Api.GetAsync("/openapi/v1.json")).ToList();

        await File.WriteAllLinesAsync(Path.Combine(folder, "openapi.new.txt"), outline, Ct);
        outline.Except(kept).ShouldBeEmpty($"new; {folder}/openapi.new.txt has all of it");
        kept.Except(outline).ShouldBeEmpty("gone");
    }
}
