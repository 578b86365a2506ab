using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Domain;

/// <summary>How a run ended: the sender's own word, and the one word of CDEvents 0.5 it stands for.</summary>
/// <param name="Raw">As sent: <c>pass</c>, <c>SUCCESS</c>, <c>timed_out</c>.</param>
[JsonConverter(typeof(OutcomeConverter))]
public readonly record struct Outcome(string Raw)
{
    /// <summary>
    /// What tools say, in lower-case letters alone, and what it stands for: <c>success</c>, <c>failure</c>, <c>cancel</c>, <c>error</c> or <c>skipped</c>. SQL reads them from
    /// <c>events.outcome_word</c>.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Words => OutcomeWords.All;

    /// <summary><c>success</c>, <c>failure</c>, <c>cancel</c>, <c>error</c> or <c>skipped</c>; the raw word in lower case, without blanks around it, where it stands for none of them.</summary>
    public string Canonical => OutcomeWords.All.GetValueOrDefault(WordOf(Raw)) ?? Raw.Trim().ToLowerInvariant();

    /// <summary>True when it is one of <see cref="Words"/>.</summary>
    public bool IsKnown => OutcomeWords.All.ContainsKey(WordOf(Raw));

    /// <summary>The letters and digits of ASCII alone, in lower case, by which words are compared.</summary>
    public static string WordOf(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        return string.Concat(raw.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
    }

    /// <inheritdoc/>
    public override string ToString() => Raw;
}

internal sealed class OutcomeConverter : JsonConverter<Outcome>
{
    public override Outcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Outcome value, JsonSerializerOptions options) => writer.WriteStringValue(value.Raw);
}
