using System.Security.Cryptography;

namespace CdViz.Domain.Translating;

/// <summary>Ids made of what an event says, so that the same said again has the same id, and another another.</summary>
public static class ContentId
{
    /// <summary>The event with the SHA-256 of all the rest of it as <c>context.id</c>.</summary>
    public static CDEvent Given(CDEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e with { Id = Convert.ToHexStringLower(SHA256.HashData((e with { Id = "0" }).ToUtf8Json())) };
    }
}
