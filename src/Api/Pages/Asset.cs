using System.Collections.Frozen;
using System.Security.Cryptography;

namespace CdViz.Api.Pages;

/// <summary>The page's own scripts, styles and pictures. They are inside the program, so that they are there however it was built.</summary>
internal sealed record Asset(string Name, string Type, byte[] Bytes, string Digest)
{
    /// <summary>Where they are: what has another content has another address, so browsers may keep them for ever.</summary>
    public const string Pattern = "/ui/assets/{digest}/{name}";

    private const string Prefix = "page/";

    private static readonly FrozenDictionary<string, Asset> All = typeof(Asset).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => Read(name[Prefix.Length..]))
        .ToFrozenDictionary(asset => asset.Name);

    /// <summary>The address of one.</summary>
    public static string Url(string name) => $"/ui/assets/{All[name].Digest}/{name}";

    /// <summary>Answers with one.</summary>
    public static Task ServeAsync(HttpContext context)
    {
        if (context.GetRouteValue("name") is not string name || !All.TryGetValue(name, out var asset))
        {
            return Problems.NotFound("There is no such file.").ExecuteAsync(context);
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.File(asset.Bytes, asset.Type).ExecuteAsync(context);
    }

    private static Asset Read(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(Prefix + name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.ToArray();
        return new(name, TypeOf(name), bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new NotSupportedException(other),
    };
}
