namespace CdViz.Adapters.Tests.Documentation;

/// <summary>The SQL projection that the guide shows, word for word.</summary>
internal static class GuideExample
{
    public static string Text { get; } = Document.Code("projections.md", "sql")[1];

    public static SqlProjection EventsPerDay { get; } = Named("events_per_day");

    /// <summary>The same by another name.</summary>
    public static SqlProjection Named(string name) => new(name, 1) { Definition = Text, StatementTimeout = TimeSpan.FromMinutes(1) };
}
