using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Domain;

/// <summary>How a run ended: the sender's own word, and the one word of CDEvents 0.5 it stands for.</summary>
/// <param name="Raw">As sent: <c>pass</c>, <c>SUCCESS</c>, <c>timed_out</c>.</param>
[JsonConverter(typeof(OutcomeConverter))]
public readonly record struct Outcome(string Raw)
{
    /// <summary><c>success</c>, <c>failure</c>, <c>cancel</c> or <c>error</c>; the raw word in lower case where it stands for none of them.</summary>
    public string Canonical => Raw.ToLowerInvariant() switch
    {
        "success" or "succeeded" or "successful" or "pass" or "passed" or "ok" => "success",
        "failure" or "failed" or "fail" or "unstable" => "failure",
        "cancel" or "canceled" or "cancelled" or "aborted" => "cancel",
        "error" or "errored" or "timed_out" or "timeout" or "startup_failure" => "error",
        var other => other,
    };

    /// <inheritdoc/>
    public override string ToString() => Raw;
}

internal sealed class OutcomeConverter : JsonConverter<Outcome>
{
    public override Outcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Outcome value, JsonSerializerOptions options) => writer.WriteStringValue(value.Raw);
}
