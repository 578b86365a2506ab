namespace CdViz.Domain.Translating;

/// <summary>One thing that a tool says.</summary>
public abstract record Statement
{
    private Statement() { }

    /// <summary>This CDEvent, as the tool wrote it.</summary>
    /// <param name="Json">UTF-8.</param>
    public sealed record AsSent(ReadOnlyMemory<byte> Json) : Statement;

    /// <summary>This happened.</summary>
    public sealed record Fact(CDEvent Event) : Statement;

    /// <summary>How something is now, which is an event only where it was otherwise before.</summary>
    /// <param name="Event">The event, as it is when nothing is known of before.</param>
    public abstract record Claim(CDEvent Event) : Statement
    {
        /// <summary>The event of what is said, now that one knows what was said before; null where nothing changed.</summary>
        /// <param name="before">What the log has of the same subject in the same environment from before it, in order of occurrence.</param>
        public abstract CDEvent? After(IReadOnlyList<Earlier> before);
    }

    /// <summary>
    /// A service runs an artifact: deployed where none ran, upgraded where another did, rolled back where that is one that first ran before the other did (as
    /// <c>cdviz.rollback_of</c> has it), and nothing where it ran already.
    /// </summary>
    /// <param name="Event">The deployment.</param>
    /// <param name="Was">The artifact that the tool says ran before, or null.</param>
    /// <param name="FirstAt">Since when it has been there, where nothing is known of before; null where that is the event's own time.</param>
    public sealed record Runs(CDEvent Event, string? Was = null, DateTimeOffset? FirstAt = null) : Claim(Event)
    {
        /// <inheritdoc/>
        public override CDEvent? After(IReadOnlyList<Earlier> before)
        {
            ArgumentNullException.ThrowIfNull(before);
            var deployed = (ServiceDeployed)Event.Content;
            var runs = before is [.., var last] ? (last.IsRemoval ? null : last.Artifact) : Was;
            if (runs is null)
            {
                return FirstAt is { } first && before.Count is 0 ? ContentId.Given(Event with { Timestamp = first }) : Event;
            }

            var (now, then) = (Key(deployed.ArtifactId!), Key(runs));
            var keys = before.Select(earlier => earlier.Artifact is { } artifact ? Key(artifact) : null).ToList();
            return now == then ? null
                : keys.IndexOf(now) is >= 0 and var place && place < keys.IndexOf(then)
                    ? ContentId.Given(Event with { Content = new ServiceRolledBack { Environment = deployed.Environment, ArtifactId = deployed.ArtifactId } })
                    : ContentId.Given(Event with { Content = new ServiceUpgraded { Environment = deployed.Environment, ArtifactId = deployed.ArtifactId } });
        }
    }

    /// <summary>A service is not there any more: removed where it ran, nothing where it did not.</summary>
    /// <param name="Event">The removal.</param>
    /// <param name="Artifact">What has gone, where it counts only if that ran last; else null.</param>
    public sealed record Gone(CDEvent Event, string? Artifact = null) : Claim(Event)
    {
        /// <inheritdoc/>
        public override CDEvent? After(IReadOnlyList<Earlier> before)
        {
            ArgumentNullException.ThrowIfNull(before);
            return before is [.., { IsRemoval: false, Artifact: var runs }] && (Artifact is null || (runs is not null && Key(runs) == Key(Artifact))) ? Event : null;
        }
    }

    /// <summary>Something is ill: an incident where none is open.</summary>
    public sealed record Ill(CDEvent Event) : Claim(Event)
    {
        /// <inheritdoc/>
        public override CDEvent? After(IReadOnlyList<Earlier> before)
        {
            ArgumentNullException.ThrowIfNull(before);
            return before is [.., { IsOpenIncident: true }] ? null : Event;
        }
    }

    /// <summary>Something is well: the end of an incident where one is open, else nothing.</summary>
    public sealed record Well(CDEvent Event) : Claim(Event)
    {
        /// <inheritdoc/>
        public override CDEvent? After(IReadOnlyList<Earlier> before)
        {
            ArgumentNullException.ThrowIfNull(before);
            return before is [.., { IsOpenIncident: true }] ? Event : null;
        }
    }

    private static string Key(string artifact) => ArtifactName.Parse(artifact).Key;
}

/// <summary>An event that the log has of a subject.</summary>
/// <param name="Type">The event.</param>
/// <param name="Artifact">The artifact it names, or null.</param>
public sealed record Earlier(EventType Type, string? Artifact)
{
    /// <summary>The service was removed.</summary>
    public bool IsRemoval => Type is { Subject: "service", Predicate: "removed" };

    /// <summary>An incident began, and nothing says that it ended.</summary>
    public bool IsOpenIncident => Type is { Subject: "incident", Predicate: not "resolved" };
}
