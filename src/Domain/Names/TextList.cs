using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Domain.Names;

/// <summary>A list of texts that equals another with the same texts in the same order.</summary>
[CollectionBuilder(typeof(TextList), nameof(Create))]
[JsonConverter(typeof(TextListConverter))]
public sealed class TextList : IReadOnlyList<string>, IEquatable<TextList>
{
    private readonly string[] items;

    private TextList(string[] items) => this.items = items;

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public string this[int index] => items[index];

    /// <summary>Makes a list; what a collection expression calls.</summary>
    public static TextList Create(ReadOnlySpan<string> items) => new(items.ToArray());

    /// <inheritdoc/>
    public bool Equals(TextList? other) => other is not null && items.AsSpan().SequenceEqual(other.items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextList);

    /// <inheritdoc/>
    public override int GetHashCode() => items.Aggregate(items.Length, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", items);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)items).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}

internal sealed class TextListConverter : JsonConverter<TextList>
{
    public override TextList? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ContentValue.Texts(ref reader);

    public override void Write(Utf8JsonWriter writer, TextList value, JsonSerializerOptions options) => ContentValue.Write(writer, value);
}
