using System.Collections.Frozen;

namespace CdViz.Domain;

/// <summary>Every standard event of the CDEvents specifications 0.3 to 0.5.1, and where it stands in its subject's life cycle.</summary>
public static class EventTypes
{
    /// <summary>All of them, by subject.</summary>
    public static IReadOnlyList<EventType> All { get; } =
    [
        new("pipelinerun", "queued", typeof(PipelineRunQueued), 0),
        new("pipelinerun", "started", typeof(PipelineRunStarted), 1),
        new("pipelinerun", "finished", typeof(PipelineRunFinished), 9),
        new("service", "deployed", typeof(ServiceDeployed), 0),
        new("service", "upgraded", typeof(ServiceUpgraded), 1),
        new("service", "rolledback", typeof(ServiceRolledBack), 2),
        new("service", "published", typeof(ServicePublished), 3),
        new("service", "removed", typeof(ServiceRemoved), 9),
    ];

    private static readonly FrozenDictionary<string, EventType> ByAlias = All.ToFrozenDictionary(type => type.Alias);

    /// <summary>The event with this name in the log, or null.</summary>
    public static EventType? OfAlias(string alias) => ByAlias.GetValueOrDefault(alias);

    /// <summary>All events of one subject.</summary>
    public static IReadOnlyList<EventType> OfSubject(string subject) => [.. All.Where(type => type.Subject == subject)];
}
