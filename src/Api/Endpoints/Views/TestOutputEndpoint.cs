using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /test-outputs</c>: what tests have left behind.</summary>
public static class TestOutputEndpoint
{
    /// <summary>What tests have left behind: reports, videos, logs</summary>
    /// <remarks>The latest first. The time of an output, for 'from' and 'to', is when it was published.</remarks>
    [WolverineGet("/test-outputs", OperationId = "getTestOutputs"), Tags("Read tables")]
    public static Task<Ok<Page<TestOutput>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("test_output", "test_outputs", Time = "published_at")]
    public sealed record Query : ListQuery<Query, TestOutput>
    {
        public string? OutputType { get; set; }

        public string? TestCaseRunId { get; set; }

        public string? Source { get; set; }
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
public sealed record TestOutput(
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
