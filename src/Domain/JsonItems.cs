namespace CdViz.Domain;

/// <summary>The items of a JSON array: what an array of CDEvents or a batch of CloudEvents is made of.</summary>
public static class JsonItems
{
    /// <summary>True when the JSON text begins as an array.</summary>
    public static bool IsArray(ReadOnlySpan<byte> utf8Json) => throw new NotImplementedException();

    /// <summary>Cuts an array into its items, without copying.</summary>
    /// <param name="utf8Json">The array.</param>
    /// <param name="items">The items, in order.</param>
    /// <param name="error">Why it is no array of JSON values, where the answer is false.</param>
    public static bool TrySplit(ReadOnlyMemory<byte> utf8Json, out IReadOnlyList<ReadOnlyMemory<byte>> items, out string? error) =>
        throw new NotImplementedException();
}
