using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A test case run left something to look at.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestOutputPublished>))]
public sealed record TestOutputPublished : SubjectContent
{
    /// <summary><c>report</c>, <c>video</c>, <c>image</c>, <c>log</c> or <c>other</c>.</summary>
    public string? OutputType { get; init; }

    /// <summary>The media type.</summary>
    public string? Format { get; init; }

    /// <summary>Where it can be looked at.</summary>
    public string? Uri { get; init; }

    /// <summary>The test case run it comes from.</summary>
    public Reference? TestCaseRun { get; init; }
}
