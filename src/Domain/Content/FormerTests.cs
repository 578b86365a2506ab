using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A test case waits to run, as releases 0.1 and 0.2 tell it; since 0.3 that is <see cref="TestCaseRunQueued"/>.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestCaseQueued>))]
public sealed record TestCaseQueued : SubjectContent;

/// <summary>A test case began to run, as releases 0.1 and 0.2 tell it; since 0.3 that is <see cref="TestCaseRunStarted"/>.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestCaseStarted>))]
public sealed record TestCaseStarted : SubjectContent;

/// <summary>A test case has run, as releases 0.1 and 0.2 tell it, without outcome; since 0.3 that is <see cref="TestCaseRunFinished"/>.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestCaseFinished>))]
public sealed record TestCaseFinished : SubjectContent;

/// <summary>A test suite began to run, as releases 0.1 and 0.2 tell it; since 0.3 that is <see cref="TestSuiteRunStarted"/>.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestSuiteStarted>))]
public sealed record TestSuiteStarted : SubjectContent;

/// <summary>A test suite has run, as releases 0.1 and 0.2 tell it, without outcome; since 0.3 that is <see cref="TestSuiteRunFinished"/>.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestSuiteFinished>))]
public sealed record TestSuiteFinished : SubjectContent;
