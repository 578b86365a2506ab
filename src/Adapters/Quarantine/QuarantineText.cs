using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;

namespace CdViz.Adapters.Quarantine;

/// <summary>Text and JSON on their way into the quarantine's tables and out of them.</summary>
internal static class QuarantineText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Text that PostgreSQL can hold: what came in may have U+0000 and half surrogates in it; the bytes are kept as they are.</summary>
    public static string? Storable(string? text) =>
        text is null ? null : string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()));

    /// <summary>As JSON, or null when there are none.</summary>
    public static string? Errors(IReadOnlyList<Violation> errors) => errors.Count == 0
        ? null
        : JsonSerializer.Serialize(errors.Select(error => new Violation(Storable(error.Pointer)!, error.Rule, Storable(error.Message)!)), Json);

    /// <summary>As JSON, or null when there are none.</summary>
    public static string? Headers(IReadOnlyDictionary<string, string>? headers) => headers is null
        ? null
        : JsonSerializer.Serialize(headers.ToDictionary(header => Storable(header.Key)!, header => Storable(header.Value)!), Json);

    /// <summary>The form as the table has it.</summary>
    public static string Of(BodyForm form) => form switch
    {
        BodyForm.Bare => "bare",
        BodyForm.Binary => "binary",
        BodyForm.Structured => "structured",
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    /// <summary>Reads JSON that may be null.</summary>
    public static T? JsonAt<T>(NpgsqlDataReader reader, int column) where T : class =>
        reader.IsDBNull(column) ? null : JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(column), Json);
}
