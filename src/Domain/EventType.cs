using System.Text.Json;

namespace CdViz.Domain;

/// <summary>A standard event: a subject and what happened to it, whatever the version.</summary>
/// <param name="Subject">Lower case, as in <c>context.type</c>: <c>pipelinerun</c>.</param>
/// <param name="Predicate">Lower case, as in <c>context.type</c>: <c>started</c>.</param>
/// <param name="Content">The record that holds the content: <c>PipelineRunStarted</c>.</param>
/// <param name="Rank">Place in the life cycle: events that open it 0, events within 1 to 8, events that close it 9.</param>
public sealed record EventType(string Subject, string Predicate, Type Content, short Rank)
{
    /// <summary>The name in the log, the record's name split at capitals: <c>pipeline_run_started</c>.</summary>
    public string Alias { get; } = ToAlias(Content.Name);

    /// <summary>The record's name with its assembly, without version: <c>CdViz.Domain.Content.PipelineRunStarted, CdViz.Domain</c>.</summary>
    public string DotNetType { get; } = $"{Content.FullName}, {Content.Assembly.GetName().Name}";

    /// <summary>The versions of the event that the specifications have released, oldest first. Empty for events of a tool's own; of events that no release has, those of the draft.</summary>
    public IReadOnlyList<EventVersion> Versions { get; init; } = [];

    /// <summary>The newest release has it.</summary>
    public bool IsCurrent => Versions is [.., var newest] && newest.Specs.Contains(Catalogue.Newest.Spec);

    /// <summary>Members of the content that older versions call otherwise, by their present name: <c>uri</c> was <c>url</c>. They are read by either.</summary>
    public IReadOnlyDictionary<string, string> FormerNames { get; } = ContentFormat.FormerNames(Content);

    internal ContentFormat Format { get; } = ContentFormat.Of(Content);

    /// <summary>
    /// Reads the content in its current shape, whatever version it was sent in. A member of another JSON type than the specification's reads as null,
    /// unknown members are passed over.
    /// </summary>
    /// <param name="contentJson">The JSON of <c>subject.content</c> alone, UTF-8.</param>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public SubjectContent Read(ReadOnlySpan<byte> contentJson)
    {
        var reader = new Utf8JsonReader(contentJson);
        reader.Read();
        return Format.Read(ref reader);
    }

    /// <inheritdoc/>
    public bool Equals(EventType? other) => other is not null && Subject == other.Subject && Predicate == other.Predicate && Content == other.Content;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Subject, Predicate);

    /// <summary>The name without version: <c>dev.cdevents.pipelinerun.started</c>.</summary>
    public override string ToString() => $"dev.cdevents.{Subject}.{Predicate}";

    private static string ToAlias(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))
            ? $"_{char.ToLowerInvariant(c)}"
            : $"{char.ToLowerInvariant(c)}"));
}
