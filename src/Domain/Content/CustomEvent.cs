using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>An event of a tool's own, <c>dev.cdeventsx.{tool}-{subject}.{predicate}</c>: its content as it was sent.</summary>
/// <remarks>Two are equal when their content is equal as JSON: white space, member order and the spelling of numbers do not count.</remarks>
[JsonConverter(typeof(SubjectContentConverter<CustomEvent>))]
public sealed record CustomEvent : SubjectContent
{
    /// <summary>The object <c>subject.content</c>.</summary>
    public JsonElement Content { get; init; }

    /// <inheritdoc/>
    public bool Equals(CustomEvent? other) => other is not null && Content.ValueKind == other.Content.ValueKind
        && (Content.ValueKind is JsonValueKind.Undefined || JsonElement.DeepEquals(Content, other.Content));

    /// <inheritdoc/>
    public override int GetHashCode() => Content.ValueKind is JsonValueKind.Object ? Content.GetPropertyCount() : 0;
}
