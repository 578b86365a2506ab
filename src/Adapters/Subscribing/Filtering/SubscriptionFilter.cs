namespace CdViz.Adapters.Subscribing.Filtering;

/// <summary>Says of events whether somebody wants them.</summary>
public sealed class SubscriptionFilter
{
    private readonly FilterSettings settings;

    /// <summary>By settings; a predicate is no matter of it.</summary>
    public SubscriptionFilter(FilterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings;

        // A pattern that says something of versions may fit ones that are not known yet; only of the others it is known which types they fit.
        Aliases = settings.Types.Count is 0 || settings.Types.Any(pattern => pattern.Any(c => char.IsAsciiDigit(c) || c is '-'))
            ? null
            : [.. EventTypes.All.Concat(EventTypes.Drafts).Where(MayBe).Append(EventTypes.Custom).Select(type => type.Alias).Distinct()];
    }

    /// <summary>Names in the log of the types among which are those that are wanted; null for all.</summary>
    internal IReadOnlyList<string>? Aliases { get; }

    /// <summary>Whether an event is wanted.</summary>
    public bool Wants(StoredEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return Wants(new Outgoing(e));
    }

    internal bool Wants(Outgoing e) =>
        (settings.Types.Count is 0 || IsType(e))
        && (settings.Subjects.Count is 0 || Globs.Match(settings.Subjects, e.Facts.Subject))
        && (settings.Environments.Count is 0 || Globs.Match(settings.Environments, e.Facts.Environment));

    private bool IsType(Outgoing e) =>
        Globs.Match(settings.Types, e.Event.Type) || Globs.Match(settings.Types, e.Facts.Type) || Globs.Match(settings.Types, WithoutVersion(e.Facts.Type));

    private static string WithoutVersion(string type) => type.Split('.') is [.. var name, _, _, _] && char.IsAsciiDigit(name.Length < 2 ? 'x' : type[type.LastIndexOf('.') + 1])
        ? string.Join('.', name)
        : type;

    private bool MayBe(EventType type) =>
        Globs.Match(settings.Types, type.Alias) || Globs.Match(settings.Types, $"{type}") || Globs.Match(settings.Types, $"{type}.0.0.0");
}
