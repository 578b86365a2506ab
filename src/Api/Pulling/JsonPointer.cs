using System.Text.Json;

namespace CdViz.Api.Pulling;

/// <summary>JSON pointers (RFC 6901) to members of objects.</summary>
internal static class JsonPointer
{
    /// <summary>What a pointer leads to, the whole for an empty one; null where there is nothing.</summary>
    public static JsonElement? At(JsonElement element, string pointer)
    {
        foreach (var name in pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}
