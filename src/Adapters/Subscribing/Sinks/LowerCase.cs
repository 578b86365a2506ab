using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>A choice is written in lower case, as in settings, and never as a number.</summary>
public sealed class LowerCase<T>() : JsonStringEnumConverter<T>(new Policy(), allowIntegerValues: false) where T : struct, Enum
{
    private sealed class Policy : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }
}
