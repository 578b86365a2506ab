namespace CdViz.Adapters.Inbox;

/// <summary>What is said of a report beside it, which its entry keeps as headers.</summary>
public static class ReportHeaders
{
    private const string Prefix = "report-";

    /// <summary>As headers.</summary>
    public static IReadOnlyDictionary<string, string> Write(IEnumerable<(string Name, string? Value)> said) =>
        said.Where(one => one.Value is { Length: > 0 }).ToDictionary(one => $"{Prefix}{one.Name}", one => one.Value!, StringComparer.OrdinalIgnoreCase);

    /// <summary>From headers.</summary>
    public static Dictionary<string, string> Read(IReadOnlyDictionary<string, string> headers) =>
        headers.Where(header => header.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).ToDictionary(header => header.Key[Prefix.Length..], header => header.Value, StringComparer.OrdinalIgnoreCase);
}
