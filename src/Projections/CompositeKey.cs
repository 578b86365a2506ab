namespace CdViz.Projections;

/// <summary>A key of two parts that no other two parts give: <c>first|second</c>, with <c>%</c> and <c>|</c> escaped in the first.</summary>
internal static class CompositeKey
{
    /// <summary>The key.</summary>
    public static string Of(string first, string second) =>
        first.AsSpan().ContainsAny('|', '%')
            ? $"{first.Replace("%", "%25", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal)}|{second}"
            : $"{first}|{second}";
}
