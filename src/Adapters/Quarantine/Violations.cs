namespace CdViz.Adapters.Quarantine;

/// <summary>Many violations in one line.</summary>
public static class Violations
{
    /// <summary>The first, and how many more there are.</summary>
    public static string Summary(IReadOnlyList<Violation> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var (pointer, rule, message) = errors[0];
        var more = errors.Count > 1 ? $" (and {errors.Count - 1} more)" : "";
        return pointer.Length > 0 ? $"{pointer}: {rule}: {message}{more}" : $"{rule}: {message}{more}";
    }
}
