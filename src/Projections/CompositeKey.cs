using System.Security.Cryptography;
using System.Text;

namespace CdViz.Projections;

/// <summary>A key of two parts that no other two parts give: <c>first|second</c>, with <c>%</c> and <c>|</c> escaped in the first.</summary>
internal static class CompositeKey
{
    /// <summary>The key.</summary>
    public static string Of(string first, string second) =>
        first.AsSpan().ContainsAny('|', '%')
            ? $"{first.Replace("%", "%25", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal)}|{second}"
            : $"{first}|{second}";

    /// <summary>The same with a digest of the first: for a second that is long already, since a key in an index has room for 2,704 bytes.</summary>
    public static string OfDigest(string first, string second) => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first)))}|{second}";
}
