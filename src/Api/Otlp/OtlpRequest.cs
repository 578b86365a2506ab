using System.Text.Json;
using CdViz.Adapters.Telemetry;
using CdViz.Domain.Translating.Telemetry;

namespace CdViz.Api.Otlp;

/// <summary>A request of the OpenTelemetry protocol for logs.</summary>
internal static class OtlpRequest
{
    /// <summary>The door, as it is kept with what came through it.</summary>
    public const string Door = InboxTranslation.OtlpDoor;

    /// <summary>Whether it is protobuf, by its media type, or JSON; null for neither.</summary>
    public static bool? IsProtobuf(string? contentType) => OtlpProtobuf.IsType(contentType) ? true
        : contentType?.Split(';')[0].Trim().ToLowerInvariant() is "application/json" ? false : null;

    /// <summary>How many records it has, and how many of them say something of delivery.</summary>
    /// <exception cref="NotTranslatedException">It is no such request.</exception>
    public static (int All, int Some) Count(ReadOnlyMemory<byte> body, bool isProtobuf)
    {
        var json = isProtobuf ? JsonSerializer.SerializeToUtf8Bytes(OtlpProtobuf.ToJson(body)) : body;
        var (all, some) = (0, 0);
        foreach (var record in OtlpRecord.Of(new Incoming(json, new Dictionary<string, string>(), default).Json))
        {
            all++;
            some += OtlpTranslator.IsOne(record) ? 1 : 0;
        }

        return (all, some);
    }
}
