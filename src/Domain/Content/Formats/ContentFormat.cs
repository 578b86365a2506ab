using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace CdViz.Domain.Content.Formats;

/// <summary>Reads and writes <c>subject.content</c> for one kind of <see cref="SubjectContent"/>.</summary>
internal abstract class ContentFormat
{
    /// <summary>Takes the value the reader stands on, whatever its type.</summary>
    public abstract SubjectContent Read(ref Utf8JsonReader reader);

    /// <summary>Writes the object.</summary>
    public abstract void Write(Utf8JsonWriter writer, SubjectContent content);

    /// <summary>The format of a record.</summary>
    public static ContentFormat Of(Type content) => content == typeof(CustomEvent)
        ? new Custom()
        : (ContentFormat)Activator.CreateInstance(typeof(Standard<>).MakeGenericType(content))!;

    /// <summary>The former names of a record's members, by their present names.</summary>
    public static IReadOnlyDictionary<string, string> FormerNames(Type content) =>
        (from property in content.GetProperties()
         let former = property.GetCustomAttribute<FormerlyAttribute>()
         where former is not null
         select (Name: JsonNamingPolicy.CamelCase.ConvertName(property.Name), former.Name)).ToFrozenDictionary(one => one.Item1, one => one.Item2);

    private sealed class Standard<T> : ContentFormat where T : SubjectContent, new()
    {
        public override SubjectContent Read(ref Utf8JsonReader reader) => ContentShape<T>.Instance.Read(ref reader) ?? new T();

        public override void Write(Utf8JsonWriter writer, SubjectContent content) => ContentShape<T>.Instance.Write(writer, (T)content);
    }

    private sealed class Custom : ContentFormat
    {
        public override SubjectContent Read(ref Utf8JsonReader reader) => new CustomEvent { Content = JsonElement.ParseValue(ref reader) };

        public override void Write(Utf8JsonWriter writer, SubjectContent content) => ((CustomEvent)content).Content.WriteTo(writer);
    }
}
