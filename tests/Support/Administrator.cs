namespace CdViz.Support;

/// <summary>
/// Who may make databases and roles on the server that tests use: <c>CDVIZ_ADMINISTRATOR</c>, as <c>./cdviz test</c> sets it; else what <c>./cdviz db</c> has
/// left in the checkout; else the login that is configured.
/// </summary>
public static class Administrator
{
    /// <summary>The checkout that the tests run from.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The connection string that goes with the configured one.</summary>
    public static string Of(string configured)
    {
        if (Environment.GetEnvironmentVariable("CDVIZ_ADMINISTRATOR") is { Length: > 0 } text)
        {
            return text;
        }

        var state = Path.Combine(Root, ".cdviz");
        return File.Exists(Path.Combine(state, "administrator")) && File.ReadAllText(Path.Combine(state, "connection")).Trim() == configured
            ? File.ReadAllText(Path.Combine(state, "administrator")).Trim()
            : configured;
    }

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "CdViz.EventStore.sln")) ? directory : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Not in a checkout."));
}
