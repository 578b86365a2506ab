namespace CdViz.Api;

/// <summary><c>GET /test-outputs</c>: what tests have left behind.</summary>
internal static class TestOutputEndpoints
{
    /// <summary>Adds the endpoint.</summary>
    public static void MapTestOutputs(this IEndpointRouteBuilder app) => app
        .MapList<Query, TestOutput>("/test-outputs", view: "test_output", projection: "test_outputs", time: "published_at")
        .WithName("getTestOutputs").WithSummary("What tests have left behind: reports, videos, logs")
        .WithDescription("The latest first. The time of an output, for 'from' and 'to', is when it was published.");

    internal sealed record Query : ListQuery
    {
        public string? OutputType { get; init; }

        public string? TestCaseRunId { get; init; }

        public string? Source { get; init; }
    }
}

/// <summary>What a test has left behind; null for what nobody said.</summary>
/// <param name="Id">Names the output.</param>
/// <param name="SubjectId">Its id for those who keep it.</param>
/// <param name="Source">Who keeps it.</param>
/// <param name="OutputType">What it is: report, video, image, log …</param>
/// <param name="Format">Its media type.</param>
/// <param name="Url">Where it is.</param>
/// <param name="TestCaseRunId">The case run it came from.</param>
/// <param name="TestCaseRunSource">Source of that run; null when not said, and then the same as its own.</param>
/// <param name="PublishedAt">When it was published last, UTC.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told most lately of it: <c>/events/{position}</c>.</param>
internal sealed record TestOutput(
    string Id,
    string SubjectId,
    string Source,
    string? OutputType,
    string? Format,
    string? Url,
    string? TestCaseRunId,
    string? TestCaseRunSource,
    DateTime PublishedAt,
    string? ChainId,
    long Position);
