using System.Collections.Frozen;

namespace CdViz.Api.Demo.Sending;

/// <summary>How a release of the CDEvents specification spells an event. Everything is handed in as 0.5.1 spells it.</summary>
internal abstract class SpecVersion(string number, string versionMember)
{
    private readonly FrozenDictionary<string, string> types = EventTypes.Current.Concat(EventTypes.Drafts)
        .Where(type => type.Versions.Any(version => version.Specs.Contains(number)))
        .ToFrozenDictionary(
            type => $"{type.Subject}.{type.Predicate}",
            type => $"{type}.{type.Versions.Single(version => version.Specs.Contains(number)).Version}");

    /// <summary>0.5.1.</summary>
    public static SpecVersion V051 { get; } = new Newest("0.5.1");

    /// <summary>The draft of the next release.</summary>
    public static SpecVersion Draft { get; } = new Newest(Catalogue.Releases.Last(release => release.IsDraft).Spec);

    /// <summary>0.4.1, as an older tool sends it.</summary>
    public static SpecVersion V041 { get; } = new Older();

    /// <summary>The release.</summary>
    public string Number => number;

    /// <summary>The member of the context that holds <see cref="Number"/>.</summary>
    public string VersionMember => versionMember;

    /// <summary>context.type of, for instance, <c>pipelinerun.queued</c>, or of an event of a tool's own.</summary>
    public string TypeOf(string what) => types.GetValueOrDefault(what) ?? $"dev.cdeventsx.{what}.0.1.0";

    /// <summary>subject.type, or null where the release has none.</summary>
    public abstract string? SubjectTypeOf(string what);

    /// <summary>The name of a member of the content.</summary>
    public abstract string Member(string what, string? parent, string name);

    /// <summary>The word for an outcome.</summary>
    public abstract string Outcome(string what, string outcome);

    private sealed class Newest(string number) : SpecVersion(number, "specversion")
    {
        public override string? SubjectTypeOf(string what) => null;

        public override string Member(string what, string? parent, string name) => name;

        public override string Outcome(string what, string outcome) => outcome;
    }

    private sealed class Older() : SpecVersion("0.4.1", "version")
    {
        public override string? SubjectTypeOf(string what) => what[..what.IndexOf('.', StringComparison.Ordinal)] switch
        {
            "pipelinerun" => "pipelineRun",
            "taskrun" => "taskRun",
            "testcaserun" => "testCaseRun",
            "testsuiterun" => "testSuiteRun",
            "testoutput" => "testOutput",
            var same => same,
        };

        public override string Member(string what, string? parent, string name) => (parent, name) switch
        {
            (null, "uri") when SubjectTypeOf(what) is "environment" or "pipelineRun" or "taskRun" or "repository" => "url",
            ("testSuite", "uri") when what is "testsuiterun.queued" => "url",
            _ => name,
        };

        // Free text for pipelines and tasks, where this sender has words of its own; pass and fail for tests.
        public override string Outcome(string what, string outcome) => (SubjectTypeOf(what), outcome) switch
        {
            ("testCaseRun" or "testSuiteRun", "success") => "pass",
            ("testCaseRun" or "testSuiteRun", "failure") => "fail",
            ("testCaseRun" or "testSuiteRun", _) => outcome,
            (_, "cancel") => "ABORTED",
            (_, "error") => "FAILURE",
            _ => outcome.ToUpperInvariant(),
        };
    }
}
