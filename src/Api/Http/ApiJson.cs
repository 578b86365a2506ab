using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Api.Http;

/// <summary>How the answers to posts are written, without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(QuarantineReceipt))]
[JsonSerializable(typeof(ManyReceipt))]
[JsonSerializable(typeof(IReadOnlyList<Violation>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Names and addresses as they are, not escaped for HTML.</summary>
    public static ApiJson Relaxed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>Adds it.</summary>
internal static class ApiJsonServices
{
    /// <summary>JSON in camelCase, with names and addresses as they are.</summary>
    public static IServiceCollection AddApiJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(json =>
    {
        // Numbers are numbers: the description says so, and a client that sends "17" is told.
        json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
    });
}
