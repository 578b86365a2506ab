using System.Collections.Frozen;
using System.Reflection;

namespace CdViz.Domain.Specs;

/// <summary>
/// What every release of the CDEvents specification says, read from the <c>.spec</c> files in this assembly. <c>docs/vocabulary.md</c> says how the next one
/// is added.
/// </summary>
public static class Catalogue
{
    /// <summary>All releases, oldest first; the draft of the next one comes last.</summary>
    public static IReadOnlyList<Release> Releases => All;

    /// <summary>The newest release that is no draft.</summary>
    public static Release Newest { get; }

    /// <summary>Events of tools' own in every release that has them, oldest first.</summary>
    internal static ReleasedShape[] Custom { get; }

    /// <summary>Links that are sent by themselves in every release that has them, oldest first.</summary>
    internal static IReadOnlyList<(Release Release, Shape.Union Shape)> PostedLinks { get; }

    private static readonly Release[] All;

    private static readonly FrozenDictionary<string, ReleasedShape[]> Standard;

    static Catalogue()
    {
        List<SpecText> texts = [];
        foreach (var name in Resources())
        {
            texts.Add(SpecText.Read(Read(name), texts));
        }

        List<(Release Release, SpecShapes Shapes, SpecText Text)> releases =
            [.. texts.Select(text => (new Release(text.Spec, text.Date, Events(text)), new SpecShapes(text), text))];
        All = [.. releases.Select(one => one.Release)];
        Newest = Releases.Last(release => !release.IsDraft);
        Custom = [.. releases.Select(one => (one.Release, Shape: one.Shapes.CustomEvent())).Where(one => one.Shape is not null)
            .Select(one => new ReleasedShape(one.Release, one.Shape!))];
        PostedLinks = [.. releases.Select(one => (one.Release, Shape: one.Shapes.PostedLink())).Where(one => one.Shape is not null).Select(one => (one.Release, one.Shape!))];
        Standard = releases
            .SelectMany(one => one.Text.Events.Keys.Select(name => (Type: TypeOf(name, one.Text), Shape: new ReleasedShape(one.Release, one.Shapes.Event(name)))))
            .GroupBy(one => one.Type, one => one.Shape)
            .ToFrozenDictionary(type => type.Key, type => type.ToArray());
    }

    /// <summary>The release with this number, or null.</summary>
    /// <param name="spec"><c>0.5.1</c></param>
    public static Release? OfSpec(string spec) => Releases.FirstOrDefault(release => release.Spec == spec);

    /// <summary>The release whose number a text is, or null.</summary>
    internal static Release? OfSpec(ReadOnlySpan<byte> spec)
    {
        foreach (var release in All)
        {
            if (System.Text.Ascii.Equals(spec, release.Spec))
            {
                return release;
            }
        }

        return null;
    }

    /// <summary>What a type is in every release that has it, oldest first; empty for types that none has.</summary>
    /// <param name="type">context.type: <c>dev.cdevents.pipelinerun.started.0.3.0</c>.</param>
    internal static ReleasedShape[] OfType(string type) => Standard.GetValueOrDefault(type, []);

    /// <summary>The versions of an event, oldest first: of drafts only where no release has it.</summary>
    internal static IReadOnlyList<EventVersion> VersionsOf(string subject, string predicate)
    {
        var all = Releases.SelectMany(release => release.Events.Where(e => e.Subject == subject && e.Predicate == predicate).Select(e => (release, e.Version))).ToList();
        return [.. all.Where(one => !one.release.IsDraft || all.TrueForAll(other => other.release.IsDraft))
            .GroupBy(one => one.Version, one => one.release.Spec)
            .Select(version => new EventVersion(version.Key, [.. version]))];
    }

    private static List<ReleasedEvent> Events(SpecText text) =>
    [
        .. from e in text.Events
           let name = e.Key.ToLowerInvariant().Split('.')
           orderby name[0], name[1]
           select new ReleasedEvent(TypeOf(e.Key, text), name[0], name[1], e.Value.Version, text.Stages[e.Key.Split('.')[0]]),
    ];

    private static string TypeOf(string e, SpecText text) => $"dev.cdevents.{e.ToLowerInvariant()}.{text.Events[e].Version}";

    /// <summary>In the order of their names; a draft's name sorts after the release before it.</summary>
    private static IEnumerable<string> Resources() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.EndsWith(".spec", StringComparison.Ordinal)).OrderBy(name => Version.Parse(name[..^5].Split('-')[0]));

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

/// <summary>One release of the CDEvents specification.</summary>
/// <param name="Spec">Its number: <c>0.5.1</c>.</param>
/// <param name="Date">The day it was released; null for a draft.</param>
/// <param name="Events">What it defines, by subject and predicate.</param>
public sealed record Release(string Spec, DateOnly? Date, IReadOnlyList<ReleasedEvent> Events)
{
    /// <summary>It is not released yet.</summary>
    public bool IsDraft => Date is null;
}

/// <summary>An event as one release defines it.</summary>
/// <param name="Type">context.type: <c>dev.cdevents.pipelinerun.started.0.3.0</c>.</param>
/// <param name="Subject">Lower case: <c>pipelinerun</c>.</param>
/// <param name="Predicate">Lower case: <c>started</c>.</param>
/// <param name="Version">The event's own version: <c>0.3.0</c>.</param>
/// <param name="Stage">The stage of delivery: <c>core</c>, <c>source</c>, <c>ci</c>, <c>testing</c>, <c>cd</c> or <c>operations</c>.</param>
public sealed record ReleasedEvent(string Type, string Subject, string Predicate, string Version, string Stage);

/// <summary>What an event looks like in one release.</summary>
internal sealed record ReleasedShape(Release Release, Shape.Closed Shape)
{
    /// <summary>It calls its version version, as until 0.4, not specversion.</summary>
    public bool Former { get; } = ((Shape.Closed)Shape.Members[0].Shape).Find(Field.Version.Name, 0) >= 0;
}
