using System.Buffers;
using System.Data.Common;
using System.Text.Json;
using Marten;
using Npgsql;
using Weasel.Core;
using ISerializer = Marten.ISerializer;
using SystemTextJsonSerializer = Marten.Services.SystemTextJsonSerializer;

namespace CdViz.Adapters.Store;

/// <summary>
/// Marten's serializer for a store of CDEvents. The content of an event is written as the CDEvent that was sent, byte for byte, and read as the record of its
/// type with the CDEvent at hand; everything else is System.Text.Json with members in camelCase and enumerations as text.
/// </summary>
public sealed class CdEventSerializer : ISerializer
{
    private readonly SystemTextJsonSerializer inner = new() { Casing = Casing.CamelCase, EnumStorage = EnumStorage.AsString };

    /// <inheritdoc/>
    public EnumStorage EnumStorage => inner.EnumStorage;

    /// <inheritdoc/>
    public Casing Casing => inner.Casing;

    /// <inheritdoc/>
    public ValueCasting ValueCasting => inner.ValueCasting;

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> writer, object? value)
    {
        switch (value)
        {
            case SubjectContent { Raw.Length: > 0 } content:
                writer.Write(content.Raw.Span);
                break;
            case EventHeaders headers:
                writer.Write(headers.Json.Span);
                break;
            default:
                inner.WriteTo(writer, value);
                break;
        }
    }

    /// <inheritdoc/>
    public T FromJson<T>(DbDataReader reader, int index) => Content(typeof(T), reader, index) is { } content ? (T)(object)content : inner.FromJson<T>(reader, index);

    /// <inheritdoc/>
    public object FromJson(Type type, DbDataReader reader, int index) => Content(type, reader, index) ?? inner.FromJson(type, reader, index);

    /// <inheritdoc/>
    public ValueTask<T> FromJsonAsync<T>(DbDataReader reader, int index, CancellationToken cancellationToken = default) =>
        Content(typeof(T), reader, index) is { } content ? ValueTask.FromResult((T)(object)content) : inner.FromJsonAsync<T>(reader, index, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<object> FromJsonAsync(Type type, DbDataReader reader, int index, CancellationToken cancellationToken = default) =>
        Content(type, reader, index) is { } content ? ValueTask.FromResult<object>(content) : inner.FromJsonAsync(type, reader, index, cancellationToken);

    /// <inheritdoc/>
    public T FromJson<T>(Stream stream) => inner.FromJson<T>(stream);

    /// <inheritdoc/>
    public object FromJson(Type type, Stream stream) => inner.FromJson(type, stream);

    /// <inheritdoc/>
    public ValueTask<T> FromJsonAsync<T>(Stream stream, CancellationToken cancellationToken = default) => inner.FromJsonAsync<T>(stream, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<object> FromJsonAsync(Type type, Stream stream, CancellationToken cancellationToken = default) =>
        inner.FromJsonAsync(type, stream, cancellationToken);

    /// <inheritdoc/>
    public string ToJson(object? document) => inner.ToJson(document);

    /// <inheritdoc/>
    public string ToCleanJson(object? document) => inner.ToCleanJson(document);

    /// <inheritdoc/>
    public string ToJsonWithTypes(object document) => inner.ToJsonWithTypes(document);

    /// <inheritdoc/>
    public void WriteToCleanJson(IBufferWriter<byte> writer, object? value) => inner.WriteToCleanJson(writer, value);

    /// <inheritdoc/>
    public void WriteToJsonWithTypes(IBufferWriter<byte> writer, object value) => inner.WriteToJsonWithTypes(writer, value);

    /// <inheritdoc/>
    public void WriteToParameter(NpgsqlParameter parameter, object? value) => inner.WriteToParameter(parameter, value);

    private static SubjectContent? Content(Type type, DbDataReader reader, int index)
    {
        if (!type.IsSubclassOf(typeof(SubjectContent)))
        {
            return null;
        }

        var json = reader.GetFieldValue<byte[]>(index);
        return ((SubjectContent)JsonSerializer.Deserialize(json, type)!).Of(json);
    }
}
