using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_test_output
{
    [Fact]
    public void is_as_it_was_published_last() => new TestOutputs().Spec()
        .Given(Event("o-1", 5, new TestOutputPublished { Uri = "https://ci.example/o/2" }))
        .When(Event("o-1", 1, new TestOutputPublished
        {
            OutputType = "video",
            Format = "video/webm",
            Uri = "https://ci.example/o/1",
            TestCaseRun = new("r-1"),
        }))
        .Then(row => row with { OutputType = "video", Format = "video/webm", Url = "https://ci.example/o/2", TestCaseRunId = "r-1", PublishedAt = T(5) });
}
