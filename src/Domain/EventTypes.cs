using System.Collections.Frozen;
using System.Text;

namespace CdViz.Domain;

/// <summary>Every standard event of the CDEvents specifications 0.3 to 0.5.1, and where it stands in its subject's life cycle.</summary>
public static class EventTypes
{
    /// <summary>The newest release of the specification that is known: what is written, and the shape of the records.</summary>
    public const string NewestSpec = "0.5.1";

    /// <summary>All of them, by subject.</summary>
    public static IReadOnlyList<EventType> All { get; } =
    [
        Standard<PipelineRunQueued>("pipelinerun", "queued", 0, EventVersions.FromSpec01),
        Standard<PipelineRunStarted>("pipelinerun", "started", 1, EventVersions.FromSpec01),
        Standard<PipelineRunFinished>("pipelinerun", "finished", 9, EventVersions.FromSpec01),
        Standard<TaskRunStarted>("taskrun", "started", 1, EventVersions.FromSpec01),
        Standard<TaskRunFinished>("taskrun", "finished", 9, EventVersions.FromSpec01),
        Standard<BuildQueued>("build", "queued", 0, EventVersions.FromSpec01),
        Standard<BuildStarted>("build", "started", 1, EventVersions.FromSpec01),
        Standard<BuildFinished>("build", "finished", 9, EventVersions.FromSpec01),
        Standard<TestCaseRunQueued>("testcaserun", "queued", 0, EventVersions.FromSpec03),
        Standard<TestCaseRunStarted>("testcaserun", "started", 1, EventVersions.FromSpec03),
        Standard<TestCaseRunFinished>("testcaserun", "finished", 9, EventVersions.FromSpec03),
        Standard<TestCaseRunSkipped>("testcaserun", "skipped", 9, EventVersions.FromSpec04),
        Standard<TestSuiteRunQueued>("testsuiterun", "queued", 0, EventVersions.FromSpec03),
        Standard<TestSuiteRunStarted>("testsuiterun", "started", 1, EventVersions.FromSpec03),
        Standard<TestSuiteRunFinished>("testsuiterun", "finished", 9, EventVersions.FromSpec03),
        Standard<TestOutputPublished>("testoutput", "published", 0, EventVersions.FromSpec03),
        Standard<RepositoryCreated>("repository", "created", 0, EventVersions.FromSpec01),
        Standard<RepositoryModified>("repository", "modified", 1, EventVersions.FromSpec01),
        Standard<RepositoryDeleted>("repository", "deleted", 9, EventVersions.FromSpec01),
        Standard<BranchCreated>("branch", "created", 0, EventVersions.Branches),
        Standard<BranchDeleted>("branch", "deleted", 9, EventVersions.Branches),
        Standard<ChangeCreated>("change", "created", 0, EventVersions.ChangeCreated),
        Standard<ChangeUpdated>("change", "updated", 1, EventVersions.Branches),
        Standard<ChangeReviewed>("change", "reviewed", 2, EventVersions.Branches),
        Standard<ChangeMerged>("change", "merged", 9, EventVersions.Branches),
        Standard<ChangeAbandoned>("change", "abandoned", 9, EventVersions.Branches),
        Standard<ArtifactPackaged>("artifact", "packaged", 0, EventVersions.FromSpec01),
        Standard<ArtifactSigned>("artifact", "signed", 1, EventVersions.FromSpec03),
        Standard<ArtifactPublished>("artifact", "published", 2, EventVersions.FromSpec01),
        Standard<ArtifactDownloaded>("artifact", "downloaded", 3, EventVersions.FromSpec04),
        Standard<ArtifactDeleted>("artifact", "deleted", 9, EventVersions.FromSpec04),
        Standard<EnvironmentCreated>("environment", "created", 0, EventVersions.FromSpec01),
        Standard<EnvironmentModified>("environment", "modified", 1, EventVersions.FromSpec01),
        Standard<EnvironmentDeleted>("environment", "deleted", 9, EventVersions.FromSpec01),
        Standard<ServiceDeployed>("service", "deployed", 0, EventVersions.FromSpec01),
        Standard<ServiceUpgraded>("service", "upgraded", 1, EventVersions.FromSpec01),
        Standard<ServiceRolledBack>("service", "rolledback", 2, EventVersions.FromSpec01),
        Standard<ServicePublished>("service", "published", 3, EventVersions.FromSpec01),
        Standard<ServiceRemoved>("service", "removed", 9, EventVersions.FromSpec01),
        Standard<IncidentDetected>("incident", "detected", 0, EventVersions.FromSpec02),
        Standard<IncidentReported>("incident", "reported", 1, EventVersions.FromSpec02),
        Standard<IncidentResolved>("incident", "resolved", 9, EventVersions.FromSpec02),
        Standard<TicketCreated>("ticket", "created", 0, EventVersions.FromSpec04),
        Standard<TicketUpdated>("ticket", "updated", 1, EventVersions.FromSpec04),
        Standard<TicketClosed>("ticket", "closed", 9, EventVersions.FromSpec04),
    ];

    /// <summary>
    /// Events of tools' own, <c>dev.cdeventsx.{tool}-{subject}.{predicate}.{version}</c>. They share this one entry; which it is stands in
    /// <c>context.type</c>, and <c>{tool}-{subject}</c> is the subject type of its stream.
    /// </summary>
    public static EventType Custom { get; } = new("custom", "event", typeof(CustomEvent), 0);

    private static readonly FrozenDictionary<string, EventType> ByAlias = All.Append(Custom).ToFrozenDictionary(type => type.Alias);

    private static readonly FrozenDictionary<Type, EventType> ByContent = All.Append(Custom).ToFrozenDictionary(type => type.Content);

    private static readonly string[] Specs = [.. All.SelectMany(type => type.Versions).SelectMany(version => version.Specs).Distinct()];

    /// <summary>The event with this name in the log, or null.</summary>
    public static EventType? OfAlias(string alias) => ByAlias.GetValueOrDefault(alias);

    /// <summary>All events of one subject.</summary>
    public static IReadOnlyList<EventType> OfSubject(string subject) => [.. All.Where(type => type.Subject == subject)];

    /// <summary>The event whose content a record is.</summary>
    /// <exception cref="KeyNotFoundException">The record is not in the catalogue.</exception>
    public static EventType Of(SubjectContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return ByContent[content.GetType()];
    }

    /// <summary>The release of the specification that a text names, or null.</summary>
    internal static string? KnownSpec(ReadOnlySpan<byte> text)
    {
        foreach (var spec in Specs)
        {
            if (Ascii.Equals(text, spec))
            {
                return spec;
            }
        }

        return null;
    }

    private static EventType Standard<T>(string subject, string predicate, short rank, IReadOnlyList<EventVersion> versions) where T : SubjectContent =>
        new(subject, predicate, typeof(T), rank) { Versions = versions };
}
