using System.Collections.Frozen;

namespace CdViz.Domain;

/// <summary>Every standard event of the CDEvents specifications, and where it stands in its subject's life cycle.</summary>
public static class EventTypes
{
    /// <summary>The newest release of the specification that is known: what is written, and the shape of the records.</summary>
    public static string NewestSpec => Catalogue.Newest.Spec;

    /// <summary>All of them, by subject.</summary>
    public static IReadOnlyList<EventType> All { get; } =
    [
        Standard<PipelineRunQueued>("pipelinerun", "queued", 0),
        Standard<PipelineRunStarted>("pipelinerun", "started", 1),
        Standard<PipelineRunFinished>("pipelinerun", "finished", 9),
        Standard<TaskRunStarted>("taskrun", "started", 1),
        Standard<TaskRunFinished>("taskrun", "finished", 9),
        Standard<BuildQueued>("build", "queued", 0),
        Standard<BuildStarted>("build", "started", 1),
        Standard<BuildFinished>("build", "finished", 9),
        Standard<TestCaseRunQueued>("testcaserun", "queued", 0),
        Standard<TestCaseRunStarted>("testcaserun", "started", 1),
        Standard<TestCaseRunFinished>("testcaserun", "finished", 9),
        Standard<TestCaseRunSkipped>("testcaserun", "skipped", 9),
        Standard<TestSuiteRunQueued>("testsuiterun", "queued", 0),
        Standard<TestSuiteRunStarted>("testsuiterun", "started", 1),
        Standard<TestSuiteRunFinished>("testsuiterun", "finished", 9),
        Standard<TestCaseQueued>("testcase", "queued", 0),
        Standard<TestCaseStarted>("testcase", "started", 1),
        Standard<TestCaseFinished>("testcase", "finished", 9),
        Standard<TestSuiteStarted>("testsuite", "started", 1),
        Standard<TestSuiteFinished>("testsuite", "finished", 9),
        Standard<TestOutputPublished>("testoutput", "published", 0),
        Standard<RepositoryCreated>("repository", "created", 0),
        Standard<RepositoryModified>("repository", "modified", 1),
        Standard<RepositoryDeleted>("repository", "deleted", 9),
        Standard<BranchCreated>("branch", "created", 0),
        Standard<BranchDeleted>("branch", "deleted", 9),
        Standard<ChangeCreated>("change", "created", 0),
        Standard<ChangeUpdated>("change", "updated", 1),
        Standard<ChangeReviewed>("change", "reviewed", 2),
        Standard<ChangeMerged>("change", "merged", 9),
        Standard<ChangeAbandoned>("change", "abandoned", 9),
        Standard<ArtifactPackaged>("artifact", "packaged", 0),
        Standard<ArtifactSigned>("artifact", "signed", 1),
        Standard<ArtifactPublished>("artifact", "published", 2),
        Standard<ArtifactDownloaded>("artifact", "downloaded", 3),
        Standard<ArtifactDeleted>("artifact", "deleted", 9),
        Standard<EnvironmentCreated>("environment", "created", 0),
        Standard<EnvironmentModified>("environment", "modified", 1),
        Standard<EnvironmentDeleted>("environment", "deleted", 9),
        Standard<ServiceDeployed>("service", "deployed", 0),
        Standard<ServiceUpgraded>("service", "upgraded", 1),
        Standard<ServiceRolledBack>("service", "rolledback", 2),
        Standard<ServicePublished>("service", "published", 3),
        Standard<ServiceRemoved>("service", "removed", 9),
        Standard<IncidentDetected>("incident", "detected", 0),
        Standard<IncidentReported>("incident", "reported", 1),
        Standard<IncidentResolved>("incident", "resolved", 9),
        Standard<TicketCreated>("ticket", "created", 0),
        Standard<TicketUpdated>("ticket", "updated", 1),
        Standard<TicketClosed>("ticket", "closed", 9),
    ];

    /// <summary>Those of the newest release: what is sent today. The others are only read.</summary>
    public static IReadOnlyList<EventType> Current { get; } = [.. All.Where(type => type.IsCurrent)];

    /// <summary>Events that only the draft of the next release has; an <see cref="Admitter"/> understands them when it is told to.</summary>
    public static IReadOnlyList<EventType> Drafts { get; } =
    [
        Standard<ApprovalCreated>("approval", "created", 0),
        Standard<ApprovalUpdated>("approval", "updated", 1),
        Standard<ApprovalClosed>("approval", "closed", 9),
    ];

    /// <summary>
    /// Events of tools' own, <c>dev.cdeventsx.{tool}-{subject}.{predicate}.{version}</c>. They share this one entry; which it is stands in
    /// <c>context.type</c>, and <c>{tool}-{subject}</c> is the subject type of its stream.
    /// </summary>
    public static EventType Custom { get; } = new("custom", "event", typeof(CustomEvent), 0);

    /// <summary>Every type of event that the log may hold.</summary>
    public static IReadOnlyList<EventType> Stored { get; } = [.. All, .. Drafts, Custom];

    private static readonly FrozenDictionary<string, EventType> ByAlias = Stored.ToFrozenDictionary(type => type.Alias);

    private static readonly FrozenDictionary<Type, EventType> ByContent = Stored.ToFrozenDictionary(type => type.Content);

    /// <summary>The event with this name in the log, or null.</summary>
    public static EventType? OfAlias(string alias) => ByAlias.GetValueOrDefault(alias);

    /// <summary>The event of a subject and what happened to it, drafts among them.</summary>
    /// <param name="subject">Lower case: <c>pipelinerun</c>.</param>
    /// <param name="predicate">Lower case: <c>started</c>.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static EventType Of(string subject, string predicate) =>
        All.Concat(Drafts).First(type => type.Subject == subject && type.Predicate == predicate);

    /// <summary>All events of one subject.</summary>
    public static IReadOnlyList<EventType> OfSubject(string subject) => [.. All.Where(type => type.Subject == subject)];

    /// <summary>The event whose content a record is.</summary>
    /// <exception cref="KeyNotFoundException">The record is not in the catalogue.</exception>
    public static EventType Of(SubjectContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return ByContent[content.GetType()];
    }

    private static EventType Standard<T>(string subject, string predicate, short rank) where T : SubjectContent =>
        new(subject, predicate, typeof(T), rank) { Versions = Catalogue.VersionsOf(subject, predicate) };
}
