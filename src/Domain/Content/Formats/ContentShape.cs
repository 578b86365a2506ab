using System.Reflection;
using System.Text;
using System.Text.Json;

namespace CdViz.Domain.Content.Formats;

/// <summary>How a record of content, or a part of one, is read and written: by its properties, found once.</summary>
internal sealed class ContentShape<T> where T : class, new()
{
    private readonly ContentMember<T>[] members =
        [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(ContentMember<T>.Of)];

    public static ContentShape<T> Instance { get; } = new();

    /// <summary>Takes the value the reader stands on; null where it is no object. Unknown members are passed over.</summary>
    public T? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var target = new T();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (Find(Name(ref reader), out var former) is { } member)
            {
                reader.Read();
                member.Read(target, ref reader, former);
            }
            else
            {
                reader.Skip();
            }
        }

        return target;
    }

    public void Write(Utf8JsonWriter writer, T source)
    {
        writer.WriteStartObject();
        foreach (var member in members)
        {
            member.Write(writer, source);
        }

        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader) =>
        reader.HasValueSequence || reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;

    private ContentMember<T>? Find(ReadOnlySpan<byte> name, out bool former)
    {
        foreach (var member in members)
        {
            if (member.Is(name, out former))
            {
                return member;
            }
        }

        former = false;
        return null;
    }
}
