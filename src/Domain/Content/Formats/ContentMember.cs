using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Domain.Content.Formats;

/// <summary>One property of a content record and the JSON member it stands for: the property's name in camel case, unless it names another.</summary>
internal abstract class ContentMember<T>(PropertyInfo property)
{
    private readonly byte[] name = Encoding.UTF8.GetBytes(
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    private readonly byte[]? formerName = property.GetCustomAttribute<FormerlyAttribute>() is { } formerly ? Encoding.UTF8.GetBytes(formerly.Name) : null;

    public bool Is(ReadOnlySpan<byte> member, out bool former)
    {
        former = false;
        return member.SequenceEqual(name) || (former = formerName is not null && member.SequenceEqual(formerName));
    }

    /// <summary>Takes the value the reader stands on.</summary>
    /// <param name="target">The record being read.</param>
    /// <param name="reader">On the first token of the value; afterwards on its last.</param>
    /// <param name="former">True when it goes by its former name, and so gives way to the present one.</param>
    public abstract void Read(T target, ref Utf8JsonReader reader, bool former);

    /// <summary>Writes name and value; nothing where there is no value.</summary>
    public abstract void Write(Utf8JsonWriter writer, T source);

    public static ContentMember<T> Of(PropertyInfo property) => property.PropertyType switch
    {
        var type when type == typeof(string) => new Typed<string?>(property, ContentValue.Text, ContentValue.Write!),
        var type when type == typeof(Outcome?) => new Typed<Outcome?>(property, ContentValue.Outcome, ContentValue.Write),
        var type when type == typeof(Reference) => new Typed<Reference?>(property, ContentValue.Reference, ContentValue.Write!),
        var type when type == typeof(TextList) => new Typed<TextList?>(property, ContentValue.Texts, ContentValue.Write!),
        var type when type == typeof(TestCase) => Part<TestCase>(property),
        var type when type == typeof(TestSuite) => Part<TestSuite>(property),
        var type when type == typeof(Trigger) => Part<Trigger>(property),
        var type when type == typeof(Sbom) => Part<Sbom>(property),
        var type => throw new NotSupportedException($"{typeof(T).Name}.{property.Name}: content has no values of type {type}."),
    };

    private static Typed<TPart?> Part<TPart>(PropertyInfo property) where TPart : class, new() =>
        new(property, ContentShape<TPart>.Instance.Read, (writer, part) => ContentShape<TPart>.Instance.Write(writer, part!));

    protected ReadOnlySpan<byte> Name => name;

    private sealed class Typed<TValue>(PropertyInfo property, ReadContentValue<TValue> read, WriteContentValue<TValue> write) : ContentMember<T>(property)
    {
        private readonly Func<T, TValue> get = property.GetMethod!.CreateDelegate<Func<T, TValue>>();
        private readonly Action<T, TValue> set = property.SetMethod!.CreateDelegate<Action<T, TValue>>();

        public override void Read(T target, ref Utf8JsonReader reader, bool former)
        {
            if (read(ref reader) is { } value && (!former || get(target) is null))
            {
                set(target, value);
            }
        }

        public override void Write(Utf8JsonWriter writer, T source)
        {
            if (get(source) is { } value)
            {
                writer.WritePropertyName(Name);
                write(writer, value);
            }
        }
    }
}
