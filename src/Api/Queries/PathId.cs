using Microsoft.AspNetCore.Http.Features;

namespace CdViz.Api.Queries;

/// <summary>An id at the end of a path, as it was meant.</summary>
internal static class PathId
{
    /// <summary>
    /// The id. Routing leaves <c>%2F</c> as it is and decodes all else, so that a <c>%2F</c> of the id's own could not be told from an encoded slash: what
    /// was sent is read.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="prefix">What stands before the id in the path.</param>
    /// <param name="routed">The id as routing gives it, for servers that don't say what was sent.</param>
    public static string Of(HttpRequest request, string prefix, string routed)
    {
        var sent = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var begin = sent.IndexOf(prefix, StringComparison.OrdinalIgnoreCase);
        return begin < 0 ? Uri.UnescapeDataString(routed) : Uri.UnescapeDataString(sent[(begin + prefix.Length)..].Split('?')[0]);
    }
}
